"""The fold: events in, snapshot out.

A pure function of the events, kept free of pydantic and of classes, so that another language can say the same thing
line by line.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tailrace.fold import runs, steps, usage
from tailrace.fold.lookup import Snapshot, find_step, is_closed, milliseconds_between
from tailrace.kinds import load_fold

__all__ = ["Snapshot", "advance", "empty", "find_step", "fold", "is_closed", "milliseconds_between"]


def fold(events: Iterable[Mapping[str, Any]]) -> Snapshot:
    """The snapshot after these events, which must be 1..n of one run, in order."""
    return advance(empty(), events)


def empty() -> Snapshot:
    """The snapshot of a run of which nothing is known."""
    return {
        "run_id": None,
        "kind": None,
        "status": "queued",
        "seq": 0,
        "execution": 1,
        "phase": "queued",
        "progress": 0,
        "input": None,
        "providers": [],
        "metadata": {},
        "expected": {"parts": 0},
        "steps": [],
        "parts": {},
        "usage": {
            "calls": 0,
            "input_tokens": 0,
            "output_tokens": 0,
            "cost_usd": 0.0,
            "by_provider": {},
            "prices": {},
        },
        "budget": {"max_cost_usd": None, "reserved_usd": 0.0, "held_usd": 0.0},
        "timing": {"started_at": None, "updated_at": None, "ended_at": None, "duration_ms": None},
        "summary": None,
        "errors": [],
        "degraded": [],
    }


def advance(snapshot: Snapshot, events: Iterable[Mapping[str, Any]]) -> Snapshot:
    """Fold further events into `snapshot`, in place, and return it."""
    for event in events:
        _apply(snapshot, event)
    return snapshot


def _apply(snapshot: Snapshot, event: Mapping[str, Any]) -> None:
    snapshot["seq"] = event["seq"]
    snapshot["timing"]["updated_at"] = event["ts"]
    handler = _HANDLERS.get(event["type"])
    if handler:
        handler(snapshot, event, event["data"])
    if snapshot["kind"]:
        kind = load_fold(snapshot["kind"])
        kind.apply(snapshot["parts"], event)
        if snapshot["status"] in ("queued", "running"):
            snapshot["progress"] = min(99, kind.progress(snapshot))


_HANDLERS = {**runs.HANDLERS, **steps.HANDLERS, **usage.HANDLERS}
