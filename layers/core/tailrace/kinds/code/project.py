"""The project as the run's snapshot has it."""

from typing import Any

from tailrace.fold import Snapshot
from tailrace.kinds.code.paths import CONTRACT


def contents(snapshot: Snapshot) -> dict[str, str]:
    """The complete files, by path, in the plan's order."""
    files = snapshot["parts"]["files"]
    return {file["path"]: file["content"] for file in files if file["content"] is not None}


def content_of(snapshot: Snapshot, path: str) -> str | None:
    """The last complete version of a file."""
    return contents(snapshot).get(path)


def plan_of(snapshot: Snapshot) -> dict[str, Any]:
    """The plan as every file's prompt has it, with the contract as it stands now."""
    parts = snapshot["parts"]
    return {
        "summary": parts["summary"],
        "files": [{"path": file["path"], "purpose": file["purpose"]} for file in parts["files"]],
        "requirements": parts["requirements"],
        "contract": content_of(snapshot, CONTRACT),
    }
