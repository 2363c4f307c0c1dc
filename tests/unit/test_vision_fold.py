"""A vision's parts, event by event: drafts, versions, and what is made from what."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tailrace.fold import advance, empty, fold
from tailrace.kinds import load
from tailrace.kinds.vision.fold import made
from tailrace.kinds.vision.input import VisionInput
from tailrace.kinds.vision.sections import BRIEF, FRAMEWORK
from tests.unit.vision_texts import EXAMPLE
from tests.unit.vision_texts import FRAMEWORK as WRITTEN

ERROR = {"code": "stream_cut", "message": "cut", "retryable": True, "retry_after_s": None}
SCORES = {"sections": dict.fromkeys(FRAMEWORK), "overall": 7.0, "bands": {"overall": "good"}, "notes": []}
QA = {"checks": [], "overall": 8.0, "recommendations": []}

Fact = tuple[Any, ...]


def log(*facts: Fact) -> list[dict[str, Any]]:
    """Events from (type, data, step, attempt)."""
    numbers: Iterator[int] = count(1)
    events = []
    for fact in facts:
        kind, data, step, attempt = (*fact, None, None)[:4]
        seq = next(numbers)
        ts = f"2026-11-20T08:{seq // 60:02d}:{seq % 60:02d}.000Z"
        base = {"seq": seq, "type": kind, "run_id": "r", "ts": ts, "step": step, "attempt": attempt}
        events.append({**base, "message": None, "data": data})
    return events


def started() -> Fact:
    kind = load("vision")
    steps, expected = kind.plan(VisionInput.model_validate(EXAMPLE), ["openai"])
    data = {"kind": "vision", "input": EXAMPLE, "steps": [step.model_dump() for step in steps], "providers": ["openai"]}
    return ("run.started", {**data, "expected": expected.model_dump()})


def chunk(section: str, text: str, step: str = "framework", attempt: int = 1) -> Fact:
    return ("section.chunk", {"section": section, "text": text}, step, attempt)


def completed(section: str, content: Any, step: str = "framework", attempt: int = 1) -> Fact:
    return ("section.completed", {"section": section, "content": content}, step, attempt)


def begin(step: str, attempt: int = 1) -> list[Fact]:
    told = ("provider.started", {"provider": "openai", "model": "m"}, step, attempt)
    return [("step.started", {"label": step}, step, attempt), told]


def end(step: str, attempt: int = 1) -> Fact:
    return ("step.completed", {"duration_ms": 5}, step, attempt)


def checked(stage: str, result: str, step: str = "validate") -> Fact:
    return ("validation.progress", {"stage": stage, "result": result, "message": "", "findings": []}, step, 1)


def whole() -> list[Fact]:
    """A run with a repaired section, which is then refined by a person."""
    brief = [completed(name, "A story", "brief") for name in BRIEF]
    framework = [fact for n in FRAMEWORK for fact in (chunk(n, "a"), chunk(n, "b"), completed(n, WRITTEN[n]))]
    return [
        started(),
        *begin("brief"),
        *brief,
        end("brief"),
        *begin("framework"),
        *framework,
        end("framework"),
        ("step.started", {"label": "validate"}, "validate", 1),
        checked("strategy", "fail"),
        completed("strategy", ["Repaired"], "validate"),
        checked("strategy", "pass"),
        end("validate"),
        *(fact for step in ("one_pager", "qa", "scores") for fact in begin(step)),
        ("scores.completed", SCORES, "scores", 1),
        end("scores"),
        chunk("one_pager", "# Page", "one_pager"),
        ("qa.completed", QA, "qa", 1),
        end("qa"),
        completed("one_pager", "# Page", "one_pager"),
        end("one_pager"),
        ("run.completed", {"summary": {}, "duration_ms": 9, "degraded": []}),
        (
            "run.resumed",
            {"steps": ["refine:strategy", "one_pager"], "reason": "r", "feedback": {"refine:strategy": "Shorter"}},
        ),
        ("run.steps_added", {"steps": [{"id": "refine:strategy", "label": "Anew", "expected_seconds": 10}]}),
        *begin("refine:strategy"),
        chunk("strategy", "- new", "refine:strategy"),
        completed("strategy", ["New"], "refine:strategy"),
        end("refine:strategy"),
    ]


def parts(facts: list[Fact]) -> Any:
    return fold(log(*facts))["parts"]


def test_every_prefix_is_a_snapshot_whose_parts_agree_with_each_other() -> None:
    events = log(*whole())
    seen: dict[str, Any] = {}
    for number in range(1, len(events) + 1):
        snapshot = fold(events[:number])
        found = snapshot["parts"]
        assert list(found["sections"]) == [*BRIEF, *FRAMEWORK]
        for name, section in [*found["sections"].items(), ("one_pager", found["one_pager"])]:
            assert (section["state"] == "writing") is (section["writer"] is not None)
            assert section["state"] != "completed" or section["content"] is not None
            assert section["content"] is not None or not section["history"]
            # What was seen completed is never gone: it is the content, or in the history.
            versions = [*(old["content"] for old in section["history"]), section["content"]]
            assert name not in seen or seen[name] in versions
            seen = {**seen, name: section["content"]} if section["content"] is not None else seen
        assert 0 <= snapshot["progress"] <= 100
        assert made(found) <= snapshot["expected"]["parts"]


def test_progress_never_falls_before_the_run_ends() -> None:
    events = log(*whole())
    until = next(number for number, event in enumerate(events) if event["type"] == "run.completed")
    progress = [fold(events[:number])["progress"] for number in range(1, until + 2)]
    assert progress == sorted(progress)
    assert (progress[-2] <= 99, progress[-1]) == (True, 100)


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_folding_in_two_pieces_is_folding_at_once_and_changes_no_event(cut: int) -> None:
    events = log(*whole())
    assert advance(fold(events[:cut]) if cut else empty(), events[cut:]) == fold(events)
    assert events == log(*whole())


def test_a_whole_run_has_all_its_parts() -> None:
    snapshot = fold(log(*whole()))
    assert made(snapshot["parts"]) == snapshot["expected"]["parts"] == 12
    assert snapshot["parts"]["company"] == EXAMPLE["company_name"]


def test_a_section_that_is_written_shows_its_draft_and_then_itself() -> None:
    facts = [started(), *begin("framework"), chunk("vision", "No go"), chunk("vision", "od bread")]
    section = parts(facts)["sections"]["vision"]
    assert (section["state"], section["draft"], section["content"]) == ("writing", "No good bread", None)
    section = parts([*facts, completed("vision", "No good bread.")])["sections"]["vision"]
    assert (section["state"], section["draft"], section["content"]) == ("completed", "", "No good bread.")


@pytest.mark.parametrize(
    "void",
    [
        [("step.failed", {"error": ERROR, "final": False}, "framework", 1)],
        [("step.superseded", {"by_attempt": 2}, "framework", 1)],
        [("provider.failed", {"provider": "openai", "error": ERROR}, "framework", 1)],
        [("provider.started", {"provider": "gemini", "model": "m"}, "framework", 1)],
        [("run.failed", {"errors": []})],
        [("run.cancelled", {"kept_through_seq": 5})],
    ],
)
def test_the_draft_of_who_was_given_up_is_void_and_what_was_completed_stays(void: list[Fact]) -> None:
    facts = [started(), *begin("framework"), completed("vision", "Kept."), chunk("strategy", "- Half a ")]
    sections = parts([*facts, *void])["sections"]
    assert (sections["strategy"]["state"], sections["strategy"]["draft"]) == ("pending", "")
    assert (sections["vision"]["state"], sections["vision"]["content"]) == ("completed", "Kept.")


def test_another_steps_failure_voids_no_draft() -> None:
    facts = [started(), *begin("one_pager"), *begin("qa"), chunk("one_pager", "# Pa", "one_pager")]
    failed = ("step.failed", {"error": ERROR, "final": True}, "qa", 1)
    assert parts([*facts, failed])["one_pager"]["draft"] == "# Pa"


def test_a_refined_section_that_was_not_finished_is_the_old_one_still() -> None:
    facts = whole()[:-2]
    failed = ("step.failed", {"error": ERROR, "final": True}, "refine:strategy", 1)
    section = parts([*facts, failed])["sections"]["strategy"]
    assert (section["state"], section["content"], section["draft"]) == ("completed", ["Repaired"], "")
    assert section["feedback"] == "Shorter"


def test_history_holds_every_earlier_version_and_why_it_was_replaced() -> None:
    section = parts(whole())["sections"]["strategy"]
    assert [(old["content"], old["feedback"]) for old in section["history"]] == [
        (WRITTEN["strategy"], None),
        (["Repaired"], "Shorter"),
    ]
    assert (section["content"], section["step"], section["feedback"]) == (["New"], "refine:strategy", None)
    assert [old["seq"] for old in section["history"]] == sorted(old["seq"] for old in section["history"])


def test_a_repair_does_not_pass_for_what_a_person_wished() -> None:
    facts = whole()[:-3]
    repaired = completed("strategy", ["Cut"], "validate", 2)
    section = parts([*facts, repaired])["sections"]["strategy"]
    assert (section["history"][-1]["feedback"], section["feedback"]) == (None, "Shorter")
    section = parts([*facts, repaired, completed("strategy", ["New"], "refine:strategy")])["sections"]["strategy"]
    assert (section["history"][-1]["feedback"], section["feedback"]) == ("Shorter", None)


def test_the_newest_word_on_a_stage_counts() -> None:
    assert [(entry["stage"], entry["result"]) for entry in parts(whole())["validation"]] == [("strategy", "pass")]


def test_what_was_made_from_an_earlier_framework_is_outdated_until_it_is_made_again() -> None:
    facts = whole()
    until = next(number for number, fact in enumerate(facts) if fact[0] == "run.completed")
    before, after = parts(facts[: until + 1]), parts(facts)
    for name in ("one_pager", "qa", "scores"):
        assert (before[name]["outdated"], after[name]["outdated"]) == (False, True)
    again = parts([*facts, completed("one_pager", "# New", "one_pager", 2), ("qa.completed", QA, "qa", 2)])
    assert (again["one_pager"]["outdated"], again["qa"]["outdated"], again["scores"]["outdated"]) == (
        False,
        False,
        True,
    )


def test_a_brief_that_is_refined_makes_nothing_outdated() -> None:
    refined = completed("founder_brief", "Another story", "refine:founder_brief")
    facts = [fact for fact in whole() if fact[2:3] != ("refine:strategy",)]
    added = ("run.steps_added", {"steps": [{"id": "refine:founder_brief", "label": "Anew", "expected_seconds": 10}]})
    assert parts([*facts, added, refined])["scores"]["outdated"] is False
