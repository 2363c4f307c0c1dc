"""What the page says of itself in JSON-LD, in schema.org's words (https://schema.org/docs/full.html)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from tailrace.kinds.video.page import JsonLdItem, Rating, Testimonial
from tailrace.kinds.video.page_dom import Node
from tailrace.kinds.video.page_text import clean_unseen

MOST_ITEMS, MOST_REVIEWS = 8, 5
_SCRIPTS_MOST, _SCRIPT_MOST, _VISITED_MOST = 10, 200_000, 2_000
# Things that are part of a page, not what it is about.
_MINOR = frozenset(
    {"WebPage", "CollectionPage", "AboutPage", "ContactPage", "FAQPage", "Article", "BlogPosting", "NewsArticle"}
    | {"BreadcrumbList", "ListItem", "ItemList", "ImageObject", "VideoObject", "SearchAction", "Question", "Answer"}
    | {"Person", "Review", "Rating", "AggregateRating", "Offer", "AggregateOffer", "OpeningHoursSpecification", "HowTo"}
    | {"PostalAddress", "ContactPoint", "GeoCoordinates", "Country", "City", "Place"}
)


@dataclass(frozen=True)
class JsonLd:
    """The things that the page describes, their logos' addresses as written, and what reviews say of them."""

    items: list[JsonLdItem]
    logos: list[str]
    reviews: list[Testimonial]


def read(root: Node) -> JsonLd:
    """Everything that can be read; what is malformed says nothing. Never raises."""
    items: list[JsonLdItem] = []
    logos: list[str] = []
    reviews: list[Testimonial] = []
    for thing in _things(root):
        kind = _type(thing)
        if kind == "Review" and len(reviews) < MOST_REVIEWS:
            reviews += _review(thing)
        elif kind and kind not in _MINOR and len(items) < MOST_ITEMS:
            item = _item(kind, thing)
            logo = _address(thing.get("logo"))
            logos += [logo] if isinstance(logo, str) else []
            if item not in items and any((item.name, item.description, item.rating)):
                items.append(item)
    return JsonLd(items, logos, reviews)


def _things(root: Node) -> Iterator[dict[str, Any]]:
    scripts = [node for node in root.walk() if node.tag == "script" and node.children]
    for script in scripts[:_SCRIPTS_MOST]:
        source = "".join(child for child in script.children if isinstance(child, str))
        if len(source) > _SCRIPT_MOST:
            continue
        try:
            # Numbers stay as they are written.
            yield from _objects(json.loads(source, parse_float=str, parse_int=str, parse_constant=str))
        except (ValueError, RecursionError):
            continue


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in a JSON value, outer ones first, in their order."""
    queue, visited = [value], 0
    while queue and visited < _VISITED_MOST:
        visited += 1
        current = queue.pop(0)
        if isinstance(current, dict):
            yield current
            queue += current.values()
        elif isinstance(current, list):
            queue += current


def _type(thing: dict[str, Any]) -> str | None:
    kind = thing.get("@type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    return clean_unseen(kind, 60) if isinstance(kind, str) else None


def _item(kind: str, thing: dict[str, Any]) -> JsonLdItem:
    return JsonLdItem(
        type=kind,
        name=_text(thing.get("name"), 80),
        description=_text(thing.get("description"), 300),
        slogan=_text(thing.get("slogan"), 160),
        category=_text(thing.get("applicationCategory") or thing.get("category") or thing.get("servesCuisine"), 60),
        rating=_rating(thing.get("aggregateRating")),
    )


def _rating(value: Any) -> Rating | None:
    if not isinstance(value, dict) or (shown := _text(value.get("ratingValue"), 10)) is None:
        return None
    count = _text(value.get("ratingCount") or value.get("reviewCount"), 12)
    return Rating(value=shown, best=_text(value.get("bestRating"), 10), count=count)


def _review(thing: dict[str, Any]) -> list[Testimonial]:
    quote = _text(thing.get("reviewBody") or thing.get("description"), 300)
    author = thing.get("author")
    name = author.get("name") if isinstance(author, dict) else author
    return [Testimonial(quote=quote, author=_text(name, 80), company=None, source="json_ld")] if quote else []


def _address(value: Any) -> Any:
    value = value[0] if isinstance(value, list) and value else value
    return value.get("url") or value.get("contentUrl") if isinstance(value, dict) else value


def _text(value: Any, most: int) -> str | None:
    """A text or a number as written; of a list the first."""
    value = value[0] if isinstance(value, list) and value else value
    # Sites write HTML's entities into JSON, too.
    return clean_unseen(unescape(value), most) if isinstance(value, str) else None
