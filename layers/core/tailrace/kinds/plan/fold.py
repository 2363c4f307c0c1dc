"""A plan's parts as a function of its events.

Plain dictionaries only: the browser's JavaScript says the same thing line by line. A day's `state` is `outlined`,
`running`, `completed` or `failed`; a day that is made again stays `completed`, with its old content, until the new one
is there.
"""

from collections.abc import Mapping
from typing import Any

Parts = dict[str, Any]

# How much of 100 each piece of the work counts.
_OUTLINE, _DAYS, _VERIFY = 10, 85, 5


def empty(started: Mapping[str, Any]) -> Parts:
    """The parts of a run of which only `run.started`'s data is known."""
    return {
        "title": None,
        "targets": None,
        "warnings": [],
        "disclaimer": None,
        "show_figures": False,
        "days": [],
        "verification": None,
    }


def apply(parts: Parts, event: Mapping[str, Any]) -> None:
    """Fold one event into `parts`, in place."""
    handler = _HANDLERS.get(event["type"])
    if handler:
        handler(parts, event, event["data"])


def progress(snapshot: Mapping[str, Any]) -> int:
    """0–100: a tenth for the outline, 85 for the days, the rest for the verification."""
    parts, total = snapshot["parts"], snapshot["expected"]["parts"]
    outlined = 1 if parts["targets"] else min(1, len(parts["days"]) / total)
    verified = 1 if parts["verification"] else 0
    return int(_OUTLINE * outlined + _DAYS * made(parts) / total + _VERIFY * verified)


def made(parts: Parts) -> int:
    """How many days are there."""
    return sum(1 for day in parts["days"] if day["content"])


def _titled(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    parts["title"] = data["title"]


def _day_outlined(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    days = [day for day in parts["days"] if day["day"] != data["day"]]
    days.append(_outlined(data))
    parts["days"] = sorted(days, key=lambda day: day["day"])


def _plan_outlined(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    for field in ("title", "targets", "warnings", "disclaimer", "show_figures"):
        parts[field] = data[field]
    parts["days"] = [_outlined(day) for day in data["days"]]


def _outlined(line: Mapping[str, Any]) -> dict[str, Any]:
    return {**line, "state": "outlined", "content": None, "warnings": []}


def _day_completed(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _day(parts, data["day"]).update(state="completed", content=data["content"], warnings=data["warnings"])
    # What was verified is another plan than the one that is there now.
    parts["verification"] = None


def _verified(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    parts["verification"] = {name: data[name] for name in ("checks", "scores", "broken_days")}


def _step_started(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _set_state(parts, event["step"], "running")


def _step_failed(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _set_state(parts, event["step"], "failed" if data["final"] else "outlined")


def _step_superseded(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _set_state(parts, event["step"], "outlined")


def _resumed(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    for step in data["steps"]:
        _set_state(parts, step, "outlined")


def _ended(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    for day in parts["days"]:
        if day["state"] == "running":
            day["state"] = "outlined"


def _set_state(parts: Parts, step: str, state: str) -> None:
    """The state of the day that a step makes, unless the day is there already."""
    if step.startswith("day:"):
        day = _day(parts, int(step[4:]))
        if not day["content"]:
            day["state"] = state


def _day(parts: Parts, number: int) -> dict[str, Any]:
    found: dict[str, Any] = next(day for day in parts["days"] if day["day"] == number)
    return found


_HANDLERS = {
    "plan.titled": _titled,
    "day.outlined": _day_outlined,
    "plan.outlined": _plan_outlined,
    "day.completed": _day_completed,
    "plan.verified": _verified,
    "step.started": _step_started,
    "step.failed": _step_failed,
    "step.superseded": _step_superseded,
    "run.resumed": _resumed,
    "run.completed": _ended,
    "run.failed": _ended,
    "run.cancelled": _ended,
}
