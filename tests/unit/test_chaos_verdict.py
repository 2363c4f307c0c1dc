"""The fault bench's verdict: each breach of a promise is found, and a sound run has none."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.chaos.verdict import Findings, calls, completions, none, parts, readers
from tests.unit.chaos_logs import Line, call, calls_of, log, plan_run, reading, resumed, steps

RUN = plan_run()
TEXTS = log(*RUN)
END: Line = ("run.completed", None, {"degraded": []})


def _read(got: Sequence[str]) -> Findings:
    findings = none()
    readers.judge_reading(TEXTS, reading(got), findings)
    return findings


def _made(*lines: Line, kind: str = "plan", asked: Sequence[str] = ()) -> list[str]:
    findings = none()
    parts.judge(kind, log(*lines), set(asked), findings)
    return findings["parts_twice"]


def _paid(lines: Sequence[Line], made: Sequence[dict[str, Any]], asked: Sequence[str] = ()) -> list[str]:
    findings = none()
    calls.judge("plan", log(*lines), made, set(asked), findings)
    return findings["calls_twice"]


def _ended(*lines: Line, kind: str = "plan") -> Findings:
    findings = none()
    completions.judge(kind, log(*lines), findings)
    return findings


def test_a_sound_run_has_nothing_in_any_column() -> None:
    findings = _read(TEXTS)
    parts.judge("plan", TEXTS, set(), findings)
    calls.judge("plan", TEXTS, calls_of(RUN), set(), findings)
    completions.judge("plan", TEXTS, findings)
    assert findings == none()


@given(st.sets(st.integers(0, len(TEXTS) - 1), min_size=1))
def test_each_event_that_a_reader_did_not_get_is_lost(missing: set[int]) -> None:
    found = _read([text for place, text in enumerate(TEXTS) if place not in missing])
    assert len(found["lost"]) == len(missing)
    assert not found["doubled"] + found["reordered"] + found["changed"]


def test_a_reader_that_has_not_come_to_the_end_has_lost_only_what_it_passed_by() -> None:
    findings = none()
    readers.judge_reading(TEXTS, reading([*TEXTS[:3], *TEXTS[4:6]]), findings, whole=False)
    assert findings == none() | {"lost": ["the reader 'stream' never got event 4"]}


@given(st.lists(st.sampled_from(TEXTS), min_size=1))
def test_each_event_that_a_reader_got_again_is_doubled(again: list[str]) -> None:
    found = _read([*TEXTS, *again])
    assert len(found["doubled"]) == len(again)
    assert not found["lost"] + found["reordered"] + found["changed"]


def test_an_event_after_a_later_one_is_reordered() -> None:
    found = _read([TEXTS[1], TEXTS[0], *TEXTS[2:]])
    assert found == none() | {"reordered": ["the reader 'stream' got event 1 after event 2"]}


def test_another_event_than_the_logs_is_changed_and_another_spelling_of_it_is_not() -> None:
    other, spelt = json.loads(TEXTS[2]), json.dumps(json.loads(TEXTS[3]), indent=1)
    other["data"] = {"price": 1}
    found = _read([*TEXTS[:2], json.dumps(other), spelt, *TEXTS[4:]])
    assert found == none() | {"changed": ["the reader 'stream' got an event 3 that the log does not have"]}


def test_what_a_reader_was_told_wrongly_is_a_false_completion() -> None:
    told = reading(TEXTS)
    told.lies.append("closed after event 3, which does not end the run")
    findings = none()
    readers.judge_reading(TEXTS, told, findings)
    assert len(findings["false_completions"]) == 1


@pytest.mark.parametrize(("numbers", "column"), [((1, 2, 4), "lost"), ((1, 2, 2, 3), "doubled"), ((), "lost")])
def test_the_log_itself_is_numbered_without_gap_or_double(numbers: Sequence[int], column: str) -> None:
    findings = none()
    readers.judge_log([json.dumps({"seq": seq, "data": place}) for place, seq in enumerate(numbers)], {}, findings)
    assert findings[column]


def test_the_same_event_under_two_numbers_is_doubled() -> None:
    findings = none()
    again = json.dumps({**json.loads(TEXTS[-1]), "seq": len(TEXTS) + 1})
    readers.judge_log([*TEXTS, again], {}, findings)
    assert findings["doubled"] == [f"event {len(TEXTS)} is in the log again, as {len(TEXTS) + 1}"]


def test_a_part_that_is_made_again_is_made_twice() -> None:
    [found] = _made(*RUN[:-1], ("day.completed", "day:1", {"day": 1}), END)
    assert "day.completed day:1 1" in found
    assert _made(*RUN[:-1], ("step.completed", "day:1", {}), END)


def test_a_part_of_a_step_that_was_incomplete_is_not_made_again_when_the_run_goes_on() -> None:
    outlined: Line = ("day.outlined", "outline", {"day": 1})
    begun: list[Line] = [RUN[0], ("step.started", "outline", {}), outlined, ("run.failed", None, {})]
    assert _made(*begun, resumed("outline"), outlined)
    assert not _made(*begun, resumed("outline"), ("day.outlined", "outline", {"day": 2}))


def test_a_repeated_step_makes_its_part_again_once() -> None:
    again: list[Line] = [
        *RUN,
        resumed("day:1", "verify"),
        ("day.completed", "day:1", {"day": 1}),
        ("step.completed", "day:1", {}),
        ("plan.verified", "verify", {}),
        ("step.completed", "verify", {}),
        END,
    ]
    assert not _made(*again, asked=["day:1"])
    assert "day:1 was to be made again though nobody asked for it" in _made(*again)
    assert len(_made(*again[:-1], ("day.completed", "day:1", {"day": 1}), END, asked=["day:1"])) == 1


def test_a_degraded_step_may_be_made_again() -> None:
    degraded: Line = ("run.completed", None, {"degraded": ["verify"]})
    assert not _made(*RUN[:-1], degraded, resumed("verify"), ("plan.verified", "verify", {}), END)


def test_a_repair_rewrites_a_file_once_and_a_file_step_does_not() -> None:
    written: Line = ("file.completed", "file:a.py", {"path": "a.py"})
    repaired: Line = ("file.completed", "repair:a.py", {"path": "a.py"})
    begun: list[Line] = [
        ("run.started", None, {"steps": steps("plan", "check")}),
        written,
        ("step.completed", "file:a.py", {}),
        ("run.steps_added", "check", {"steps": steps("repair:a.py", "recheck")}),
    ]
    assert not _made(*begun, repaired, kind="code")
    assert _made(*begun, repaired, repaired, kind="code")
    assert _made(*begun, written, kind="code")


def test_validate_may_write_a_section_twice_by_code_and_by_the_model() -> None:
    begun: Line = ("run.started", None, {"steps": steps("framework", "validate")})
    section: Line = ("section.completed", "validate", {"section": "vision"})
    own: Line = ("section.completed", "framework", {"section": "vision"})
    assert not _made(begun, own, section, section, kind="vision")
    assert _made(begun, own, section, section, section, kind="vision")
    assert _made(begun, own, own, kind="vision")


@pytest.mark.parametrize("kind", ["usage.reserved", "usage.recorded"])
def test_a_call_in_the_log_for_a_step_that_is_complete_is_paid_twice(kind: str) -> None:
    [found] = _paid([*RUN[:-1], (kind, "day:1", {}), END], calls_of(RUN))
    assert "which is complete" in found


def test_a_call_that_begins_after_its_step_was_complete_is_paid_twice_unless_it_was_asked_for() -> None:
    late: list[Line] = [*RUN, resumed("day:1"), ("usage.reserved", "day:1", {}), ("day.completed", "day:1", {"day": 1})]
    assert not _paid(late, calls_of(late), asked=["day:1"])
    too_early = [*calls_of(RUN), call("day:1", len(RUN) + 0.5)]
    assert any("after event 9 had completed it" in found for found in _paid(late, too_early, asked=["day:1"]))


def test_a_call_that_begins_after_its_run_was_ended_is_paid_in_vain() -> None:
    begun: list[Line] = [*RUN[:4], ("run.cancelled", None, {})]
    assert not _paid(begun, [call("outline", 3.1), call("outline", 6.9, outcome="client_closed")][:1])
    assert any("had ended the run" in found for found in _paid(begun, [*calls_of(begun), call("outline", 7.5)]))


def test_two_calls_for_one_step_at_once_are_paid_twice_if_both_come_to_their_end() -> None:
    lines: list[Line] = [*RUN[:3], ("usage.reserved", "outline", {}), *RUN[3:]]
    together = [call("outline", 4.1, 1), call("outline", 4.5, 1)]
    rest = [made for made in calls_of(lines) if made["step"] != "outline"]
    assert any("both came to their end" in found for found in _paid(lines, [*together, *rest]))
    assert not _paid(lines, [{**together[0], "outcome": "client_closed"}, together[1], *rest])


def test_a_call_without_a_reservation_is_told() -> None:
    assert any("had no reservation" in found for found in _paid(RUN, [*calls_of(RUN), call("day:2", 10.2)]))
    before = [{**made, **call("outline", 2.5)} if made["step"] == "outline" else made for made in calls_of(RUN)]
    assert any("had no reservation" in found for found in _paid(RUN, before))


def test_a_run_is_not_complete_without_its_steps_and_parts() -> None:
    without_day = [line for line in RUN if line[0] != "day.completed"]
    assert "1, 2" in _ended(*without_day)["false_completions"][0]
    without_step = [line for line in RUN if line[:2] != ("step.completed", "verify")]
    assert "verify" in _ended(*without_step)["false_completions"][0]
    assert not any(_ended(*without_step[:-1], ("run.completed", None, {"degraded": ["verify"]})).values())


def test_nothing_comes_after_the_end_but_what_resumes_the_run() -> None:
    assert _ended(*RUN, ("step.started", "verify", {}))["false_completions"]
    assert not any(_ended(*RUN, resumed("verify"), ("step.completed", "verify", {}), END).values())


def test_a_log_without_an_end_is_left_open() -> None:
    assert _ended(*RUN[:-1])["left_open"]
