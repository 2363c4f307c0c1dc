"""How a run begins, ends and goes on."""

from collections.abc import Mapping
from typing import Any

from tailrace.fold.lookup import Snapshot, known_step, milliseconds_between
from tailrace.fold.steps import TO_BE_MADE, new_step, steps_added
from tailrace.fold.usage import hold
from tailrace.kinds import load_fold

# What becomes of a step that the run ends without: one that was at work was stopped, one that had not begun is skipped.
_AT_THE_END = {"pending": "skipped", "running": "stopped", "retrying": "stopped"}


def _started(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    snapshot["run_id"] = event["run_id"]
    snapshot["timing"]["started_at"] = event["ts"]
    for field in ("kind", "input", "providers", "expected"):
        snapshot[field] = data[field]
    snapshot["metadata"] = data.get("metadata", {})
    snapshot["budget"]["max_cost_usd"] = data.get("max_cost_usd")
    snapshot["parts"] = load_fold(data["kind"]).empty(data)
    steps_added(snapshot, event, data)


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
        hold(snapshot, step)


def _resumed(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    snapshot["status"], snapshot["phase"] = "running", "resumed"
    snapshot["execution"] += 1
    snapshot["errors"], snapshot["degraded"], snapshot["summary"] = [], [], None
    snapshot["timing"]["ended_at"] = snapshot["timing"]["duration_ms"] = None
    if data.get("max_cost_usd") is not None:
        snapshot["budget"]["max_cost_usd"] = data["max_cost_usd"]
    for step_id in data["steps"]:
        step = known_step(snapshot, step_id)
        if step is None:
            # A step on request: the run.steps_added that follows at once says what it is.
            step = new_step(step_id, step_id, 0, None)
            snapshot["steps"].append(step)
        step.update(TO_BE_MADE, given_up=[], feedback=data.get("feedback", {}).get(step_id))


HANDLERS = {
    "run.started": _started,
    "run.completed": _completed,
    "run.failed": _failed,
    "run.cancelled": _cancelled,
    "run.resumed": _resumed,
}
