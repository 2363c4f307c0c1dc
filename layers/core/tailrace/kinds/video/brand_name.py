"""The brand's name: every place that may hold it has a weight, places that agree add up, and the heaviest name wins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from tailrace.kinds.video.brand_model import Fact, Source
from tailrace.kinds.video.page import Page

# Weights of the places; one that shows what the page is called outright weighs more than one that may say anything.
_JSON_LD, _JSON_LD_PRODUCT, _HEADING, _COPYRIGHT, _TITLE, _DOMAIN = 12, 7, 5, 6, 4, 2
_META = {"og:site_name": 12, "application-name": 10, "apple-mobile-web-app-title": 9}
_LOGO, _HOME_LINK = 9, 8
# For a name that the address confirms.
_CONFIRMED = 4
_PRODUCTS = frozenset({"Product", "Service", "SoftwareApplication", "MobileApplication", "WebApplication", "Offer"})
_NO_NAME = frozenset(
    {"home", "homepage", "welcome", "login", "log in", "sign in", "customers", "our customers", "about", "about us"}
    | {
        "index",
        "untitled",
        "contact",
        "blog",
        "menu",
        "logo",
        "website",
        "coming soon",
        "page not found",
        "404",
        "main",
    }
    | {"start", "all rights reserved", "document", "test", "default", "products", "shop"}
)
_SPLIT = re.compile(r"\s+[|–—·•»:-]+\s+|\s*[|·•»:]\s+")
_AROUND = re.compile(r"^(the\s+)?(logo of|welcome to)\s+|['’]?s?\s+(logo|icon|home(\s?page)?|website)$", re.IGNORECASE)
_COPYRIGHT_OF = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\d{4}\s*(?:[-–]\s*\d{4})?)?\s*(?:by\s+)?([^.,|©\d][^.,|©]{1,40})", re.I
)
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})
_IN_FRONT = frozenset({"www", "app", "get", "try", "shop", "store", "my", "en", "de"})
_LONGEST, _MOST_WORDS = 40, 5


@dataclass(frozen=True)
class Named:
    """The name and how many different places agree on it."""

    name: Fact | None
    places: int


@dataclass
class _Candidate:
    text: str
    source: Source
    best: int
    total: int
    places: set[str]


def find(page: Page) -> Named:
    """The heaviest name. Only in the address: then that, in its spelling."""
    domain = _domain(page.url)
    found: dict[str, _Candidate] = {}
    for text, source, weight, place in _candidates(page, domain):
        name = _AROUND.sub("", text).strip(" -–—|:.,")
        key = _key(name)
        if not key or name.lower() in _NO_NAME or len(name) > _LONGEST or len(name.split()) > _MOST_WORDS:
            continue
        held = found.setdefault(key, _Candidate(name, source, weight, 0, set()))
        if place not in held.places:
            held.places.add(place)
            held.total += weight
        if weight > held.best:
            held.text, held.source, held.best = name, source, weight
    for key, candidate in found.items():
        if domain and candidate.places != {"domain"} and _agree(key, _key(domain)):
            candidate.total += _CONFIRMED
            candidate.places.add("domain")
    sure = [candidate for candidate in found.values() if not _may_be_a_sentence(candidate, page)]
    best = max(sure, key=lambda candidate: (candidate.total, -len(candidate.text.split())), default=None)
    return Named(Fact(text=best.text, source=best.source), len(best.places)) if best else Named(None, 0)


def _may_be_a_sentence(candidate: _Candidate, page: Page) -> bool:
    """What only the title and the first heading say is more often what the page is about than a name."""
    if candidate.places - {"title", "heading"}:
        return False
    words = len(candidate.text.split())
    return "heading" in candidate.places or words > (2 if len(title_parts(page.title or "")) == 1 else 3)


def title_parts(title: str) -> list[str]:
    """The pieces of a title, which usually are the name and a line about it."""
    return [part.strip() for part in _SPLIT.split(title) if part and part.strip()]


def same(one: str, other: str) -> bool:
    """Whether two texts are the same name, whatever their case and punctuation."""
    return _key(one) == _key(other)


def _candidates(page: Page, domain: str | None) -> Iterator[tuple[str, Source, int, str]]:
    for item in page.json_ld:
        if item.name:
            product = item.type in _PRODUCTS
            yield item.name, "json_ld", _JSON_LD_PRODUCT if product else _JSON_LD, f"json_ld {product}"
    for name, weight in _META.items():
        if name in page.meta:
            yield page.meta[name], "meta", weight, name
    if page.logo and page.logo.alt:
        yield page.logo.alt, "logo", _LOGO, "logo"
    for link in page.links:
        if link.place == "header" and link.url and _is_home(link.url, page.url):
            yield link.text, "header", _HOME_LINK, "home"
    first = next((heading for heading in page.headings if heading.level == 1), None)
    if first:
        yield first.text, "heading", _HEADING, "heading"
    for paragraph in page.paragraphs:
        if paragraph.place == "footer" and (match := _COPYRIGHT_OF.search(paragraph.text)):
            yield match[1], "text", _COPYRIGHT, "copyright"
    for part in title_parts(page.title or ""):
        yield part, "title", _TITLE, "title"
    if domain:
        yield domain, "domain", _DOMAIN, "domain"


def _domain(url: str) -> str | None:
    """What the registered name of the host says; approximately, since the list of public suffixes is long."""
    labels = (urlsplit(url).hostname or "").split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return None
    labels = labels[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels = labels[:-1]
    kept = [label for label in labels if label not in _IN_FRONT]
    return kept[-1] if kept else None


def _is_home(url: str, page: str) -> bool:
    there, here = urlsplit(url), urlsplit(page)
    return (
        there.netloc == here.netloc and not there.query and there.path in ("/", "", here.path.rpartition("/")[0] + "/")
    )


def _key(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _agree(name: str, domain: str) -> bool:
    return name == domain or (len(name) >= 4 and name in domain) or (len(domain) >= 4 and domain in name)
