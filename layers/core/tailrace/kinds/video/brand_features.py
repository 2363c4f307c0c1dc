"""What the page says that is offered: its cards, or else its lesser headings with what stands under them."""

import re
from collections.abc import Iterator

from tailrace.kinds.video.brand_model import Feature
from tailrace.kinds.video.page import Page

MOST = 8
# Sections whose cards are something else.
_OTHER = re.compile(
    r"\b(pric(e|es|ing)|plans?|team|people|blog|news|latest|articles?|faq|questions?|testimonials?|customers?|says?|stories|"
    r"press|careers?|jobs?|reviews?|opening|hours|contact|find us|legal|privacy|related|trusted|partners?|numbers?)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£]\s?\d|\d\s?(€|EUR\b|USD\b|CHF\b)")


def find(page: Page) -> list[Feature]:
    """At most 8, in the page's order, each once. One or none is fine: there are no others."""
    found: dict[str, Feature] = {}
    for feature in _of_cards(page):
        found.setdefault(feature.title.casefold(), feature)
    if not found:
        for feature in _of_headings(page):
            found.setdefault(feature.title.casefold(), feature)
    return list(found.values())[:MOST]


def _of_cards(page: Page) -> Iterator[Feature]:
    for card in page.cards:
        if _is_offer(card.title, card.text) and not _OTHER.search(card.section or ""):
            yield Feature(title=card.title, text=card.text, source="text")


def _of_headings(page: Page) -> Iterator[Feature]:
    section = ""
    for heading in page.headings:
        if heading.level <= 2:
            section = heading.text
        elif heading.place == "section" and not _OTHER.search(section) and not _OTHER.search(heading.text):
            text = next((p.text for p in page.paragraphs if p.under == heading.text), None)
            if text and _is_offer(heading.text, text):
                yield Feature(title=heading.text, text=text, source="heading")


def _is_offer(title: str, text: str | None) -> bool:
    return not title.endswith("?") and not _MONEY.search(f"{title} {text or ''}")
