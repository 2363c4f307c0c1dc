"""The facts for investors, kept to what the founder said: a figure that no answer holds is taken out and told."""

from typing import Any

from tailrace.kinds.vision.content import Facts
from tailrace.kinds.vision.figures import invented
from tailrace.kinds.vision.input import VisionInput
from tailrace.kinds.vision.placeholders import says_nothing
from tailrace.kinds.vision.rules import finding
from tailrace.kinds.vision.runway import runway
from tailrace.validation import Finding

_MOST = {"differentiators": 5, "traction": 5, "risks": 3, "kpis": 5}


def settled(written: dict[str, Any], wanted: VisionInput, source: str) -> tuple[Facts, list[Finding]]:
    """The facts with everything taken out that `source` does not support; what was taken out is told."""
    notes: list[Finding] = []
    facts = _supported(written, "vc_facts", source, notes)
    for name, most in _MOST.items():
        facts[name] = facts[name][:most]
    missing = [name for name, value in facts.items() if value in (None, [], {"amount": None, "uses": []})]
    return Facts(**facts, runway=runway(wanted.current_state), missing=missing), notes


def _supported(value: Any, place: str, source: str, notes: list[Finding]) -> Any:
    """The value without the texts that hold an invented figure or a placeholder: null, or gone from a list."""
    if isinstance(value, dict):
        return {name: _supported(part, f"{place}.{name}", source, notes) for name, part in value.items()}
    if isinstance(value, list):
        kept = [_supported(part, f"{place}.{n}", source, notes) for n, part in enumerate(value)]
        # An object whose first field, its name, is gone says nothing any more.
        return [part for part in kept if part and (not isinstance(part, dict) or next(iter(part.values())))]
    return _supported_text(value, place, source, notes)


def _supported_text(value: str | None, place: str, source: str, notes: list[Finding]) -> str | None:
    text = " ".join((value or "").split())
    if says_nothing(text):
        return None
    figures = invented(text, source)
    if figures:
        notes.append(finding(place, f"taken out: no answer holds {', '.join(figures)}"))
        return None
    return text
