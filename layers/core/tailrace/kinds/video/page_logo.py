"""Which picture is most likely the logo."""

import re
from collections.abc import Sequence
from typing import Literal

from tailrace.kinds.video import page_meta
from tailrace.kinds.video.page import LogoImage
from tailrace.kinds.video.page_content import Resolve
from tailrace.kinds.video.page_dom import Node
from tailrace.kinds.video.page_places import Places
from tailrace.kinds.video.page_text import clean_unseen

MOST_CANDIDATES = 3
_LOGO = re.compile(r"logo|brand(mark|$)|wordmark", re.IGNORECASE)
_LOGO_SIZE = 200


def candidates(root: Node, places: Places, named: Sequence[str], resolve: Resolve) -> list[LogoImage]:
    """The likeliest first. `named` are those of JSON-LD; else what is called a logo, or leads home, in the header."""
    scored = [(_score(node, places), node) for node in root.walk() if node.tag in ("img", "svg")]
    shown = [(score, _image(node, resolve)) for score, node in scored if score >= 5]
    icons = page_meta.links(root, "icon") + page_meta.links(root, "apple-touch-icon")
    alt = next((image.alt for _, image in shown if image is not None and image.alt), None)
    told = [(10, _linked(reference, alt, "json_ld", resolve)) for reference in named]
    ranked = told + shown + [(1, _linked(node.attrs["href"], None, "icon", resolve)) for node in icons]
    ranked.sort(key=lambda entry: -entry[0])
    return list(dict.fromkeys(image for _, image in ranked if image is not None))[:MOST_CANDIDATES]


def drawing(root: Node, places: Places) -> Node | None:
    """The likeliest logo that is drawn in the page itself."""
    drawn = [(_score(node, places), node) for node in root.walk() if node.tag == "svg"]
    best = max(drawn, key=lambda entry: entry[0], default=(0, None))
    return best[1] if best[0] >= 5 else None


def _score(node: Node, places: Places) -> int:
    near = [node, *(outer for _, outer in zip(range(3), node.ancestors(), strict=False))]
    called = any(outer.called(_LOGO) for outer in near) or _LOGO.search(
        f"{node.attrs.get('alt', '')} {node.attrs.get('src', '')} {node.attrs.get('aria-label', '')}"
    )
    home = any(
        outer.tag == "a" and outer.attrs.get("href", "").strip() in ("/", "./", "#", "index.html") for outer in near
    )
    place = places.of(node)
    if place == "footer" or (node.tag == "svg" and node.size > _LOGO_SIZE):
        return 0
    return (
        (5 if called else 0) + (3 if home else 0) + (2 if place == "header" else 0) - (3 if place == "section" else 0)
    )


def _image(node: Node, resolve: Resolve) -> LogoImage | None:
    if node.tag == "svg":
        return LogoImage(url=None, alt=clean_unseen(node.attrs.get("aria-label"), 80), found="svg")
    return _linked(node.attrs.get("src", ""), clean_unseen(node.attrs.get("alt"), 80), "image", resolve)


def _linked(
    reference: str, alt: str | None, found: Literal["json_ld", "image", "icon"], resolve: Resolve
) -> LogoImage | None:
    url = resolve(reference)
    return None if url is None else LogoImage(url=url, alt=alt, found=found)
