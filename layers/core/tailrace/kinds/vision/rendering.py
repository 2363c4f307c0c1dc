"""Sections as a person reads them: whole, or growing while the model writes its JSON. Plain text, close to Markdown."""

from typing import Any

from tailrace.kinds.vision.output import WrittenSummary
from tailrace.providers.texts import Delta, Done

HEADINGS = {
    name: {"why_now": "Why now", "model": "Business model"}.get(name, name.capitalize())
    for name in WrittenSummary.model_fields
}
MISSING = "Not in the answers."
# What stands before each field of an item; fields come in this order.
_BEFORE = {
    "near_term_bets": {"bet": "- ", "owner": " (", "horizon": ", ", "measure": "): "},
    "metrics": {"name": "- ", "target": ": ", "cadence": ", "},
}


def whole(section: str, content: Any) -> str:
    """The text of a section, "" for one that is not text (the facts for investors)."""
    if isinstance(content, str):
        return content
    if section in _BEFORE:
        return "".join("".join(_BEFORE[section][name] + text for name, text in item.items()) + "\n" for item in content)
    return "".join(f"- {item}\n" for item in content) if isinstance(content, list) else ""


def summary(written: dict[str, str | None]) -> str:
    """The summary for investors as one text with its ten headings; what is not known is said to be missing."""
    return "\n\n".join(f"## {HEADINGS[name]}\n{_line(written[name]) or MISSING}" for name in HEADINGS)


def _line(text: str | None) -> str:
    """On one line, so that no line of it can pass for a heading."""
    return " ".join((text or "").split())


class Rendering:
    """The text of one section, piece by piece."""

    def __init__(self, section: str) -> None:
        self._section = section
        self._last: tuple[str | int, ...] | None = None

    def feed(self, piece: Delta | Done) -> str:
        """What this piece of the answer, at a path below the section's, adds to the text."""
        path = piece.path[1:]
        if self._section == "vc_facts":
            return ""
        if isinstance(piece, Delta):
            before = "" if path == self._last else self._before(path)
            self._last = path
            return before + piece.text
        return self._after(path, piece.value)

    def _before(self, path: tuple[str | int, ...]) -> str:
        match path:
            case (str(heading),):
                return f"## {HEADINGS.get(heading, heading)}\n"
            case (int(),):
                return "- "
            case (int(), str(name)):
                return _BEFORE.get(self._section, {}).get(name, " ")
        return ""

    def _after(self, path: tuple[str | int, ...], value: Any) -> str:
        match path:
            case (str(heading),):
                return "\n\n" if value else f"## {HEADINGS.get(heading, heading)}\n{MISSING}\n\n"
            case (int(),):
                return "\n"
        return ""
