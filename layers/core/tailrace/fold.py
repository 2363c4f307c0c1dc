"""The fold: events in, snapshot out.

A pure function of the events, kept free of pydantic and of classes so that the browser's JavaScript
can say the same thing line by line; both are tested on the same recorded runs.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tailrace.kinds import load_fold

Snapshot = dict[str, Any]


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


def _started(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    snapshot["run_id"] = event["run_id"]
    snapshot["timing"]["started_at"] = event["ts"]
    for field in ("kind", "input", "providers", "expected"):
        snapshot[field] = data[field]
    snapshot["metadata"] = data.get("metadata", {})
    snapshot["budget"]["max_cost_usd"] = data.get("max_cost_usd")
    snapshot["parts"] = load_fold(data["kind"]).empty(data)
    _steps_added(snapshot, event, data)


def _steps_added(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    for step in data["steps"]:
        known = _known(snapshot, step["id"])
        if known:
            # Asked for once more: its attempts go on counting, so that no two share a number.
            known.update(_TO_BE_MADE, label=step["label"], expected_seconds=step["expected_seconds"])
            continue
        snapshot["steps"].append(_new_step(step["id"], step["label"], step["expected_seconds"], event["step"]))
    if data.get("expected"):
        snapshot["expected"] = data["expected"]


def _new_step(step_id: str, label: str, expected_seconds: float, added_by: str | None) -> dict[str, Any]:
    return {
        "id": step_id,
        "label": label,
        "expected_seconds": expected_seconds,
        "added_by": added_by,
        "attempt": 0,
        "message": None,
        "started_at": None,
        "was_completed": False,
        "feedback": None,
        "provider": None,
        "model": None,
        "call": None,
        **_TO_BE_MADE,
        "given_up": [],
    }


def _completed(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _end(snapshot, event, "completed")
    snapshot["progress"] = 100
    snapshot["timing"]["duration_ms"] = data["duration_ms"]
    snapshot["summary"] = data["summary"]
    snapshot["degraded"] = data["degraded"]


def _failed(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _end(snapshot, event, "failed")
    snapshot["errors"] = data["errors"]


def _cancelled(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _end(snapshot, event, "cancelled")


def _end(snapshot: Snapshot, event: Mapping[str, Any], status: str) -> None:
    snapshot["status"] = snapshot["phase"] = status
    timing = snapshot["timing"]
    timing["ended_at"] = event["ts"]
    timing["duration_ms"] = milliseconds_between(timing["started_at"], event["ts"])
    for step in snapshot["steps"]:
        step["state"] = _AT_THE_END.get(step["state"], step["state"])
        _hold(snapshot, step)


def _resumed(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    snapshot["status"], snapshot["phase"] = "running", "resumed"
    snapshot["execution"] += 1
    snapshot["errors"], snapshot["degraded"], snapshot["summary"] = [], [], None
    snapshot["timing"]["ended_at"] = snapshot["timing"]["duration_ms"] = None
    if data.get("max_cost_usd") is not None:
        snapshot["budget"]["max_cost_usd"] = data["max_cost_usd"]
    for step_id in data["steps"]:
        step = _known(snapshot, step_id)
        if step is None:
            # A step on request: the run.steps_added that follows at once says what it is.
            step = _new_step(step_id, step_id, 0, None)
            snapshot["steps"].append(step)
        step.update(_TO_BE_MADE, given_up=[], feedback=data.get("feedback", {}).get(step_id))


def _step_started(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    snapshot["status"], snapshot["phase"] = "running", data["label"]
    step = _step(snapshot, event)
    _hold(snapshot, step)
    step.update(
        state="running",
        attempt=event["attempt"],
        started_at=event["ts"],
        ended_at=None,
        duration_ms=None,
        fraction=None,
        error=None,
        provider=None,
        model=None,
    )


def _step_progress(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _step(snapshot, event)["fraction"] = data["fraction"]


def _step_completed(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _step(snapshot, event).update(
        state="completed", was_completed=True, ended_at=event["ts"], fraction=1, duration_ms=data["duration_ms"]
    )


def _step_failed(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step = _step(snapshot, event)
    _hold(snapshot, step)
    step.update(
        state="failed" if data["final"] else "retrying",
        attempt=event["attempt"],
        ended_at=event["ts"],
        duration_ms=step["started_at"] and milliseconds_between(step["started_at"], event["ts"]),
        error=data["error"],
        failed_provider=step["provider"],
    )


def _step_superseded(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step = _step(snapshot, event)
    _hold(snapshot, step)
    step.update(state="retrying")


def _step_skipped(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _step(snapshot, event).update(state="completed")


def _provider_started(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _step(snapshot, event).update(provider=data["provider"], model=data["model"])


def _provider_failed(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _step(snapshot, event)["given_up"].append(data["provider"])


def _usage_reserved(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step = _step(snapshot, event)
    _hold(snapshot, step)
    step["call"] = {"provider": data["provider"], "model": data["model"], "reserved_usd": data["reserved_usd"]}
    _add(snapshot["budget"], "reserved_usd", data["reserved_usd"] or 0.0)
    if data["price"]:
        snapshot["usage"]["prices"][data["model"]] = data["price"]


def _usage_released(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _close_call(snapshot, _step(snapshot, event))


def _usage_recorded(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step = _step(snapshot, event)
    if data["cost_usd"] is None:
        _hold(snapshot, step)
    else:
        _close_call(snapshot, step)
    usage = snapshot["usage"]
    provider = usage["by_provider"].setdefault(
        data["provider"], {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}
    )
    for total in (usage, provider):
        total["calls"] += 1
        total["input_tokens"] += data["input_tokens"] or 0
        total["output_tokens"] += data["output_tokens"] or 0
        _add(total, "cost_usd", data["cost_usd"] or 0.0)


def _hold(snapshot: Snapshot, step: dict[str, Any]) -> None:
    """The step's open call, if there is one, has ended without telling its cost: nobody can know it any more."""
    _add(snapshot["budget"], "held_usd", _close_call(snapshot, step))


def _close_call(snapshot: Snapshot, step: dict[str, Any]) -> float:
    """The step has no open call any more; answers what was reserved for it."""
    call = step["call"]
    reserved: float = (call and call["reserved_usd"]) or 0.0
    step["call"] = None
    _add(snapshot["budget"], "reserved_usd", -reserved)
    return reserved


def _add(sums: dict[str, Any], name: str, usd: float) -> None:
    # Rounded to a billionth, so that sums are the same in every language's floats.
    sums[name] = round(sums[name] + usd, 9)


def _step(snapshot: Snapshot, event: Mapping[str, Any]) -> dict[str, Any]:
    step = find_step(snapshot, event["step"])
    if event["message"]:
        step["message"] = event["message"]
    return step


def find_step(snapshot: Mapping[str, Any], step_id: str) -> dict[str, Any]:
    """The step as it stands. Raises `LookupError` if the run has none of this id."""
    step = _known(snapshot, step_id)
    if step is None:
        raise LookupError(f"The run has no step {step_id}")
    return step


def _known(snapshot: Mapping[str, Any], step_id: str) -> dict[str, Any] | None:
    step: dict[str, Any]
    for step in snapshot["steps"]:
        if step["id"] == step_id:
            return step
    return None


def is_closed(snapshot: Mapping[str, Any]) -> bool:
    """Whether the run has its end and was not resumed since."""
    return snapshot["status"] in ("completed", "failed", "cancelled")


def milliseconds_between(start: str, end: str) -> int:
    """The time between two `ts` values."""
    delta = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    return round(delta.total_seconds() * 1000)


# What becomes of a step that the run ends without: one that was at work was stopped, one that had not begun is skipped.
_AT_THE_END = {"pending": "skipped", "running": "stopped", "retrying": "stopped"}

# A step that is yet to be made; what it was called and how often it was tried stays.
_TO_BE_MADE = {
    "state": "pending",
    "fraction": None,
    "ended_at": None,
    "duration_ms": None,
    "error": None,
    "failed_provider": None,
}

_HANDLERS = {
    "run.started": _started,
    "run.steps_added": _steps_added,
    "run.completed": _completed,
    "run.failed": _failed,
    "run.cancelled": _cancelled,
    "run.resumed": _resumed,
    "step.started": _step_started,
    "step.progress": _step_progress,
    "step.completed": _step_completed,
    "step.failed": _step_failed,
    "step.superseded": _step_superseded,
    "step.skipped": _step_skipped,
    "provider.started": _provider_started,
    "provider.failed": _provider_failed,
    "usage.reserved": _usage_reserved,
    "usage.released": _usage_released,
    "usage.recorded": _usage_recorded,
}
