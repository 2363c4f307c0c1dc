"""Logs of runs that spend money, as their steps write them."""

from typing import Any

from tests.unit.fold_logs import log

Line = tuple[Any, ...]
STEPS = ("generate:openai", "generate:anthropic", "generate:gemini")
PRICE = {"input_usd_per_mtok": 0.1, "output_usd_per_mtok": 0.5, "source": "a list", "as_of": "2026-11-20"}


def begun(limit: float | None) -> list[dict[str, Any]]:
    """A run of three steps, each at its first attempt."""
    plan = [{"id": step, "label": step, "expected_seconds": 1} for step in STEPS]
    data = {
        "kind": "playlist",
        "input": {},
        "steps": plan,
        "providers": ["openai", "anthropic", "gemini"],
        "expected": {"parts": 1},
        "max_cost_usd": limit,
    }
    return log(("run.started", data), *(("step.started", {"label": "go"}, step, 1) for step in STEPS))


def reserved(step: str, usd: float | None, model: str = "m") -> Line:
    """A call is about to begin."""
    data = {
        "provider": step.partition(":")[2],
        "model": model,
        "max_input_tokens": 1,
        "max_output_tokens": 1,
        "reserved_usd": usd,
        "price": None if usd is None else PRICE,
    }
    return ("usage.reserved", data, step, 1)


def recorded(step: str, cost: float | None) -> Line:
    """A call has ended, having cost so much, or nobody knows how much."""
    data = {
        "provider": step.partition(":")[2],
        "model": "m",
        "input_tokens": 1,
        "output_tokens": None if cost is None else 1,
        "cost_usd": cost,
        "total_cost_usd": 0.0,
    }
    return ("usage.recorded", data, step, 1)


def released(step: str) -> Line:
    """The call that was reserved for was turned away."""
    return ("usage.released", {"provider": step.partition(":")[2], "model": "m"}, step, 1)


def failed(step: str) -> Line:
    """The attempt has ended, and another one comes."""
    error = {"code": "timeout", "message": "slow", "retryable": True, "retry_after_s": None}
    return ("step.failed", {"error": error, "final": False}, step, 1)


def then(events: list[dict[str, Any]], *lines: Line) -> list[dict[str, Any]]:
    """These events and further ones behind them."""
    more = log(*lines)
    for number, event in enumerate(more, len(events) + 1):
        event["seq"] = number
    return [*events, *more]
