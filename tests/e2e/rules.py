"""What holds for the log of every playlist run that has ended, whatever went wrong in it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from jsonschema import Draft202012Validator

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
    steps = {step["id"]: _check_step(events, step["id"]) for step in first["data"]["steps"]}
    assert {e["step"] for e in events} - {None} <= set(steps)
    for provider in first["data"]["providers"]:
        _check_provider(events, provider, steps[f"generate:{provider}"], steps[f"enrich:{provider}"])
    completed = _check_race(events)
    _check_end(last, steps, completed)
    _check_costs(events)


def check_usage(events: Events, calls: Sequence[Mapping[str, Any]]) -> None:
    """One `usage.recorded` for each call that reached a model, as `GET /simulator/calls` lists them."""
    for step in {e["step"] for e in events if e["step"] and e["step"].startswith("generate:")}:
        told = [e["data"] for e in of_type(events, "usage.recorded") if e["step"] == step]
        made = [c for c in calls if c["step"] == step and (c["tokens_sent"] or c["outcome"] not in _TURNED_AWAY)]
        assert [t["model"] for t in told] == [c["model"] for c in made]
        for usage, call in zip(told, made, strict=True):
            if call["outcome"] == "completed":
                assert usage["output_tokens"] == call["tokens_sent"]
                assert usage["input_tokens"] > 0


def _check_step(events: Events, step: str) -> str:
    """How the step ended: `completed`, `failed`, or `pending` for one that never began."""
    state, attempt = "pending", 0
    for event in (e for e in events if e["step"] == step):
        kind = event["type"]
        if kind == "step.superseded":
            assert (state, event["attempt"], event["data"]["by_attempt"]) == ("running", attempt, attempt + 1)
            state = "waiting"
        elif kind == "step.started":
            assert state in ("pending", "waiting")
            assert event["attempt"] == attempt + 1
            state, attempt = "running", attempt + 1
        elif kind == "provider.failed":
            assert (state, event["attempt"]) == ("failed", attempt)
        else:
            # Nothing comes from an attempt before its start, after its end, or when a later one has begun.
            assert (state, event["attempt"]) == ("running", attempt), event
            if kind == "step.failed":
                state = "failed" if event["data"]["final"] else "waiting"
            elif kind == "step.completed":
                state = "completed"
    assert attempt <= _MOST_ATTEMPTS
    assert state in ("completed", "failed", "pending")
    return state


def _check_provider(events: Events, provider: str, generated: str, enriched: str) -> None:
    own = [e for e in events if e["data"].get("provider") == provider]
    kinds = [e["type"] for e in own if e["type"] != "usage.recorded"]
    assert not kinds or kinds[0] == "provider.started"
    tracks = of_type(own, "track.added")
    assert [t["data"]["index"] for t in tracks] == list(range(len(tracks)))
    completed = of_type(own, "provider.completed")
    assert [c["data"]["count"] for c in completed] == ([len(tracks)] if generated == "completed" else [])
    assert len(of_type(own, "provider.failed")) == (generated == "failed")
    videos = of_type(own, "track.enriched")
    if generated != "completed":
        assert (enriched, videos) == ("pending", [])
        return
    assert all(track["seq"] < completed[0]["seq"] for track in tracks)
    assert all(video["seq"] > completed[0]["seq"] for video in videos)
    indices = [video["data"]["index"] for video in videos]
    assert len(set(indices)) == len(indices)
    if enriched == "completed":
        assert sorted(indices) == list(range(len(tracks)))


def _check_race(events: Events) -> list[str]:
    """The providers that completed, in the order in which they did."""
    completed = [e["data"]["provider"] for e in of_type(events, "provider.completed")]
    lists = {
        name: [e["data"]["track"] for e in of_type(events, "track.added") if e["data"]["provider"] == name]
        for name in completed
    }
    # Decided in one item of the log, so right behind it.
    after = [late for e, late in pairwise(events) if e["type"] == "provider.completed"]
    assert [e["type"] for e in after] == ["primary.selected", *["alternatives.added"] * (len(after) - 1)][: len(after)]
    assert [e["data"]["provider"] for e in after] == completed
    assert len(of_type(events, "primary.selected", "alternatives.added")) == len(after)
    for chosen in of_type(after, "primary.selected"):
        assert chosen["data"]["tracks"] == lists[chosen["data"]["provider"]]
    for others in of_type(after, "alternatives.added"):
        places = [a["for_index"] for a in others["data"]["alternatives"]]
        assert sorted(set(places)) == places
        for alternative in others["data"]["alternatives"]:
            assert alternative["track"] == lists[others["data"]["provider"]][alternative["for_index"]]
    return completed


def _check_end(last: Mapping[str, Any], steps: Mapping[str, str], completed: Sequence[str]) -> None:
    failed = [step for step, state in steps.items() if state == "failed"]
    if last["type"] == "run.completed":
        assert last["data"]["degraded"] == [step for step, state in steps.items() if state != "completed"]
        summary = last["data"]["summary"]
        assert summary["primary"] == completed[0]
        assert sorted(summary["alternatives"]) == sorted(completed[1:])
        assert [f"generate:{name}" for name in summary["failed"]] == [s for s in failed if s.startswith("generate:")]
    else:
        assert last["type"] == "run.failed"
        assert set(failed) <= {error["step"] for error in last["data"]["errors"]}


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
