"""Alike pieces side by side: the features of a product, its benefits, steps or services."""

import re

from tailrace.kinds.video.page import Card
from tailrace.kinds.video.page_content import HEADINGS
from tailrace.kinds.video.page_dom import Node
from tailrace.kinds.video.page_places import Places
from tailrace.kinds.video.page_proof import is_number
from tailrace.kinds.video.page_text import clean

MOST_CARDS = 20
TITLE_CHARS, TEXT_CHARS = 90, 260
_CARD_MOST = 700
_SIBLINGS = range(2, 25)
_TITLES = (*HEADINGS, "strong", "b", "dt", "summary")
# Pieces that say something else than what is offered; page_proof.py reads some of them.
_OTHER = re.compile(
    r"(testimonial|quote|review|logo|customer|pric|plan|tier|post|article|news|blog|team|author|faq|stat)"
)
# Under these headings a list of plain lines names features, too.
LISTED = re.compile(
    r"\b(features?|benefits?|services?|why|what you get|what we do|we offer|included|highlights?|advantages?)\b",
    re.IGNORECASE,
)


def cards(body: Node, places: Places) -> list[Card]:
    """All cards outside of the page's header and footer, in their order."""
    found: list[Card] = []
    section: str | None = None
    for node in body.walk():
        if node.tag in HEADINGS[:3]:
            section = clean(node.text(), 160) or section
        pieces = _pieces(node)
        if pieces and places.of(node) not in ("header", "footer"):
            own = [card for piece in pieces if (card := _card(piece, section))]
            if len(own) > 1:
                found += [card for card in own if card not in found]
    return found[:MOST_CARDS]


def _pieces(parent: Node) -> list[Node]:
    """The children of an element if they are alike: one tag, one first class."""
    children = parent.elements()
    if parent.called(_OTHER) or any(outer.called(_OTHER) for outer in parent.ancestors()):
        return []
    if parent.tag == "dl":
        return [child for child in children if child.tag in ("dt", "div")]
    alike = {(child.tag, child.classes[:1] == [] or child.classes[0]) for child in children}
    if (
        len(children) not in _SIBLINGS
        or len(alike) > 1
        or children[0].tag not in ("div", "li", "article", "section", "a")
    ):
        return []
    return [] if any(child.called(_OTHER) for child in children) else children


def _card(piece: Node, section: str | None) -> Card | None:
    if piece.size > 60:
        return None
    if piece.tag == "dt":
        return _with(piece.text(), _definition(piece), section)
    whole = piece.text()
    heading = next((inner for inner in piece.walk() if inner.tag in _TITLES and inner.text().strip()), None)
    if heading is None:
        plain = piece.tag == "li" and section is not None and LISTED.search(section)
        return _with(whole, None, section) if plain else None
    if len(whole) > _CARD_MOST * 2:
        return None
    paragraph = next((p for p in piece.walk() if p.tag in ("p", "dd") and heading not in p.walk()), None)
    if paragraph is not None:
        return _with(heading.text(), paragraph.text(), section)
    before, _, after = whole.partition(heading.text())
    return None if before.strip() else _with(heading.text(), after.lstrip(" :–—-."), section)


def _with(title: str, text: str | None, section: str | None) -> Card | None:
    shown = clean(title, TITLE_CHARS)
    if not shown or not any(c.isalpha() for c in shown) or is_number(shown):
        return None
    return Card(title=shown, text=clean(text, TEXT_CHARS), section=section)


def _definition(term: Node) -> str | None:
    siblings = term.parent.elements() if term.parent else []
    following = siblings[siblings.index(term) + 1 :][:1]
    return following[0].text() if following and following[0].tag == "dd" else None
