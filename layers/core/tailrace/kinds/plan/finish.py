"""How a plan run ends, once its workflow has."""

from typing import Any

from tailrace.endings import completed_or_failed
from tailrace.events import EventData
from tailrace.fold import Snapshot


def finish(snapshot: Snapshot) -> EventData:
    """Completed if every day is there and verified, with what the checks found; else failed, every made day kept.

    A day that the verification finds to break a hard rule is named as degraded, so that continuing makes it again.
    """
    parts = snapshot["parts"]
    broken = parts["verification"]["broken_days"] if parts["verification"] else []
    return completed_or_failed(snapshot, _summary(parts), degraded=[f"day:{day}" for day in broken])


def _summary(parts: dict[str, Any]) -> dict[str, Any]:
    verification = parts["verification"] or {"checks": [], "scores": None}
    return {
        "title": parts["title"],
        "days": sum(1 for day in parts["days"] if day["content"]),
        "days_total": len(parts["days"]),
        "days_with_warnings": [day["day"] for day in parts["days"] if day["warnings"]],
        "failed_checks": [check["name"] for check in verification["checks"] if check["result"] == "fail"],
        "checks": verification["checks"],
        "scores": verification["scores"],
        "warnings": parts["warnings"],
        "disclaimer": parts["disclaimer"],
    }
