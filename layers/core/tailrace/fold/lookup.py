"""What all parts of the fold ask of a snapshot."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

Snapshot = dict[str, Any]


def step_of(snapshot: Snapshot, event: Mapping[str, Any]) -> dict[str, Any]:
    """The step that an event is of; what the event says to a person is the newest that is known of it."""
    step = find_step(snapshot, event["step"])
    if event["message"]:
        step["message"] = event["message"]
    return step


def find_step(snapshot: Mapping[str, Any], step_id: str) -> dict[str, Any]:
    """The step as it stands. Raises `LookupError` if the run has none of this id."""
    step = known_step(snapshot, step_id)
    if step is None:
        raise LookupError(f"The run has no step {step_id}")
    return step


def known_step(snapshot: Mapping[str, Any], step_id: str) -> dict[str, Any] | None:
    """The step of this id, or None."""
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
