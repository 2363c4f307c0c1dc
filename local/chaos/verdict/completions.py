"""False completions in the log: promises 4 and 5.

A `run.completed` while a step is neither complete nor in `degraded`, or while a part that its kind needs is missing;
and events after an end that no `run.resumed` reopened. What readers were told wrongly is judged with the readers.
"""

import json
from collections.abc import Sequence
from typing import Any

from local.chaos.verdict import Findings
from local.chaos.verdict.asked import TERMINAL, Event
from tailrace.kinds.vision.sections import FRAMEWORK


def judge(kind: str, log: Sequence[str], findings: Findings) -> None:
    """Every end in a run's log."""
    found = findings["false_completions"]
    open_steps: dict[str, bool] = {}
    before: list[Event] = []
    closed = False
    for event in map(json.loads, log):
        if closed and event["type"] != "run.resumed":
            found.append(f"event {event['seq']}, {event['type']}, came after the end")
        closed = event["type"] in TERMINAL
        _note(event, open_steps)
        if event["type"] == "run.completed":
            missing = {step for step, is_open in open_steps.items() if is_open} - set(event["data"]["degraded"])
            if missing:
                found.append(f"event {event['seq']} completes the run without {', '.join(sorted(missing))}")
            if parts := _missing(kind, before):
                found.append(f"event {event['seq']} completes the run without {', '.join(map(str, parts))}")
        before.append(event)
    if not closed:
        findings["left_open"].append("the log has no end")


def _note(event: Event, open_steps: dict[str, bool]) -> None:
    match event["type"]:
        case "run.started" | "run.steps_added":
            open_steps.update({step["id"]: True for step in event["data"]["steps"]})
        case "run.resumed":
            open_steps.update(dict.fromkeys(event["data"]["steps"], True))
        case "step.completed" | "step.skipped":
            open_steps[event["step"]] = False


def _missing(kind: str, events: Sequence[Event]) -> list[Any]:
    """The parts that a complete run of this kind has and this one does not."""
    wanted, have = _needed(kind, events)
    return [part for part in wanted if part not in have] if wanted else ["any part"]


def _needed(kind: str, events: Sequence[Event]) -> tuple[Sequence[Any], Sequence[Any]]:
    """(What a run of this kind has to have, what it has)."""
    match kind:
        case "playlist":  # a list may be shorter than it was wished: its check says so
            return ["a primary list"], ["a primary list"] if _last(events, "primary.selected").get("tracks") else []
        case "code":
            return _each(events, "project.planned", "files", "path"), _made(events, "file.completed", "path")
        case "video":
            return _each(events, "narrative.completed", "scenes", "index"), _made(events, "scene.completed", "index")
        case "plan":
            return _each(events, "plan.outlined", "days", "day"), _made(events, "day.completed", "day")
    return FRAMEWORK, _made(events, "section.completed", "section")


def _last(events: Sequence[Event], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next((event["data"] for event in reversed(events) if event["type"] == name), {})
    return found


def _each(events: Sequence[Event], name: str, field: str, key: str) -> list[Any]:
    return [entry[key] for entry in _last(events, name).get(field, ())]


def _made(events: Sequence[Event], name: str, key: str) -> list[Any]:
    return [event["data"][key] for event in events if event["type"] == name]
