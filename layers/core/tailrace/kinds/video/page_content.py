"""The page's texts in their order: headings, paragraphs and what stands under which heading, links and buttons."""

from collections.abc import Callable, Collection

from tailrace.kinds.video.colours import is_button
from tailrace.kinds.video.page import Heading, Link, Paragraph
from tailrace.kinds.video.page_dom import Node
from tailrace.kinds.video.page_places import Places
from tailrace.kinds.video.page_text import clean

MOST_HEADINGS, MOST_PARAGRAPHS, MOST_LINKS = 40, 50, 48
HEADING_CHARS, PARAGRAPH_CHARS, LINK_CHARS = 160, 320, 60
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARAGRAPHS = frozenset({"p", "li", "dd", "blockquote", "figcaption"})
_BLOCKS = _PARAGRAPHS | {*HEADINGS, "div", "section", "article", "ul", "ol", "dl", "table", "main", "header", "footer"}

Resolve = Callable[[str], str | None]
"""The absolute http(s) address that a reference means, or None."""


def headings(body: Node, places: Places) -> list[Heading]:
    """All headings that have text."""
    found = []
    for node in body.walk():
        if node.tag in HEADINGS and (text := clean(node.text(), HEADING_CHARS)):
            found.append(Heading(level=int(node.tag[1]), text=text, place=places.of(node)))
            if len(found) == MOST_HEADINGS:
                break
    return found


def paragraphs(body: Node, places: Places) -> list[Paragraph]:
    """All texts other than headings, links and buttons, in the smallest element that holds them whole."""
    found: list[Paragraph] = []
    under: str | None = None
    for node in body.walk():
        if node.tag in HEADINGS:
            under = clean(node.text(), HEADING_CHARS) or under
        elif _is_paragraph(node) and (text := clean(node.text(), PARAGRAPH_CHARS)) and any(c.isalpha() for c in text):
            found.append(Paragraph(text=text, place=places.of(node), under=under))
            if len(found) == MOST_PARAGRAPHS:
                break
    return found


def links(body: Node, places: Places, filled: Collection[int], resolve: Resolve) -> list[Link]:
    """Links and buttons with text; those that look like buttons are kept first where there are too many."""
    found: list[Link] = []
    for node in body.walk():
        is_link = node.tag == "a" and "href" in node.attrs
        looks = is_button(node) or (is_link and id(node) in filled)
        if not (is_link or looks):
            continue
        text = node.text().strip()
        if len(text) <= LINK_CHARS * 2 and (label := clean(text, LINK_CHARS)):
            url = resolve(node.attrs["href"]) if is_link else None
            found.append(Link(text=label, url=url, place=places.of(node), button=looks))
    kept = sorted(range(len(found)), key=lambda i: (not found[i].button, found[i].place == "footer", i))[:MOST_LINKS]
    return [found[i] for i in sorted(kept)]


def _is_paragraph(node: Node) -> bool:
    if node.tag in _PARAGRAPHS:
        # A list item that holds paragraphs is a frame around them.
        return not any(inner.tag in _BLOCKS for inner in node.walk() if inner is not node) and not _is_link(node)
    if node.tag not in ("div", "span"):
        return False
    # Text that stands in a <div> itself, as many pages have it.
    own = "".join(child for child in node.children if isinstance(child, str)).strip()
    outer = node.parent is not None and (node.parent.tag in _BLOCKS and node.parent.tag not in _PARAGRAPHS)
    return len(own) > 40 and (node.tag == "div" or outer)


def _is_link(node: Node) -> bool:
    """Whether all that is in it are links or buttons, as in a menu."""
    inner = node.elements()
    own = "".join(child for child in node.children if isinstance(child, str)).strip()
    return not own and bool(inner) and all(child.tag == "a" or is_button(child) for child in inner)
