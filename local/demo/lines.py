"""What an event says to a person, in one line."""

from collections.abc import Callable, Mapping
from typing import Any

Data = Mapping[str, Any]


def told(event: Mapping[str, Any]) -> str:
    """The event's own message, or what its data come to, and what a message leaves out."""
    data = event["data"]
    words, more = _WORDS.get(event["type"]), _MORE.get(event["type"])
    text = event["message"] or (words(data) if words else "")
    return "; ".join([text, *(more(data) if more else [])])


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _steps_added(data: Data) -> str:
    names = [step["id"] for step in data["steps"]]
    return f"{count(len(names), 'step')}: {', '.join(names)}"


def _completed(data: Data) -> str:
    usage = data["usage"]
    calls = count(usage["calls"], "model call")
    tokens = f"{usage['input_tokens']} tokens in, {usage['output_tokens']} out, ${usage['cost_usd']:.4f}"
    degraded = f"; degraded: {', '.join(data['degraded'])}" if data["degraded"] else ""
    return f"in {data['duration_ms'] / 1000:.1f} s, {calls}, {tokens}{degraded}"


def _failed(data: Data) -> str:
    return "; ".join(f"{error['step'] or 'run'}: {error['message']} ({error['code']})" for error in data["errors"])


def _findings(data: Data) -> list[str]:
    """The result, if it is not good, and the first two places."""
    result = [] if data["result"] == "pass" else [data["result"]]
    places = [(":".join(str(at) for at in (f["path"], f["line"]) if at), f["message"]) for f in data["findings"]]
    return [*result, *(f"{place} {message}" for place, message in places[:2])]


# Events that carry no message of their own.
_WORDS: Mapping[str, Callable[[Data], str]] = {
    "run.started": lambda d: f"{count(len(d['steps']), 'step')} known, asks {', '.join(d['providers'])}",
    "run.steps_added": _steps_added,
    "run.completed": _completed,
    "run.failed": _failed,
    "run.cancelled": lambda d: f"{count(d['calls_aborted'], 'call')} aborted",
    "run.resumed": lambda d: f"{d['reason']}: {', '.join(d['steps'])}",
    "step.started": lambda d: d["label"],
    "step.completed": lambda d: f"in {d['duration_ms'] / 1000:.1f} s",
    "step.superseded": lambda d: f"by attempt {d['by_attempt']}",
    "step.skipped": lambda d: d["reason"],
    "usage.reserved": lambda d: f"at most {d['max_output_tokens']} tokens of {d['model']}",
    "usage.released": lambda d: f"{d['model']} was not used",
    "usage.recorded": lambda d: f"{d['output_tokens']} tokens of {d['model']}",
    "alternatives.added": lambda d: f"{count(len(d['alternatives']), 'alternative')} of {d['provider']}",
    "section.completed": lambda d: d["section"],
}
_MORE: Mapping[str, Callable[[Data], list[str]]] = {
    "step.failed": lambda d: [] if d["final"] else ["another attempt comes"],
    "validation.progress": _findings,
}
