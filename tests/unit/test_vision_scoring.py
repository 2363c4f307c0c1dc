"""What code makes of a model's scores and verdicts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.vision import qa_checks, scoring
from tailrace.kinds.vision.input import VisionInput, own_words
from tailrace.kinds.vision.scoring import band, clamped, mean, overall
from tailrace.kinds.vision.sections import FRAMEWORK as NAMES
from tests.unit.vision_texts import EXAMPLE, FRAMEWORK

SAID = own_words(VisionInput.model_validate(EXAMPLE))
TEXTS = dict.fromkeys(NAMES, "Bakers decide what bread is baked")


def score(**changes: Any) -> dict[str, Any]:
    remarks: dict[str, Any] = {"issues": [], "suggestions": [], "strengths": []}
    return {"specificity": 6, "actionability": 8, "alignment": 7, **remarks, **changes}


def scored(**sections: Any) -> Any:
    written = {name: score(measurability=5) if name in ("near_term_bets", "metrics") else score() for name in NAMES}
    return scoring.settle({**written, **sections}, TEXTS, SAID)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((6, 8, 7, None), 7.0),
        ((6, 8, 7, 5), 6.6),
        ((10, 10, 10, None), 10.0),
        ((1, 1, 1, 1), 1.0),
        ((5, 6, 8, None), 6.75),
    ],
)
def test_overall_counts_alignment_twice(given: tuple[int, int, int, int | None], expected: float) -> None:
    assert overall(*given) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (10, "excellent"),
        (8, "excellent"),
        (7.99, "good"),
        (6, "good"),
        (5.99, "needs_work"),
        (1, "needs_work"),
    ],
)
def test_bands(value: float, expected: str) -> None:
    assert band(value) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [(14, 10), (0, 1), (-3, 1), (7, 7), (10**30, 10)],
)
def test_a_score_is_kept_between_1_and_10(written: int, expected: int) -> None:
    assert clamped(written) == expected


@given(st.integers(1, 10), st.integers(1, 10), st.integers(1, 10), st.none() | st.integers(1, 10))
def test_an_overall_score_lies_between_its_parts(a: int, b: int, c: int, d: int | None) -> None:
    parts = [a, b, c] + ([] if d is None else [d])
    assert min(parts) <= overall(a, b, c, d) <= max(parts)


def test_the_whole_is_the_mean_and_what_is_not_known_does_not_count() -> None:
    assert mean([6.0, None, 8.0]) == 7.0
    assert mean([None, None]) is None


def test_scores_have_bands_flags_and_the_founders_share_of_words() -> None:
    completed = scored(vision=score(alignment=6), strategy=score(specificity=2, actionability=3, alignment=8))
    vision, strategy = completed.sections["vision"], completed.sections["strategy"]
    assert (vision.overall, vision.band, vision.voice_mismatch, vision.needs_attention) == (6.5, "good", True, False)
    assert (strategy.overall, strategy.band, strategy.voice_mismatch) == (5.25, "needs_work", False)
    assert strategy.needs_attention
    assert vision.founder_words == 0.75  # The answers have "bakers", "decide" and "bread", but not "baked".
    assert completed.sections["metrics"].measurability == 5
    assert completed.overall == mean(part.overall for part in completed.sections.values())
    assert completed.bands["overall"] == band(completed.overall)
    assert completed.notes == []


def test_a_score_out_of_range_is_counted_at_the_edge_and_told() -> None:
    completed = scored(vision=score(specificity=14))
    assert completed.sections["vision"].specificity == 10
    assert completed.notes == ["vision: specificity was 14, counted as 10"]


def test_what_was_not_scored_is_null_and_says_so() -> None:
    completed = scoring.settle({"vision": score()}, {"vision": "Bread"}, SAID)
    assert [name for name, part in completed.sections.items() if part] == ["vision"]
    assert completed.bands["strategy"] is None
    assert "tensions is not scored: there is nothing in it" in completed.notes
    assert completed.overall == 7.0


def test_if_nothing_was_scored_the_document_is_not() -> None:
    completed = scoring.settle({}, {}, SAID)
    assert (completed.overall, completed.bands["overall"]) == (None, None)
    assert completed.notes[-1] == "the document is not scored"


def test_remarks_are_few_and_say_something() -> None:
    said = scored(vision=score(issues=["", " ", "a", "b", "c", "d"])).sections["vision"]
    assert said.issues == ["a", "b", "c"]


def verdict(**changes: Any) -> dict[str, Any]:
    return {"passed": True, "score": 8, "feedback": "Fine.", "issues": [], **changes}


def checked(framework: dict[str, Any] = FRAMEWORK, **verdicts: Any) -> Any:
    written: dict[str, Any] = {name: verdict() for name in qa_checks.NAMES}
    return qa_checks.settle({**written, "recommendations": ["Bake"], **verdicts}, qa_checks.found(framework, SAID))


def by_name(completed: Any, name: str) -> Any:
    return next(check for check in completed.checks if check.name == name)


def test_checks_that_pass_and_their_mean() -> None:
    completed = checked(tensions=verdict(score=6))
    assert [check.result for check in completed.checks] == ["pass"] * 5
    assert completed.overall == 7.6
    assert completed.recommendations == ["Bake"]


@pytest.mark.parametrize(
    ("given", "result", "known"),
    [
        (verdict(passed=True, score=2), "unknown", None),
        (verdict(passed=False, score=9), "unknown", None),
        (verdict(passed=False, score=3), "fail", 3),
        (verdict(score=14), "pass", 10),
        (verdict(passed=False, score=-4), "fail", 1),
    ],
)
def test_a_verdict_that_contradicts_itself_is_not_known(given: Any, result: str, known: int | None) -> None:
    check = by_name(checked(consistency=given), "consistency")
    assert (check.result, check.score) == (result, known)
    assert (known is None) is check.message.startswith("not scored")


def test_without_any_known_verdict_there_is_no_overall_score() -> None:
    assert checked(**dict.fromkeys(qa_checks.NAMES, verdict(score=2))).overall is None


def test_what_code_finds_is_told_also_where_the_verdict_is_not_known() -> None:
    bets = [{**FRAMEWORK["near_term_bets"][0], "owner": "everyone"}] * 2
    check = by_name(checked({**FRAMEWORK, "near_term_bets": bets}, actionability=verdict(score=2)), "actionability")
    assert (check.result, check.score, len(check.found)) == ("fail", None, 2)


@pytest.mark.parametrize(
    ("name", "changes", "told"),
    [
        ("actionability", {"near_term_bets": [{**FRAMEWORK["near_term_bets"][0], "owner": "The  team"}] * 2}, "nobody"),
        (
            "actionability",
            {"near_term_bets": [{**FRAMEWORK["near_term_bets"][0], "horizon": "soon"}] * 2},
            "not one of",
        ),
        ("measurability", {"near_term_bets": [{**FRAMEWORK["near_term_bets"][0], "measure": "TBD"}] * 2}, "measure"),
        ("completeness", {"strategy": []}, "strategy has 0 items"),
        ("tensions", {"tensions": ["Quantum gravity against astrology"]}, "not about anything"),
    ],
)
def test_what_code_finds_outweighs_a_verdict(name: str, changes: dict[str, Any], told: str) -> None:
    check = by_name(checked({**FRAMEWORK, **changes}), name)
    assert check.result == "fail"
    assert any(told in found for found in check.found)
