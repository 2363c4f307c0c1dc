"""How a code project's run ends: complete if every file is there, and saying what its checks found."""

from typing import Any

from tailrace.endings import completed_or_failed
from tailrace.events import EventData
from tailrace.fold import Snapshot, find_step
from tailrace.validation import Result

_CHECKING = ("check", "repair", "recheck")


def finish(snapshot: Snapshot) -> EventData:
    """Failed if a file is missing. Else completed; where a check fails, `check` is degraded.

    To continue such a run is to check it again, and to repair once more what fails.
    """
    summary = _summary(snapshot)
    failed = summary["result"] == "fail" and find_step(snapshot, "check")["state"] == "completed"
    return completed_or_failed(snapshot, summary, optional=_CHECKING, degraded=["check"] if failed else [])


def _summary(snapshot: Snapshot) -> dict[str, Any]:
    parts = snapshot["parts"]
    files = [file for file in parts["files"] if file["content"] is not None]
    # What was looked at before a repair says nothing of the file as it is now.
    checks = {stage["stage"]: "unknown" if stage["stale"] else stage["result"] for stage in parts["validation"]}
    return {
        "description": parts["summary"],
        "framework": snapshot["input"]["framework"],
        "files": len(files),
        "bytes": sum(file["bytes"] for file in files),
        "result": _overall(list(checks.values())),
        "checks": checks,
        "failing": [
            {"check": stage["stage"], "message": stage["message"]}
            for stage in parts["validation"]
            if checks[stage["stage"]] == "fail"
        ],
    }


def _overall(results: list[str]) -> Result:
    """`pass` only if there were checks and all passed."""
    if "fail" in results:
        return "fail"
    return "pass" if results and set(results) == {"pass"} else "unknown"
