"""What becomes of steps."""

from collections.abc import Mapping
from typing import Any

from tailrace.fold.lookup import Snapshot, known_step, milliseconds_between, step_of
from tailrace.fold.usage import hold

# A step that is yet to be made; what it was called and how often it was tried stays.
TO_BE_MADE = {
    "state": "pending",
    "fraction": None,
    "ended_at": None,
    "duration_ms": None,
    "error": None,
    "failed_provider": None,
}


def steps_added(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """Steps that the run begins with, or gets; one that it has already is to be made once more."""
    for step in data["steps"]:
        known = known_step(snapshot, step["id"])
        if known:
            # Asked for once more: its attempts go on counting, so that no two share a number.
            known.update(TO_BE_MADE, label=step["label"], expected_seconds=step["expected_seconds"])
            continue
        snapshot["steps"].append(new_step(step["id"], step["label"], step["expected_seconds"], event["step"]))
    if data.get("expected"):
        snapshot["expected"] = data["expected"]


def new_step(step_id: str, label: str, expected_seconds: float, added_by: str | None) -> dict[str, Any]:
    """A step that is yet to be made for the first time."""
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
        **TO_BE_MADE,
        "given_up": [],
    }


def _started(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    snapshot["status"], snapshot["phase"] = "running", data["label"]
    step = step_of(snapshot, event)
    hold(snapshot, step)
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


def _progress(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step_of(snapshot, event)["fraction"] = data["fraction"]


def _completed(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step_of(snapshot, event).update(
        state="completed", was_completed=True, ended_at=event["ts"], fraction=1, duration_ms=data["duration_ms"]
    )


def _failed(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step = step_of(snapshot, event)
    hold(snapshot, step)
    step.update(
        state="failed" if data["final"] else "retrying",
        attempt=event["attempt"],
        ended_at=event["ts"],
        duration_ms=step["started_at"] and milliseconds_between(step["started_at"], event["ts"]),
        error=data["error"],
        failed_provider=step["provider"],
    )


def _superseded(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step = step_of(snapshot, event)
    hold(snapshot, step)
    step.update(state="retrying")


def _skipped(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step_of(snapshot, event).update(state="completed")


def _provider_started(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step_of(snapshot, event).update(provider=data["provider"], model=data["model"])


def _provider_failed(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step_of(snapshot, event)["given_up"].append(data["provider"])


HANDLERS = {
    "run.steps_added": steps_added,
    "step.started": _started,
    "step.progress": _progress,
    "step.completed": _completed,
    "step.failed": _failed,
    "step.superseded": _superseded,
    "step.skipped": _skipped,
    "provider.started": _provider_started,
    "provider.failed": _provider_failed,
}
