"""The rules of the one-pager: a page of Markdown that says nothing that the framework and the answers do not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tailrace.kinds.vision.figures import invented
from tailrace.kinds.vision.placeholders import placeholders
from tailrace.kinds.vision.rendering import whole
from tailrace.kinds.vision.rules import finding
from tailrace.kinds.vision.words import words
from tailrace.validation import Finding

WORDS = (300, 400)
# Each heading, and what stands below it.
HEADINGS = {
    "Vision": "one or two sentences",
    "How we win": "two or three bullets out of the strategy",
    "Culture": "the three principles that matter most, as bullets",
    "Current bets": "a bullet for each bet, with its owner and its measure",
    "Key metrics": "three to five bullets",
    "Tensions": "two or three bullets, as many as there are",
}
_MARKUP = re.compile(r"^[ \t]*(?:#{1,6}|[-*+]|\d+[.)]|>)\s+|[*_`|]", re.MULTILINE)
_HEADING = re.compile(r"^##\s+(.+?)\s*#*$", re.MULTILINE)
_TITLE = re.compile(r"^#\s+(.+)$", re.MULTILINE)


def headings(framework: Mapping[str, Any]) -> list[str]:
    """The headings that the page has; one without tensions has no room for them."""
    return [name for name in HEADINGS if name != "Tensions" or framework["tensions"]]


def word_count(markdown: str) -> int:
    """The words that are read: without the marks of headings, bullets and emphasis."""
    return len(words(_MARKUP.sub(" ", markdown)))


def check(page: str, company: str, framework: Mapping[str, Any], said: str) -> list[Finding]:
    """What is wrong with a page; `said` is all that the founder has said."""
    return [finding("one_pager", message) for message in _found(page, company, framework, said)]


def _found(page: str, company: str, framework: Mapping[str, Any], said: str) -> Iterator[str]:
    count = word_count(page)
    if not WORDS[0] <= count <= WORDS[1]:
        yield f"has {count} words, not {WORDS[0]} to {WORDS[1]}"
    title = _TITLE.search(page)
    if company.casefold() not in (title[1].casefold() if title else ""):
        yield "has no title with the company's name"
    missing = [name for name in headings(framework) if name not in _HEADING.findall(page)]
    if missing:
        yield f"has no heading {', '.join(missing)}"
    for mark in placeholders(page, company):
        yield f"holds the placeholder {mark!r}"
    source = "\n".join([said, company, *(whole(name, content) for name, content in framework.items())])
    figures = invented(page, source)
    if figures:
        yield f"holds figures that neither the answers nor the framework have: {', '.join(figures)}"


def better(first: str, second: str, found: Sequence[Sequence[Finding]]) -> tuple[str, Sequence[Finding]]:
    """Of two pages the one that breaks fewer rules; the first if they are alike."""
    return (second, found[1]) if len(found[1]) < len(found[0]) else (first, found[0])
