"""Marks that somebody meant to fill in later, which must not stand in a finished text."""

import re

from tailrace.kinds.vision.words import words

# Lengths are limited so that a text of nothing but opening brackets is read in linear time.
_PLACEHOLDER = re.compile(
    r"\b(?:TBD|TBC|TBA|FIXME|XX+|N/A|(?-i:TODO))\b"  # "todo" is a common word in Spanish
    r"|\[[^\[\]\n]{0,80}\](?!\()"  # [name], but not a Markdown link
    r"|\{\{[^{}\n]{0,80}\}\}"
    r"|<(?:company|name|insert|your|figure|amount|number|date)\b[^<>\n]{0,80}>"
    r"|_{3,}|\?{3,}"
    r"|\blorem ipsum\b|\binsert company\b|\byour company name\b",
    re.IGNORECASE,
)
# What is written where nothing is known.
_UNSAID = frozenset(
    {"unknown", "not stated", "not specified", "not mentioned", "not disclosed", "not in the answers", "none", "n a"}
    | {"missing", "not available", "undisclosed", "not provided", "not given"}
)


def placeholders(text: str, company: str = "") -> list[str]:
    """The placeholders in a text, each once. What is part of the company's own name is none."""
    found = [match[0] for match in _PLACEHOLDER.finditer(text.replace(company, " ") if company else text)]
    return list(dict.fromkeys(found))


def says_nothing(text: str) -> bool:
    """Whether a text only says that something is not known, or is to be filled in."""
    return " ".join(words(text)) in {"", *_UNSAID} or bool(placeholders(text))
