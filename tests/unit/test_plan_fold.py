"""A plan's parts as they grow, day by day, whatever becomes of its run."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.fold import Snapshot, fold
from tailrace.kinds.plan.events import EVENTS, DayCompleted
from tests.unit.plan_days import content, meal
from tests.unit.plan_logs import DAYS, FAILED, USAGE, Line, began, lines, log, told, wanted


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
    ended = {"summary": {}, "duration_ms": 1, "usage": USAGE, "degraded": []}
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
                told_so_far.append(("step.failed", {"error": FAILED, "final": what == "failed"}, step))
            case "made":
                told_so_far.append(next(line for line in whole if line[0] == "day.completed" and line[2] == step))
                made.add(number)
                is_verified = False
            case "verified":
                told_so_far.append(verified)
                is_verified = True
            case "stopped":
                told_so_far.append(("run.cancelled", {"kept_through_seq": 1, "calls_aborted": 0, "usage": USAGE}, None))
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
    cancelled: Line = ("run.cancelled", {"kept_through_seq": cut, "calls_aborted": 2, "usage": USAGE}, None)
    assert states(fold(log([*found[: cut + 1], cancelled]))) == ["outlined", "outlined", "completed"]


def test_events_of_the_protocol_are_there() -> None:
    assert {"plan.outlined", "day.completed", "plan.verified"} <= {event.TYPE for event in EVENTS}
