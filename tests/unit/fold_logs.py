"""Small logs for the fold, written by hand."""

from collections.abc import Iterator
from itertools import count
from typing import Any


def log(*facts: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Events from (type, data, step, attempt)."""
    numbers: Iterator[int] = count(1)
    events = []
    for fact in facts:
        kind, data, step, attempt = (*fact, None, None)[:4]
        seq = next(numbers)
        ts = f"2026-11-20T08:00:{seq:02d}.000Z"
        events.append(
            {
                "seq": seq,
                "type": kind,
                "run_id": "r",
                "ts": ts,
                "step": step,
                "attempt": attempt,
                "message": None,
                "data": data,
            }
        )
    return events


def started(*providers: str, parts: int = 2) -> tuple[str, dict[str, Any]]:
    steps = [
        {"id": f"{name}:{p}", "label": f"{name} {p}", "expected_seconds": 1}
        for p in providers
        for name in ("generate", "enrich")
    ]
    data = {
        "kind": "playlist",
        "input": {"prompt": "x"},
        "steps": steps,
        "providers": list(providers),
        "expected": {"parts": parts},
    }
    return ("run.started", data)


def plan(*ids: str) -> list[dict[str, Any]]:
    return [{"id": step, "label": f"Does {step}", "expected_seconds": 2} for step in ids]


def resumed(*steps: str, **feedback: str) -> tuple[str, dict[str, Any]]:
    wishes = {name.replace("_", ":"): text for name, text in feedback.items()}
    return ("run.resumed", {"steps": list(steps), "reason": "asked", "feedback": wishes})


FAILED: tuple[str, dict[str, Any]] = ("run.failed", {"errors": [], "usage": {}})
