"""Logs, readings and lists of calls as the fault bench gets them, written by hand."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from local.chaos.readers import Reading

_BEGAN = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
USAGE = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}

Line = tuple[str, str | None, dict[str, Any]]


def at(second: float) -> str:
    """So many seconds after the run began, as events and calls write it."""
    return (_BEGAN + timedelta(seconds=second)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def log(*lines: Line) -> list[str]:
    """(type, step, data) of each event: a second lies between two of them."""
    return [
        json.dumps({"seq": seq, "type": kind, "run_id": "r", "ts": at(seq), "step": step, "attempt": 1, "data": data})
        for seq, (kind, step, data) in enumerate(lines, 1)
    ]


def steps(*names: str) -> list[dict[str, Any]]:
    return [{"id": name, "label": name, "expected_seconds": 1} for name in names]


def plan_run(*, days: int = 2) -> list[Line]:
    """A plan's whole run; the events of day d's step begin at seq 4 + 3d."""
    outlined = [{"day": day} for day in range(1, days + 1)]
    lines: list[Line] = [
        ("run.started", None, {"kind": "plan", "steps": steps("outline")}),
        ("step.started", "outline", {}),
        ("usage.reserved", "outline", {}),
        ("plan.outlined", "outline", {"days": outlined}),
        ("run.steps_added", "outline", {"steps": steps(*(f"day:{day}" for day in range(1, days + 1)), "verify")}),
        ("step.completed", "outline", {}),
    ]
    for day in range(1, days + 1):
        lines += [
            ("usage.reserved", f"day:{day}", {}),
            ("day.completed", f"day:{day}", {"day": day}),
            ("step.completed", f"day:{day}", {}),
        ]
    return [
        *lines,
        ("plan.verified", "verify", {}),
        ("step.completed", "verify", {}),
        ("run.completed", None, {"degraded": []}),
    ]


def resumed(*names: str) -> Line:
    return ("run.resumed", None, {"steps": list(names), "reason": "Asked for"})


def call(step: str, began: float, took: float = 0.5, outcome: str = "completed") -> dict[str, Any]:
    """One of the simulator's calls, at so many seconds after the run began."""
    return {"step": step, "provider": "openai", "started": at(began), "ended": at(began + took), "outcome": outcome}


def calls_of(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """A call for each reservation, right after it."""
    return [call(str(step), seq + 0.1) for seq, (kind, step, _) in enumerate(lines, 1) if kind == "usage.reserved"]


def reading(texts: Sequence[str]) -> Reading:
    """A reader that got these, in this order."""
    return Reading("stream", [(json.loads(text)["seq"], text) for text in texts])
