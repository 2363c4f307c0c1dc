"""What each section of the framework has to keep to: one table, from which prompts, checks and repairs are made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tailrace.kinds.vision.horizons import CADENCES, HORIZONS
from tailrace.kinds.vision.placeholders import placeholders
from tailrace.kinds.vision.words import content_words, sentences, words
from tailrace.validation import Finding

Span = tuple[int, int]
_MOST_FINDINGS = 20


@dataclass(frozen=True)
class TextRule:
    """A text: characters, sentences and words, least and most. None: not limited."""

    asks: str
    characters: Span
    sentences: Span | None = None
    words: Span | None = None


@dataclass(frozen=True)
class ListRule:
    """A list: how many items, and the characters of each of their fields; strings have the field "".

    `allowed` are the only values that a field may have.
    """

    asks: str
    items: Span
    fields: Mapping[str, Span]
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# The characters and counts are those of the product that this replaces; the words of the brief are ours.
RULES: Mapping[str, TextRule | ListRule] = {
    "founder_brief": TextRule("who is building what for whom, why, and where they stand", (120, 6000), words=(40, 700)),
    "vision": TextRule("what the company is for and how the world looks when it succeeds", (20, 500), sentences=(2, 3)),
    "strategy": ListRule(
        "how it gets there, in choices that exclude something, 10 to 30 words each", (2, 5), {"": (10, 300)}
    ),
    "operating_principles": ListRule(
        "how people decide when nobody is there to ask, 10 to 25 words each", (3, 7), {"": (10, 200)}
    ),
    "near_term_bets": ListRule(
        "what is tried in the next twelve months, by whom, and how it is seen to have worked",
        (2, 8),
        {"bet": (10, 300), "owner": (1, 100), "horizon": (1, 5), "measure": (5, 200)},
        {"horizon": HORIZONS},
    ),
    "metrics": ListRule(
        "what is measured to know whether the bets and the strategy work",
        (3, 12),
        {"name": (1, 100), "target": (1, 100), "cadence": (1, 9)},
        {"cadence": CADENCES},
    ),
    "tensions": ListRule(
        "real trade-offs in the answers, two good things that stand against each other; none if there is none",
        (0, 10),
        {"": (10, 300)},
    ),
}


def describe(section: str) -> str:
    """The section's rule in one line, for a prompt."""
    rule = RULES[section]
    if isinstance(rule, TextRule):
        limits = [
            f"{span[0]} to {span[1]} {unit}"
            for span, unit in ((rule.sentences, "sentences"), (rule.words, "words"), (rule.characters, "characters"))
            if span
        ]
        return f"{rule.asks}; {', '.join(limits)}"
    parts = [f"{rule.items[0]} to {rule.items[1]} items"]
    for name, (least, most) in rule.fields.items():
        allowed = rule.allowed.get(name)
        limits_of = f"one of {', '.join(allowed)}" if allowed else f"{least} to {most} characters"
        parts.append(f"{name or 'each'} {limits_of}")
    return f"{rule.asks}; {', '.join(parts)}"


def check(section: str, content: Any, answers: str) -> list[Finding]:
    """The rules that the section breaks; none if it keeps them all. `answers` is all that the founder wrote."""
    rule = RULES.get(section)
    if rule is None:
        return []
    found = _text(section, content, rule) if isinstance(rule, TextRule) else _list(section, content, rule)
    return [*found, *_placeholders(section, content), *(_not_from(content, answers) if section == "tensions" else ())]


def strings(section: str, content: Any) -> Iterator[tuple[str, str]]:
    """Every text in a section, with its place such as `near_term_bets.0.owner`."""
    if isinstance(content, str):
        yield section, content
        return
    for position, item in enumerate(content):
        for name, text in item.items() if isinstance(item, dict) else (("", item),):
            yield f"{section}.{position}" + (f".{name}" if name else ""), text


def few(findings: Sequence[Finding]) -> list[Finding]:
    """The first of them, so that an event and a prompt stay small however much is wrong."""
    more = len(findings) - _MOST_FINDINGS
    shown = list(findings[:_MOST_FINDINGS])
    return [*shown, finding(shown[0].path or "", f"and {more} more")] if more > 0 else shown


def finding(path: str, message: str) -> Finding:
    """Something that is wrong at this place; sections have no lines."""
    return Finding(path=path, line=None, column=None, message=message)


def _text(section: str, content: str, rule: TextRule) -> Iterator[Finding]:
    counted: tuple[tuple[Span | None, Callable[[str], int], str], ...] = (
        (rule.characters, len, "characters"),
        (rule.sentences, lambda text: len(sentences(text)), "sentences"),
        (rule.words, lambda text: len(words(text)), "words"),
    )
    for span, count, unit in counted:
        if span and not span[0] <= count(content) <= span[1]:
            yield finding(section, f"has {count(content)} {unit}, not {span[0]} to {span[1]}")


def _list(section: str, content: list[Any], rule: ListRule) -> Iterator[Finding]:
    if not rule.items[0] <= len(content) <= rule.items[1]:
        yield finding(section, f"has {len(content)} items, not {rule.items[0]} to {rule.items[1]}")
    for place, text in strings(section, content):
        name = place.split(".")[2] if place.count(".") == 2 else ""
        least, most = rule.fields[name]
        if name in rule.allowed:
            if text not in rule.allowed[name]:
                yield finding(place, f"is {text[:40]!r}, not one of {', '.join(rule.allowed[name])}")
        elif not least <= len(text) <= most:
            yield finding(place, f"has {len(text)} characters, not {least} to {most}")


def _placeholders(section: str, content: Any) -> Iterator[Finding]:
    for place, text in strings(section, content):
        for found in placeholders(text):
            yield finding(place, f"holds the placeholder {found!r}")


def _not_from(content: list[str], answers: str) -> Iterator[Finding]:
    """Tensions are found in the answers, not thought up: each has at least one word with them in common."""
    said = content_words(answers)
    for position, tension in enumerate(content):
        own = content_words(tension)
        if own and not own & said:
            yield finding(f"tensions.{position}", "is not about anything that the answers say")
