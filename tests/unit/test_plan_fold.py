"""A plan's parts as they grow, how its run ends, and what can be taken away."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tailrace.events import EventData, RunCompleted, RunFailed
from tailrace.exports import NothingToExportError, export
from tailrace.fold import Snapshot, fold
from tailrace.kinds import load
from tailrace.kinds.plan.checks import check
from tailrace.kinds.plan.content import Notice
from tailrace.kinds.plan.events import (
    EVENTS,
    DayCompleted,
    DayOutlined,
    OutlineDay,
    PlanOutlined,
    PlanTitled,
    PlanVerified,
)
from tailrace.kinds.plan.finish import finish
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.notices import DISCLAIMER, notices
from tailrace.kinds.plan.precautions import may_show_figures
from tailrace.kinds.plan.schedule import schedule
from tailrace.kinds.plan.scores import scores
from tailrace.kinds.plan.targets import targets
from tests.unit.plan_days import content, meal, request

RUN = "01m7w79h8jpy2ygcw20wz5mbqs"
DAYS = 3
Line = tuple[str, Any, str | None]


def wanted(**fields: Any) -> PlanInput:
    return request(duration={"unit": "days", "value": DAYS}, **fields)


def outlined(asked: PlanInput) -> list[OutlineDay]:
    return [
        OutlineDay(
            day=d.day,
            week=d.week,
            theme=f"Theme {d.day}",
            focus="Legs | *arms*",
            dishes=["a", "b", "c"],
            active=d.active,
            movement_minutes=d.movement_minutes,
        )
        for d in schedule(asked)
    ]


def told(event: EventData, step: str) -> Line:
    return event.TYPE, event.model_dump(mode="json"), step


def began(step: str) -> Line:
    return "step.started", {"label": step}, step


def done(step: str) -> Line:
    return "step.completed", {"duration_ms": 5}, step


def lines(asked: PlanInput, missing: tuple[int, ...] = (), spoilt: Mapping[int, Any] = {}) -> list[Line]:
    """A run, in the order of its log; `missing` days fail, `spoilt` days hold other meals."""
    steps, expected = load("plan").plan(asked, ["openai"])
    days, goals = outlined(asked), targets(asked)
    found: list[Line] = [
        (
            "run.started",
            {
                "kind": "plan",
                "input": asked.model_dump(mode="json"),
                "steps": [step.model_dump() for step in steps],
                "providers": ["openai"],
                "expected": expected.model_dump(),
            },
            None,
        ),
        began("outline"),
        told(PlanTitled(title="A <calm> week"), "outline"),
        *(told(DayOutlined(**day.model_dump()), "outline") for day in days),
        told(
            PlanOutlined(
                title="A <calm> week",
                days_total=DAYS,
                targets=goals,
                warnings=notices(asked),
                disclaimer=DISCLAIMER,
                show_figures=may_show_figures(asked),
                days=days,
            ),
            "outline",
        ),
        (
            "run.steps_added",
            {
                "steps": [
                    {"id": step, "label": step, "expected_seconds": 1}
                    for step in [*(f"day:{n}" for n in range(1, DAYS + 1)), "verify"]
                ],
                "expected": {"parts": DAYS},
            },
            "outline",
        ),
        done("outline"),
        *(began(f"day:{n}") for n in range(1, DAYS + 1)),
    ]
    made = {}
    for number in reversed(range(1, DAYS + 1)):
        step = f"day:{number}"
        if number in missing:
            error = {"code": "overloaded", "message": "busy", "retryable": True, "retry_after_s": None}
            found.append(("step.failed", {"error": error, "final": True}, step))
            continue
        made[number] = content(asked, number, **spoilt.get(number, {}))
        warning = Notice(code="protein", message="40 g | of <90> g")
        completed = DayCompleted(day=number, total=DAYS, content=made[number], warnings=[warning])
        found += [told(completed, step), done(step)]
    judged, broken_days = check(asked, goals, made)
    verified = PlanVerified(checks=[j.check for j in judged], scores=scores(judged), broken_days=broken_days)
    return [*found, began("verify"), told(verified, "verify"), done("verify")]


def log(found: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "seq": seq,
            "type": type_,
            "run_id": RUN,
            "ts": f"2026-11-20T10:00:{seq:02}.000Z",
            "step": step,
            "attempt": 1 if step else None,
            "message": None,
            "data": data,
        }
        for seq, (type_, data, step) in enumerate(found, 1)
    ]


def states(snapshot: Snapshot) -> list[str]:
    return [day["state"] for day in snapshot["parts"]["days"]]


def test_every_prefix_is_a_sensible_snapshot() -> None:
    events = log(lines(wanted()))
    before = 0
    for n in range(1, len(events) + 1):
        snapshot = fold(events[:n])
        parts = snapshot["parts"]
        assert set(parts) == {"title", "targets", "warnings", "disclaimer", "show_figures", "days", "verification"}
        assert before <= snapshot["progress"] <= 99
        before = snapshot["progress"]
        assert [day["day"] for day in parts["days"]] == sorted(day["day"] for day in parts["days"])
        for day in parts["days"]:
            assert (day["content"] is not None) == (day["state"] == "completed")
    assert before == 99
    assert states(fold(events)) == ["completed"] * 3


def test_a_day_tells_what_becomes_of_it() -> None:
    events = log(lines(wanted(), missing=(2,)))
    outline = next(e["seq"] for e in events if e["type"] == "run.steps_added")
    assert states(fold(events[:outline])) == ["outlined"] * 3
    assert states(fold(events[: outline + 3])) == ["running", "running", "outlined"]
    assert states(fold(events)) == ["completed", "failed", "completed"]


def test_a_day_that_is_made_again_is_kept_until_it_is_replaced() -> None:
    found = lines(wanted())
    usage = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}
    ended = {"summary": {}, "duration_ms": 1, "usage": usage, "degraded": []}
    resumed = {"steps": ["day:1", "verify"], "reason": "repeat", "feedback": {"day:1": "more greens"}}
    again: list[Line] = [*found, ("run.completed", ended, None), ("run.resumed", resumed, None), began("day:1")]
    snapshot = fold(log(again))
    first = snapshot["parts"]["days"][0]
    assert first["state"] == "completed"
    assert first["content"] is not None
    other = DayCompleted(day=1, total=DAYS, content=content(wanted(), 1, meals=_other_meals()), warnings=[])
    assert snapshot["parts"]["verification"] is not None
    parts = fold(log([*again, told(other, "day:1")]))["parts"]
    assert parts["days"][0]["content"] != first["content"]
    assert parts["days"][0]["warnings"] == []
    # It was about the day that is no more.
    assert parts["verification"] is None


def _other_meals() -> list[dict[str, Any]]:
    return [meal(slot, name="Something else") for slot in ("breakfast", "lunch", "dinner")]


_FAILED = {"code": "overloaded", "message": "busy", "retryable": True, "retry_after_s": None}
_USAGE = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}
_HAPPENS = st.tuples(
    st.sampled_from(["began", "superseded", "tried", "failed", "made", "verified", "stopped", "resumed"]),
    st.integers(1, DAYS),
)


@settings(max_examples=40)
@given(st.lists(_HAPPENS, max_size=30))
def test_whatever_happens_no_day_is_lost_and_no_verification_is_of_another_plan(story: list[tuple[str, int]]) -> None:
    asked = wanted()
    whole = lines(asked)
    verified = next(line for line in whole if line[0] == "plan.verified")
    told_so_far = whole[: next(i for i, line in enumerate(whole) if line[0] == "step.started" and line[2] == "day:1")]
    made: set[int] = set()
    is_verified = False
    for what, number in story:
        step = f"day:{number}"
        match what:
            case "began":
                told_so_far.append(began(step))
            case "superseded":
                told_so_far.append(("step.superseded", {"by_attempt": 2}, step))
            case "tried" | "failed":
                told_so_far.append(("step.failed", {"error": _FAILED, "final": what == "failed"}, step))
            case "made":
                told_so_far.append(next(line for line in whole if line[0] == "day.completed" and line[2] == step))
                made.add(number)
                is_verified = False
            case "verified":
                told_so_far.append(verified)
                is_verified = True
            case "stopped":
                told_so_far.append(
                    ("run.cancelled", {"kept_through_seq": 1, "calls_aborted": 0, "usage": _USAGE}, None)
                )
            case "resumed":
                told_so_far.append(("run.resumed", {"steps": [step], "reason": "x", "feedback": {}}, None))
        parts = fold(log(told_so_far))["parts"]
        assert {day["day"] for day in parts["days"] if day["content"]} == made
        assert (parts["verification"] is not None) == is_verified
        for day in parts["days"]:
            assert day["state"] in ("outlined", "running", "failed", "completed")
            assert (day["state"] == "completed") == (day["day"] in made)
            assert what != "stopped" or day["state"] != "running"


def test_a_run_that_is_stopped_leaves_no_day_at_work() -> None:
    found = lines(wanted())
    cut = next(i for i, line in enumerate(found) if line[0] == "day.completed")
    usage = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}
    cancelled: Line = ("run.cancelled", {"kept_through_seq": cut, "calls_aborted": 2, "usage": usage}, None)
    assert states(fold(log([*found[: cut + 1], cancelled]))) == ["outlined", "outlined", "completed"]


def test_a_whole_plan_completes_with_what_its_checks_found() -> None:
    ended = finish(fold(log(lines(wanted()))))
    assert isinstance(ended, RunCompleted)
    assert ended.degraded == []
    assert ended.summary["days"] == ended.summary["days_total"] == DAYS
    assert ended.summary["failed_checks"] == []
    assert ended.summary["scores"]["overall"] == 1
    assert ended.summary["disclaimer"] == DISCLAIMER
    assert ended.summary["days_with_warnings"] == [1, 2, 3]


def test_a_soft_failure_is_told_and_completes() -> None:
    ended = finish(fold(log(lines(wanted(), spoilt={2: {"activities": []}}))))
    assert isinstance(ended, RunCompleted)
    assert "movement_minutes" in ended.summary["failed_checks"]


def test_a_missing_day_fails_the_run_and_keeps_the_others() -> None:
    snapshot = fold(log(lines(wanted(), missing=(2,))))
    ended = finish(snapshot)
    assert isinstance(ended, RunFailed)
    assert [(error.step, error.code) for error in ended.errors] == [("day:2", "overloaded")]
    assert [bool(day["content"]) for day in snapshot["parts"]["days"]] == [True, False, True]


def test_a_stored_day_that_breaks_a_hard_rule_is_degraded_never_fine() -> None:
    asked = wanted(dietary={"allergies": ["nuts"]})
    nutty = [meal(slot, contains=["nuts"]) for slot in ("breakfast", "lunch", "dinner")]
    ended = finish(fold(log(lines(asked, spoilt={2: {"meals": nutty}}))))
    assert isinstance(ended, RunCompleted)
    assert ended.degraded == ["day:2"]
    assert "allergies" in ended.summary["failed_checks"]


class TestExport:
    def test_markdown_reads_as_it_was_meant(self) -> None:
        asked = wanted(conditions=["diabetes"])
        written = export(fold(log(lines(asked))), None)
        assert written.filename.endswith(".md")
        tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(written.content.decode())
        headings = [
            "".join(child.content for child in tokens[i + 1].children or [])
            for i, token in enumerate(tokens)
            if token.type == "heading_open"
        ]
        assert headings[0] == "A <calm> week"
        assert [h for h in headings if h.startswith("Day ")] == [f"Day {n}: Theme {n}" for n in (1, 2, 3)]
        assert not [token for token in tokens if token.type in ("html_block", "html_inline")]
        text = written.content.decode()
        assert DISCLAIMER in text
        assert "doctor" in text.split("## Day 1")[0].split(DISCLAIMER)[1]
        assert "Red lentil dal" in text

    def test_with_an_eating_disorder_it_has_no_figures_to_count(self) -> None:
        def written(**fields: Any) -> str:
            return export(fold(log(lines(wanted(**fields)))), "md").content.decode()

        assert {"kcal", "protein", "Energy", "Fat"} <= set(re.findall(r"\w+", written()))
        text = written(conditions=["eating_disorder"])
        assert "Red lentil dal" in text
        assert "80 g red lentils" in text
        for figure in ("kcal", "g protein", "· protein", "Energy", "arbohydrate", "Fat |", "ibre", "body mass"):
            assert figure not in text

    def test_what_a_text_begins_with_makes_no_list_and_no_entity(self) -> None:
        asked = wanted()
        odd = [meal(slot, steps=["1. Boil", "- fry", "&lt;b&gt; + rest"]) for slot in ("breakfast", "lunch", "dinner")]
        text = export(fold(log(lines(asked, spoilt={1: {"meals": odd}}))), "md").content.decode()
        shown = [t.content for t in MarkdownIt().parse(text) if t.type == "inline"]
        rendered = MarkdownIt().render(text)
        assert "<li>1. Boil</li>\n<li>- fry</li>\n<li>&amp;lt;b&amp;gt; + rest</li>" in rendered
        assert shown

    def test_what_is_missing_is_said(self) -> None:
        written = export(fold(log(lines(wanted(), missing=(2,)))), "md").content.decode()
        assert "day 2 of 3 is not there" in written
        assert "This day is not there yet." in written

    def test_json_is_the_plan(self) -> None:
        snapshot = fold(log(lines(wanted(), missing=(2,))))
        written = json.loads(export(snapshot, "json").content)
        assert (written["complete"], written["missing_days"]) == (False, [2])
        assert written["days"] == snapshot["parts"]["days"]

    def test_before_the_outline_there_is_nothing(self) -> None:
        with pytest.raises(NothingToExportError):
            export(fold(log(lines(wanted())[:4])), None)


def test_events_of_the_protocol_are_there() -> None:
    assert {"plan.outlined", "day.completed", "plan.verified"} <= {event.TYPE for event in EVENTS}
