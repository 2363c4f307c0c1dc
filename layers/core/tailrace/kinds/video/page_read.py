"""From HTML and style sheets to a `Page`: pure, the same for the same bytes, and never an error whatever they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from tailrace.kinds.video import (
    colours,
    colours_logo,
    page_cards,
    page_content,
    page_dom,
    page_hidden,
    page_json_ld,
    page_limits,
    page_logo,
    page_meta,
    page_proof,
)
from tailrace.kinds.video.colours_cascade import cascade
from tailrace.kinds.video.colours_value import to_hex
from tailrace.kinds.video.page import Colour, LogoImage, Page
from tailrace.kinds.video.page_content import Resolve
from tailrace.kinds.video.page_dom import Node
from tailrace.kinds.video.page_json_ld import JsonLd
from tailrace.kinds.video.page_places import Places
from tailrace.kinds.video.page_text import clean

MOST_SHEETS = 10
# Characters of style sheets that are read in all: about two seconds' work.
MOST_CSS = 600_000


@dataclass(frozen=True)
class Document:
    """A page's HTML, taken apart: what it needs further, and what it says by itself."""

    root: Node
    whole: bool
    resolve: Resolve
    json_ld: JsonLd
    own_css: list[str]
    sheets: list[str]
    logos: list[LogoImage]
    drawing: str | None


@dataclass(frozen=True)
class LogoFile:
    """The logo as it was found, and its colours."""

    image: LogoImage
    colours: Sequence[str]


def take_apart(html: str, resolve: Resolve) -> Document:
    """`resolve` gives the absolute address that a reference on this page means, or None if it may not be asked for."""
    root, whole = page_dom.parse(html)
    resolve = _from_base(root, resolve)
    json_ld = page_json_ld.read(root)
    places = Places(_body(root))
    drawn = page_logo.drawing(root, places)
    return Document(
        root=root,
        whole=whole,
        resolve=resolve,
        json_ld=json_ld,
        own_css=["".join(c for c in n.children if isinstance(c, str)) for n in root.walk() if n.tag == "style"],
        sheets=_sheets(root, resolve),
        logos=page_logo.candidates(root, places, json_ld.logos, resolve),
        drawing=page_dom.markup(drawn) if drawn is not None else None,
    )


def read(url: str, document: Document, sheets: Sequence[str], logo: LogoFile | None, notes: Sequence[str] = ()) -> Page:
    """What the page says. `sheets` are the texts of its style sheets; `notes` what could not be read.

    The document is used up: what visitors don't see is taken out of its tree.
    """
    css, cut = _within_limits([*document.own_css, *sheets])
    root, resolve = document.root, document.resolve
    styles = cascade(root, css)
    page_hidden.remove(root, styles.hidden())
    visible = frozenset(map(id, root.walk()))
    found_colours, filled = colours.count_colours(styles, visible)
    body = _body(root)
    places = Places(body)
    tags = page_meta.meta(root)
    found = [*notes]
    if not document.whole:
        found.append("The page has more elements than are read; the later ones are left out")
    if cut or not styles.whole:
        found.append("The page has more style rules than are read")
    return page_limits.fit(
        Page(
            url=url,
            title=page_meta.title(root),
            description=page_meta.description(tags),
            canonical=next((resolve(node.attrs["href"]) for node in page_meta.links(root, "canonical")), None),
            language=page_meta.language(root),
            meta=tags,
            headings=page_content.headings(body, places),
            paragraphs=page_content.paragraphs(body, places),
            cards=page_cards.cards(body, places),
            links=page_content.links(body, places, filled, resolve),
            json_ld=document.json_ld.items,
            logo=logo.image if logo else None,
            colours=[*found_colours, *_more_colours(tags, logo)],
            fonts=colours.count_fonts(styles, visible),
            stats=page_proof.stats(body),
            testimonials=[*page_proof.testimonials(body), *document.json_ld.reviews][: page_proof.MOST_TESTIMONIALS],
            customers=page_proof.customers(body),
            notes=[note for each in found if (note := clean(each, 200))][:12],
        )
    )


def drawing_colours(document: Document) -> list[str]:
    """The colours of the logo that the page draws itself."""
    return colours_logo.of_drawing(document.drawing) if document.drawing else []


def _body(root: Node) -> Node:
    return next((node for node in root.elements() if node.tag in ("body", "frameset")), root)


def _from_base(root: Node, resolve: Resolve) -> Resolve:
    """References as the page's <base> makes them, where it has one."""
    base = next((node.attrs["href"] for node in root.walk() if node.tag == "base" and node.attrs.get("href")), "")
    start = resolve(base)
    if start is None:
        return resolve

    def from_base(reference: str) -> str | None:
        try:
            return resolve(urljoin(start, reference.strip())) if reference.strip() else None
        except ValueError:
            return None

    return from_base


def _sheets(root: Node, resolve: Resolve) -> list[str]:
    """The style sheets for screens, in their order."""
    urls = [
        resolve(node.attrs["href"])
        for node in page_meta.links(root, "stylesheet")
        if "alternate" not in node.attrs.get("rel", "").lower() and node.attrs.get("media", "").lower() != "print"
    ]
    return list(dict.fromkeys(url for url in urls if url))[:MOST_SHEETS]


def _within_limits(sheets: Sequence[str]) -> tuple[list[str], bool]:
    left, kept = MOST_CSS, []
    for sheet in sheets:
        kept.append(sheet[:left])
        left -= len(kept[-1])
    return kept, sum(map(len, sheets)) > MOST_CSS


def _more_colours(tags: dict[str, str], logo: LogoFile | None) -> list[Colour]:
    theme = to_hex(tags.get("theme-color", ""))
    more = [Colour(hex=theme, use="theme_color", name=None, count=1)] if theme else []
    return more + [Colour(hex=colour, use="logo", name=None, count=1) for colour in (logo.colours if logo else ())]
