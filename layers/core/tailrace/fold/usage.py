"""What model calls have used, may cost and have cost: the part of the fold that is about money."""

from collections.abc import Mapping
from typing import Any

from tailrace.fold.lookup import Snapshot, step_of


def _reserved(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step = step_of(snapshot, event)
    hold(snapshot, step)
    step["call"] = {"provider": data["provider"], "model": data["model"], "reserved_usd": data["reserved_usd"]}
    _add(snapshot["budget"], "reserved_usd", data["reserved_usd"] or 0.0)
    if data["price"]:
        snapshot["usage"]["prices"][data["model"]] = data["price"]


def _released(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    _close_call(snapshot, step_of(snapshot, event))


def _recorded(snapshot: Snapshot, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    step = step_of(snapshot, event)
    if data["cost_usd"] is None:
        hold(snapshot, step)
    else:
        _close_call(snapshot, step)
    usage = snapshot["usage"]
    provider = usage["by_provider"].setdefault(
        data["provider"], {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}
    )
    for total in (usage, provider):
        total["calls"] += 1
        total["input_tokens"] += data["input_tokens"] or 0
        total["output_tokens"] += data["output_tokens"] or 0
        _add(total, "cost_usd", data["cost_usd"] or 0.0)


def hold(snapshot: Snapshot, step: dict[str, Any]) -> None:
    """The step's open call, if there is one, has ended without telling its cost: nobody can know it any more."""
    _add(snapshot["budget"], "held_usd", _close_call(snapshot, step))


def _close_call(snapshot: Snapshot, step: dict[str, Any]) -> float:
    """The step has no open call any more; answers what was reserved for it."""
    call = step["call"]
    reserved: float = (call and call["reserved_usd"]) or 0.0
    step["call"] = None
    _add(snapshot["budget"], "reserved_usd", -reserved)
    return reserved


def _add(sums: dict[str, Any], name: str, usd: float) -> None:
    # Rounded to a billionth, so that sums are the same in every language's floats.
    sums[name] = round(sums[name] + usd, 9)


HANDLERS = {
    "usage.reserved": _reserved,
    "usage.released": _released,
    "usage.recorded": _recorded,
}
