"""What can be put right without a model: allowed words for what means the same, shorter texts, no item twice.

Nothing is added, so a repair never invents anything; each one is told. Repairing what is repaired changes nothing.
"""

import re
from typing import Any

from tailrace.kinds.vision.horizons import cadence, horizon
from tailrace.kinds.vision.rules import RULES, ListRule, TextRule, finding
from tailrace.kinds.vision.words import sentences
from tailrace.validation import Finding

_BULLET = re.compile(r"^(?:(?:[-*•–—]|\d{1,2}[.)])\s+)+")
_MAPPED = {"horizon": horizon, "cadence": cadence}


def repair(section: str, content: Any) -> tuple[Any, list[Finding]]:
    """The section as near to its rules as code can bring it, and what was done."""
    rule = RULES.get(section)
    if isinstance(rule, TextRule):
        return _repair_text(section, content, rule)
    if isinstance(rule, ListRule):
        return _repair_list(section, content, rule)
    return content, []


def shorten(text: str, most: int) -> str:
    """At most so many characters: to the end of a sentence if that keeps half of them, else of a word, with "…"."""
    if len(text) <= most:
        return text
    kept = ""
    for sentence in sentences(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > most:
            break
        kept = longer
    if 2 * len(kept) >= most:
        return kept
    cut = text[: most - 1]
    at_word = cut if text[most - 1].isspace() else cut.rpartition(" ")[0]
    return (at_word or cut).rstrip(" ,;:–—-") + "…"


def _repair_text(section: str, content: str, rule: TextRule) -> tuple[str, list[Finding]]:
    notes = []
    # A brief has paragraphs; what is counted in sentences has none.
    text = content.strip() if rule.sentences is None else " ".join(content.split())
    if rule.sentences and len(parts := sentences(text)) > rule.sentences[1]:
        text = " ".join(parts[: rule.sentences[1]])
        notes.append(finding(section, f"cut to {rule.sentences[1]} of {len(parts)} sentences"))
    if len(text) > rule.characters[1]:
        notes.append(finding(section, f"cut from {len(text)} to at most {rule.characters[1]} characters"))
        text = shorten(text, rule.characters[1])
    return text, notes


def _repair_list(section: str, content: list[Any], rule: ListRule) -> tuple[list[Any], list[Finding]]:
    items: list[Any] = []
    seen: set[str] = set()
    notes: list[Finding] = []
    for position, item in enumerate(content):
        place = f"{section}.{position}"
        mended = _repair_item(item, rule, place, notes)
        key = "".join(c for c in _main(mended).casefold() if c.isalnum())
        if not _main(mended):
            notes.append(finding(place, "dropped, it was empty"))
        elif key and key in seen:
            notes.append(finding(place, "dropped, it says the same as one before"))
        elif len(items) == rule.items[1]:
            notes.append(finding(place, f"dropped, there are more than {rule.items[1]}"))
        else:
            items.append(mended)
        seen.add(key)
    return items, notes


def _repair_item(item: Any, rule: ListRule, place: str, notes: list[Finding]) -> Any:
    if isinstance(item, str):
        return _repair_field(item, "", rule, place, notes)
    return {name: _repair_field(text, name, rule, f"{place}.{name}", notes) for name, text in item.items()}


def _repair_field(text: str, name: str, rule: ListRule, place: str, notes: list[Finding]) -> str:
    plain = _BULLET.sub("", " ".join(text.split()))
    mapped = _MAPPED[name](plain) if name in _MAPPED else plain
    if mapped != plain:
        notes.append(finding(place, f"was {plain[:40]!r}, is {mapped}"))
    most = rule.fields[name][1]
    if name in rule.allowed or len(mapped) <= most:
        return mapped
    notes.append(finding(place, f"cut from {len(mapped)} to at most {most} characters"))
    return shorten(mapped, most)


def _main(item: Any) -> str:
    """What an item says: itself, or its first field."""
    text: str = item if isinstance(item, str) else next(iter(item.values()))
    return text
