"""Pages for the tests of the brand: the simulator's, and ones written on the spot."""

import json
import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from local.simulator import sites
from tailrace.kinds.video import page_read
from tailrace.kinds.video.brand_extract import extract
from tailrace.kinds.video.brand_model import Brand
from tailrace.kinds.video.colours_logo import of_drawing, of_picture
from tailrace.kinds.video.page import Page

SITES = ("fintech", "devtool", "shop", "bakery", "bare", "hostile")
# Fields that say how a thing was found or is to be used: our own words, or addresses.
_OURS = frozenset({"source", "role", "place", "rank", "hex", "url", "voice", "quality", "colours", "notes", "found"})


def read(html: str, *css: str, host: str = "www.example.org") -> Page:
    """A page of this HTML with these style sheets."""
    base = f"https://{host}/"

    def resolve(reference: str) -> str | None:
        try:
            url = urljoin(base, reference.strip())
        except ValueError:
            return None
        return url if reference.strip() and url.startswith("http") else None

    document = page_read.take_apart(html, resolve)
    return page_read.read(base, document, css, None)


def brand(html: str, *css: str, host: str = "www.example.org") -> Brand:
    """The brand of such a page."""
    return extract(read(html, *css, host=host))


def simulated(name: str) -> Page:
    """One of the simulator's sites, read as the step does, at https://<name>.example/."""
    base = f"https://{name}.example/"
    files = {path.removeprefix(f"{name}/"): content for path, content in sites.files().items()}

    def resolve(reference: str) -> str | None:
        url = urljoin(base, reference.strip())
        return url if url.startswith(base) else None

    document = page_read.take_apart(files["index.html"].decode(), resolve)
    sheets = [files[url.removeprefix(base)].decode() for url in document.sheets]
    logo = None
    for image in document.logos[:1]:
        path = (image.url or "").removeprefix(base)
        colours = page_read.drawing_colours(document) if not path else _colours(path, files[path])
        logo = page_read.LogoFile(image, colours)
    return page_read.read(base, document, sheets, logo)


def words(value: Any) -> Iterator[str]:
    """Every text in a dumped brand or page that is to be the page's own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in _OURS:
                yield from words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)


def everything(html: str, url: str = "") -> str:
    """All that a page holds, seen or not, without its white space: what a fact must be a part of."""
    parser = _Everything()
    parser.feed(html)
    parser.close()
    return "".join(map(squeezed, parser.texts)) + "\n".join(
        map(squeezed, [*parser.attributes, *_strings(parser.texts), url])
    )


def squeezed(text: str) -> str:
    """A text without white space and without what shows nothing."""
    text = re.sub(r"<[/!?a-zA-Z][^<>]*>?", "", unescape(text))
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))


class _Everything(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.attributes: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [value for _, value in attrs if value]


def _strings(texts: list[str]) -> Iterator[str]:
    """The strings of what is JSON, so that its escapes are read."""
    for text in texts:
        try:
            yield from words({"json": json.loads(text, parse_float=str, parse_int=str)})
        except ValueError:
            continue


def _colours(path: str, content: bytes) -> list[str]:
    return of_drawing(content.decode()) if path.endswith(".svg") else of_picture(content)
