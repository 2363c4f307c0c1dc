"""What holds for the log of every run that has ended, of any kind, whatever went wrong in it."""

from collections.abc import Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator

from tests.e2e import playlist_rules
from tests.e2e.client import of_type

Events = Sequence[Mapping[str, Any]]

# What the simulator turns away is no model call: nothing was made and nothing costs anything.
_TURNED_AWAY = ("rate_limit", "quota", "server_error", "overloaded", "auth")
_MOST_ATTEMPTS = 4


def check_log(events: Events, schema: Mapping[str, Any]) -> None:
    """Every promise about the order and the content of a closed log that was not resumed."""
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for event in events:
        validator.validate(event)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert len({event["run_id"] for event in events}) == 1
    first, last = events[0], events[-1]
    assert first["type"] == "run.started"
    assert [e["type"] for e in events if e["step"] is None] == ["run.started", last["type"]]
    planned = [step["id"] for e in of_type(events, "run.started", "run.steps_added") for step in e["data"]["steps"]]
    steps = {step: _check_step(events, step) for step in dict.fromkeys(planned)}
    assert {e["step"] for e in events} - {None} <= set(steps)
    if first["data"]["kind"] == "playlist":
        playlist_rules.check(events, steps)
    _check_end(last, steps)
    _check_costs(events)


def check_usage(events: Events, calls: Sequence[Mapping[str, Any]]) -> None:
    """One `usage.recorded` for each call that reached a model, as `GET /simulator/calls` lists them."""
    asked = [call for call in calls if call["provider"] != "youtube"]
    for step in {e["step"] for e in of_type(events, "usage.recorded")} | {call["step"] for call in asked}:
        told = [e["data"] for e in of_type(events, "usage.recorded") if e["step"] == step]
        made = [c for c in asked if c["step"] == step and (c["tokens_sent"] or c["outcome"] not in _TURNED_AWAY)]
        assert [t["model"] for t in told] == [c["model"] for c in made], step
        for usage, call in zip(told, made, strict=True):
            if call["outcome"] == "completed":
                assert usage["output_tokens"] == call["tokens_sent"]
                assert usage["input_tokens"] > 0


def _check_step(events: Events, step: str) -> str:
    """How the step ended: `completed`, `failed`, or `pending` for one that never began."""
    state, attempt, tries = "unknown", 0, 0
    for event in events:
        kind = event["type"]
        if step in _planned(event):
            # Known from here on, or, when it has ended, to be made once more.
            assert state in ("unknown", "completed", "failed"), event
            state, tries = "pending", 0
        if event["step"] != step:
            continue
        if kind == "step.superseded":
            assert (state, event["attempt"], event["data"]["by_attempt"]) == ("running", attempt, attempt + 1)
            state = "waiting"
        elif kind == "step.started":
            assert state in ("pending", "waiting")
            assert event["attempt"] == attempt + 1
            state, attempt, tries = "running", attempt + 1, tries + 1
            assert tries <= _MOST_ATTEMPTS
        elif kind == "provider.failed":
            # Of a step that gives the work to the next provider, or of one that has failed with its own.
            assert (state in ("running", "failed"), event["attempt"]) == (True, attempt), event
        else:
            # Nothing comes from an attempt before its start, after its end, or when a later one has begun.
            assert (state, event["attempt"]) == ("running", attempt), event
            if kind == "step.failed":
                state = "failed" if event["data"]["final"] else "waiting"
            elif kind == "step.completed":
                state = "completed"
    assert state in ("completed", "failed", "pending")
    return state


def _planned(event: Mapping[str, Any]) -> list[str]:
    """The steps that this event makes known."""
    return [step["id"] for step in event["data"]["steps"]] if event["type"] in _PLANS else []


_PLANS = ("run.started", "run.steps_added")


def _check_end(last: Mapping[str, Any], steps: Mapping[str, str]) -> None:
    incomplete = [step for step, state in steps.items() if state != "completed"]
    if last["type"] == "run.completed":
        degraded = last["data"]["degraded"]
        assert len(set(degraded)) == len(degraded)
        assert set(incomplete) <= set(degraded) <= set(steps)
    elif last["type"] == "run.failed":
        failed = {step for step in incomplete if steps[step] == "failed"}
        assert failed <= {error["step"] for error in last["data"]["errors"]}
    else:
        assert last["type"] == "run.cancelled"


def _check_costs(events: Events) -> None:
    total = 0.0
    told = of_type(events, "usage.recorded")
    for usage in told:
        total = round(total + (usage["data"]["cost_usd"] or 0.0), 9)
        assert usage["data"]["total_cost_usd"] == total
    whole = events[-1]["data"]["usage"]
    assert (whole["calls"], whole["cost_usd"]) == (len(told), total)
    for tokens in ("input_tokens", "output_tokens"):
        assert whole[tokens] == sum(usage["data"][tokens] or 0 for usage in told)
