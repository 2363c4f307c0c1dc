"""The log of a code project's run as it could be, written by hand: one repair, one broken attempt, one run's end."""

import hashlib
from itertools import count
from typing import Any

Event = dict[str, Any]


def completed(path: str, content: str) -> dict[str, Any]:
    digest = hashlib.sha256(content.encode()).hexdigest()
    return {"path": path, "content": content, "bytes": len(content.encode()), "sha256": digest}


def stage(name: str, result: str, *paths: str) -> dict[str, Any]:
    findings = [{"path": path, "line": 1, "column": 1, "message": f"{path} is wrong"} for path in paths]
    return {"stage": name, "result": result, "message": f"{name} {result}", "findings": findings}


def log(*facts: tuple[Any, ...]) -> list[Event]:
    """Events from (type, data, step, attempt)."""
    numbers = count(1)
    events = []
    for fact in facts:
        kind, data, step, attempt = (*fact, None, None)[:4]
        seq = next(numbers)
        events.append(
            {
                "seq": seq,
                "type": kind,
                "run_id": "01m7w79h8jpy2ygcw20wz5mbqs",
                "ts": f"2026-11-20T08:{seq // 60:02d}:{seq % 60:02d}.000Z",
                "step": step,
                "attempt": attempt,
                "message": None,
                "data": data,
            }
        )
    return events


def steps(*ids: str) -> list[dict[str, Any]]:
    return [{"id": one, "label": one, "expected_seconds": 1} for one in ids]


STARTED: tuple[str, dict[str, Any]] = (
    "run.started",
    {
        "kind": "code",
        "input": {
            "prompt": "A to-do list API",
            "framework": "express",
            "advanced": False,
            "deployment_target": "vercel",
            "requirements": [],
        },
        "steps": steps("plan", "check"),
        "providers": ["openai"],
        "expected": {"parts": 1},
        "metadata": {},
    },
)
ERROR = {"code": "stream_cut", "message": "cut", "retryable": True, "retry_after_s": None}


def started(step: str, attempt: int = 1) -> tuple[Any, ...]:
    return ("step.started", {"label": step}, step, attempt)


def ended(step: str, attempt: int = 1) -> tuple[Any, ...]:
    return ("step.completed", {"duration_ms": 5}, step, attempt)


def failed(step: str, attempt: int, *, final: bool = False) -> tuple[Any, ...]:
    return ("step.failed", {"error": ERROR, "final": final}, step, attempt)


def begun(path: str, step: str, attempt: int = 1) -> tuple[Any, ...]:
    return ("file.started", {"path": path}, step, attempt)


def chunk(path: str, text: str, offset: int, step: str, attempt: int = 1) -> tuple[Any, ...]:
    return ("file.chunk", {"path": path, "text": text, "offset": offset}, step, attempt)


def done(path: str, content: str, step: str, attempt: int = 1) -> tuple[Any, ...]:
    return ("file.completed", completed(path, content), step, attempt)


def validated(step: str, name: str, result: str, *paths: str) -> tuple[Any, ...]:
    return ("validation.progress", stage(name, result, *paths), step, 1)


PLANNED: list[tuple[Any, ...]] = [
    STARTED,
    started("plan"),
    begun("openapi.yaml", "plan"),
    chunk("openapi.yaml", "open", 0, "plan"),
    chunk("openapi.yaml", "api", 4, "plan"),
    done("openapi.yaml", "openapi", "plan"),
    (
        "project.planned",
        {
            "summary": "Tasks: a list",
            "files": [{"path": path, "purpose": path} for path in ("openapi.yaml", "package.json", "server.js")],
            "requirements": ["It lists"],
        },
        "plan",
        1,
    ),
    (
        "run.steps_added",
        {"steps": steps("file:package.json", "file:server.js"), "expected": {"parts": 3}},
        "plan",
        1,
    ),
    ended("plan"),
]
WRITTEN: list[tuple[Any, ...]] = [
    *PLANNED,
    started("file:package.json"),
    started("file:server.js"),
    begun("server.js", "file:server.js"),
    chunk("server.js", "half", 0, "file:server.js"),
    begun("package.json", "file:package.json"),
    chunk("package.json", "{}", 0, "file:package.json"),
    failed("file:server.js", 1),
    done("package.json", "{}", "file:package.json"),
    ended("file:package.json"),
    started("file:server.js", 2),
    begun("server.js", "file:server.js", 2),
    chunk("server.js", "wh", 0, "file:server.js", 2),
    chunk("server.js", "ole", 2, "file:server.js", 2),
    done("server.js", "whole", "file:server.js", 2),
    ended("file:server.js", 2),
]
CHECKED: list[tuple[Any, ...]] = [
    *WRITTEN,
    started("check"),
    validated("check", "syntax", "fail", "server.js"),
    validated("check", "contract", "pass"),
    ("run.steps_added", {"steps": steps("repair:server.js", "recheck"), "expected": None}, "check", 1),
    ended("check"),
]
REPAIRING: list[tuple[Any, ...]] = [
    *CHECKED,
    started("repair:server.js"),
    begun("server.js", "repair:server.js"),
    chunk("server.js", "mended", 0, "repair:server.js"),
]
MENDED: list[tuple[Any, ...]] = [
    *REPAIRING,
    done("server.js", "mended", "repair:server.js"),
    ended("repair:server.js"),
]
REPAIRED: list[tuple[Any, ...]] = [
    *MENDED,
    started("recheck"),
    validated("recheck", "syntax", "pass"),
    validated("recheck", "contract", "pass"),
    ended("recheck"),
]
END: tuple[str, dict[str, Any]] = (
    "run.completed",
    {"summary": {}, "duration_ms": 1, "usage": {}, "degraded": []},
)
