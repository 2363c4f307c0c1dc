"""The brand's sentences, each in the page's own words or not at all."""

import re
from collections import Counter
from collections.abc import Iterator

from tailrace.kinds.video.brand_model import Fact
from tailrace.kinds.video.brand_name import same, title_parts
from tailrace.kinds.video.page import Heading, Page

_MOST_KEYWORDS = 8
_PROBLEM = re.compile(
    r"\b(problem|challenge|pain|struggl\w+|tired of|fed up|sick of|is broken|the old way)\b", re.IGNORECASE
)
_SOLUTION = re.compile(
    r"\b(solutions?|the answer|introducing|how (it|we) (works?|helps?|solves?|fix(es)?)|a better way|the new way)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"[$€£]\s?\d|\d\s?(€|EUR\b|USD\b|GBP\b|CHF\b)|\bfree (trial|plan|tier|forever|for)\b|\bfor free\b|\bis free\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?]*(?:[.!?](?!\s|$)[^.!?]*)*[.!?]?")
# Types that say no more than that somebody has a website.
_NO_CATEGORY = frozenset(
    {"Organization", "Corporation", "WebSite", "WebPage", "Thing", "Product", "Service", "LocalBusiness", "Brand"}
    | {"SoftwareApplication", "WebApplication", "MobileApplication", "NGO"}
)
_WORD = re.compile(r"[^\W\d_][\w-]{3,}")
_ANY_WORD = re.compile(r"[^\W_]+")
# Words of four letters and more that say nothing.
_EMPTY_WORDS = """
about after again also been before being both cannot could does done down each even every from have here into just like
made make many more most much must need never only other over same should some such than that their them then there
these they this those through under until very want well were what when where which while will with within without
would your yours
"""
_STOP = frozenset(_EMPTY_WORDS.split())


def headline(page: Page, name: Fact | None) -> Fact | None:
    """The hero's heading, unless it says no more than the name."""
    heroes = [heading for heading in page.headings if heading.place == "hero"]
    first = next((h for h in page.headings if h.level == 1 and h.place == "hero"), heroes[0] if heroes else None)
    if first is None or (name and same(first.text, name.text)):
        return None
    return Fact(text=first.text, source="hero")


def subhead(page: Page) -> Fact | None:
    """The first sentence or two below the hero's heading."""
    for paragraph in page.paragraphs:
        if paragraph.place == "hero" and paragraph.under and len(paragraph.text.split()) >= 4:
            return Fact(text=paragraph.text, source="hero")
    return None


def tagline(page: Page, name: Fact | None, headline: Fact | None) -> Fact | None:
    """The slogan that JSON-LD names, or what the title says beside the name."""
    for item in page.json_ld:
        if item.slogan:
            return Fact(text=item.slogan, source="json_ld")
    for part in title_parts(page.title or ""):
        beside_the_name = _ANY_WORD.findall(part.replace(name.text, " ") if name else part)
        if len(beside_the_name) >= 2 and len(part.split()) <= 12 and not (headline and same(part, headline.text)):
            return Fact(text=part, source="title")
    return None


def description(page: Page) -> Fact | None:
    """What the page says that it is about."""
    if page.description:
        return Fact(text=page.description, source="meta")
    told = next((item.description for item in page.json_ld if item.description), None)
    return Fact(text=told, source="json_ld") if told else None


def problem(page: Page) -> Fact | None:
    """What stands under a heading that speaks of a problem."""
    return _under(page, _PROBLEM)


def solution(page: Page) -> Fact | None:
    """What stands under a heading that speaks of the solution."""
    return _under(page, _SOLUTION)


def category(page: Page) -> Fact | None:
    """What the thing or the business is, by JSON-LD: schema.org's own words, such as `FinancialService`."""
    named = [item.category for item in page.json_ld if item.category]
    types = [item.type for item in page.json_ld if item.type not in _NO_CATEGORY]
    return Fact(text=(types + named)[0], source="json_ld") if types + named else None


def pricing(page: Page) -> Fact | None:
    """The first sentence that names a price or says that something is free."""
    texts = [p.text for p in page.paragraphs] + [c.text for c in page.cards if c.text] + [h.text for h in page.headings]
    for text in texts:
        match = _PRICE.search(text)
        if match and len(text.split()) >= 3:
            sentence = next((s[0] for s in _SENTENCE.finditer(text) if s.start() <= match.start() < s.end()), text)
            return Fact(text=sentence.strip(), source="text")
    return None


def keywords(page: Page, name: Fact | None) -> list[str]:
    """The page's own keywords; else the words that its title and headings repeat, but for the name's."""
    own = [word.strip() for word in page.meta.get("keywords", "").split(",")]
    if any(own):
        return list(dict.fromkeys(word for word in own if 1 < len(word) <= 40))[:_MOST_KEYWORDS]
    known = _STOP | set(name.text.casefold().split() if name else ())
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for text in _telling(page):
        for word in {match[0].casefold(): match[0] for match in _WORD.finditer(text)}.values():
            if word.casefold() not in known:
                written.setdefault(word.casefold(), word)
                counts[word.casefold()] += 1
    repeated = [key for key, count in counts.most_common() if count > 1]
    return [written[key] for key in repeated[:_MOST_KEYWORDS]]


def _telling(page: Page) -> Iterator[str]:
    yield from filter(None, (page.title, page.description))
    yield from (heading.text for heading in page.headings)


def _under(page: Page, pattern: re.Pattern[str]) -> Fact | None:
    for heading in page.headings:
        if heading.place == "section" and pattern.search(heading.text):
            below = next(
                (p.text for p in page.paragraphs if p.under == heading.text and len(p.text.split()) >= 4), None
            )
            if below:
                return Fact(text=below, source="text")
            if _says_something(heading):
                return Fact(text=heading.text, source="heading")
    return None


def _says_something(heading: Heading) -> bool:
    return len(heading.text.split()) >= 5
