"""The parts of a vision: the sections with their history, what was checked, and the three last texts.

A section has `content` (null until it is completed), made by `step`, and `draft`, what the step `writer` has shown
since; `state` is `pending`, `writing` or `completed`. A draft is void when its attempt, or the provider that wrote it,
is given up. `feedback` is what a person wants changed and did not get yet. `outdated` marks what was made from an
earlier framework.
"""

from collections.abc import Mapping
from typing import Any

from tailrace.kinds.vision.sections import BRIEF, FRAMEWORK, ONE_PAGER

Parts = dict[str, Any]


def empty(started: Mapping[str, Any]) -> Parts:
    """The parts of a run of which only `run.started`'s data is known."""
    return {
        "company": started["input"]["company_name"],
        "sections": {name: _section() for name in (*BRIEF, *FRAMEWORK)},
        "validation": [],
        "one_pager": {**_section(), "outdated": False},
        "qa": None,
        "scores": None,
    }


def apply(parts: Parts, event: Mapping[str, Any]) -> None:
    """Fold one event into `parts`, in place."""
    handler = _HANDLERS.get(event["type"])
    if handler:
        handler(parts, event, event["data"])


def progress(snapshot: Mapping[str, Any]) -> int:
    """0–100: each step counts as long as it is expected to take; one that writes sections by those it has completed."""
    total = done = 0.0
    for step in snapshot["steps"]:
        total += step["expected_seconds"]
        if step["state"] in ("completed", "failed"):
            done += step["expected_seconds"]
        elif step["id"] in _WRITES:
            sections = [snapshot["parts"]["sections"][name] for name in _WRITES[step["id"]]]
            written = sum(1 for section in sections if section["content"] is not None)
            done += step["expected_seconds"] * written / len(sections)
    return int(100 * done / total) if total else 0


def made(parts: Mapping[str, Any]) -> int:
    """How many of the expected parts are there: sections, one-pager, checks, scores."""
    written = [*parts["sections"].values(), parts["one_pager"]]
    count = sum(1 for section in written if section["content"] is not None)
    return count + sum(1 for last in (parts["qa"], parts["scores"]) if last is not None)


def _section() -> dict[str, Any]:
    return {
        "content": None,
        "draft": "",
        "state": "pending",
        "step": None,
        "writer": None,
        "seq": None,
        "at": None,
        "feedback": None,
        "history": [],
    }


def _written(parts: Parts, name: str) -> dict[str, Any]:
    """The one-pager is a section in all but its place."""
    section: dict[str, Any] = parts["one_pager"] if name == ONE_PAGER else parts["sections"][name]
    return section


def _chunk(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    section = _written(parts, data["section"])
    section["draft"] += data["text"]
    section["state"] = "writing"
    section["writer"] = event["step"]


def _completed(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    name = data["section"]
    section = _written(parts, name)
    wish = section["feedback"] if event["step"] in (name, f"refine:{name}") else None
    if section["content"] is not None:
        earlier = {**{key: section[key] for key in ("content", "seq", "at")}, "feedback": wish}
        section["history"] = [*section["history"], earlier]
    section["content"] = data["content"]
    section["draft"] = ""
    section["state"] = "completed"
    section["writer"] = None
    section["step"] = event["step"]
    section["seq"] = event["seq"]
    section["at"] = event["ts"]
    if wish is not None:
        section["feedback"] = None
    if name == ONE_PAGER:
        section["outdated"] = False
    if name in FRAMEWORK:
        parts["one_pager"]["outdated"] = parts["one_pager"]["content"] is not None
        for last in (parts["qa"], parts["scores"]):
            if last is not None:
                last["outdated"] = True


def _void(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """Whoever wrote drafts in this step does not any more."""
    for section in (*parts["sections"].values(), parts["one_pager"]):
        if section["state"] == "writing" and event["step"] in (section["writer"], None):
            section["draft"] = ""
            section["writer"] = None
            section["state"] = "pending" if section["content"] is None else "completed"


def _resumed(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """What a person wants changed stays with the section until that is done."""
    for step, feedback in data.get("feedback", {}).items():
        name = step.removeprefix("refine:")
        if name == ONE_PAGER or name in parts["sections"]:
            _written(parts, name)["feedback"] = feedback


def _validated(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """The newest word on each stage, in the order in which they were first looked at."""
    entry = {**data, "seq": event["seq"]}
    stages = [known["stage"] for known in parts["validation"]]
    if data["stage"] in stages:
        parts["validation"][stages.index(data["stage"])] = entry
    else:
        parts["validation"].append(entry)


def _checked(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    parts["qa"] = {**data, "outdated": False, "seq": event["seq"], "at": event["ts"]}


def _scored(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    parts["scores"] = {**data, "outdated": False, "seq": event["seq"], "at": event["ts"]}


_WRITES = {"brief": BRIEF, "framework": FRAMEWORK}

_HANDLERS = {
    "section.chunk": _chunk,
    "section.completed": _completed,
    "validation.progress": _validated,
    "qa.completed": _checked,
    "scores.completed": _scored,
    "run.resumed": _resumed,
    "step.started": _void,
    "step.failed": _void,
    "step.superseded": _void,
    "provider.started": _void,
    "provider.failed": _void,
    "run.completed": _void,
    "run.failed": _void,
    "run.cancelled": _void,
}
