"""The parts of a code project: its files, and what the checks found.

A file's `draft` is what the attempt at work has written so far, null if none is at work; `content` is the last
complete version and stays until a new one is complete. A stage of `validation` is `stale` once a file was completed
after it.
"""

from collections.abc import Mapping
from typing import Any

Parts = dict[str, Any]

# Of 100: the contract, the plan, the files; the checks and repairs have the rest.
_CONTRACT, _PLAN, _FILES = 6, 10, 90
_STEPS_AFTER_FILES = ("check", "repair", "recheck")


def empty(started: Mapping[str, Any]) -> Parts:
    """The parts of a run of which only `run.started`'s data is known."""
    return {"summary": None, "requirements": [], "files": [], "validation": []}


def apply(parts: Parts, event: Mapping[str, Any]) -> None:
    """Fold one event into `parts`, in place."""
    handler = _HANDLERS.get(event["type"])
    if handler:
        handler(parts, event)


def progress(snapshot: Mapping[str, Any]) -> int:
    """0–100, by what is complete: the contract, the plan, each file, each step of checking and repairing."""
    parts = snapshot["parts"]
    complete = made(parts)
    if parts["summary"] is None:
        return _CONTRACT if complete else 0
    written = (_FILES - _PLAN) * complete // len(parts["files"])
    after = [step for step in snapshot["steps"] if step["id"].split(":")[0] in _STEPS_AFTER_FILES]
    ended = sum(1 for step in after if step["state"] in ("completed", "failed"))
    return _PLAN + written + (100 - _FILES) * ended // max(1, len(after))


def made(parts: Mapping[str, Any]) -> int:
    """How many files are complete."""
    return sum(1 for file in parts["files"] if file["content"] is not None)


def _planned(parts: Parts, event: Mapping[str, Any]) -> None:
    data = event["data"]
    parts["summary"], parts["requirements"] = data["summary"], data["requirements"]
    known = {file["path"]: file for file in parts["files"]}
    parts["files"] = [
        {**known.get(planned["path"], _new(planned["path"])), "purpose": planned["purpose"]}
        for planned in data["files"]
    ]


def _file_started(parts: Parts, event: Mapping[str, Any]) -> None:
    path = event["data"]["path"]
    if _find(parts, path) is None:
        parts["files"].append(_new(path))
    file = _file(parts, path)
    file["state"], file["draft"] = "writing", ""


def _file_chunk(parts: Parts, event: Mapping[str, Any]) -> None:
    file = _file(parts, event["data"]["path"])
    file["draft"] = (file["draft"] or "") + event["data"]["text"]


def _file_completed(parts: Parts, event: Mapping[str, Any]) -> None:
    data = event["data"]
    file = _file(parts, data["path"])
    file["state"], file["draft"] = "completed", None
    file["content"], file["bytes"], file["sha256"] = data["content"], data["bytes"], data["sha256"]
    for stage in parts["validation"]:
        stage["stale"] = True


def _validation(parts: Parts, event: Mapping[str, Any]) -> None:
    data = event["data"]
    found = {
        "stage": data["stage"],
        "result": data["result"],
        "message": data["message"],
        "findings": data["findings"],
        "stale": False,
    }
    for index, stage in enumerate(parts["validation"]):
        if stage["stage"] == data["stage"]:
            parts["validation"][index] = found
            return
    parts["validation"].append(found)


def _attempt_ended(parts: Parts, event: Mapping[str, Any]) -> None:
    """An attempt that did not complete its file has written nothing: its draft is void."""
    name, _, path = event["step"].partition(":")
    final = event["type"] == "step.failed" and event["data"]["final"]
    for file in parts["files"]:
        if file["path"] == path or (name == "plan" and file["draft"] is not None):
            _void(file, "failed" if final else "planned")


def _run_resumed(parts: Parts, event: Mapping[str, Any]) -> None:
    for file in parts["files"]:
        if file["state"] == "failed" and "file:" + file["path"] in event["data"]["steps"]:
            file["state"] = "planned"


def _run_ended(parts: Parts, event: Mapping[str, Any]) -> None:
    for file in parts["files"]:
        if file["draft"] is not None:
            _void(file, "planned")


def _void(file: dict[str, Any], otherwise: str) -> None:
    file["draft"] = None
    file["state"] = otherwise if file["content"] is None else "completed"


def _new(path: str) -> dict[str, Any]:
    return {
        "path": path,
        "purpose": None,
        "state": "planned",
        "content": None,
        "bytes": None,
        "sha256": None,
        "draft": None,
    }


def _find(parts: Parts, path: str) -> dict[str, Any] | None:
    for file in parts["files"]:
        if file["path"] == path:
            found: dict[str, Any] = file
            return found
    return None


def _file(parts: Parts, path: str) -> dict[str, Any]:
    file = _find(parts, path)
    if file is None:
        raise LookupError(f"The project has no file {path}")
    return file


_HANDLERS = {
    "project.planned": _planned,
    "file.started": _file_started,
    "file.chunk": _file_chunk,
    "file.completed": _file_completed,
    "validation.progress": _validation,
    "step.failed": _attempt_ended,
    "step.superseded": _attempt_ended,
    "run.resumed": _run_resumed,
    "run.completed": _run_ended,
    "run.failed": _run_ended,
    "run.cancelled": _run_ended,
}
