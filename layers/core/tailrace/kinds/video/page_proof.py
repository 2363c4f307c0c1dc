"""What the page shows as proof: numbers with what they count, quotes with who said them, customers' logos.

Only what stands there as such: a number needs its label beside it, a customer a heading that says so.
"""

import re
from collections.abc import Iterator

from tailrace.kinds.video.page import Stat, Testimonial
from tailrace.kinds.video.page_content import HEADINGS
from tailrace.kinds.video.page_dom import Node
from tailrace.kinds.video.page_text import clean, clean_unseen

MOST_STATS, MOST_TESTIMONIALS, MOST_CUSTOMERS = 8, 5, 10
_STAT_SIZE = 10
_NUMBER = re.compile(
    r"[~≈<>]?\s?(?P<money>[$€£]|CHF|EUR|USD)?\s?(?P<digits>\d[\d.,\u00a0\u2019' ]*)\s?"
    r"(?P<magnitude>%|\+|[kKmMbB]\b\+?|bn\b\+?|[xX×](?!\w)|million\b\+?|billion\b\+?|ms\b|/\s?5|(second|minute|hour|day|week|month|year)s?\b|/\s?10|★)?\+?"
)
_YEAR = re.compile(r"(19|20)\d\d")
# Labels of prices, not of achievements.
_PRICE_LABEL = re.compile(
    r"^(/|per\b|a (month|year)|from$|only\b|billed\b|monthly\b|yearly\b|save\b|off\b)", re.IGNORECASE
)
_QUOTED = re.compile(r"(testimonial|(^|[-_])quote|customer-?stor|review)")
_BY = re.compile(r"(author|name|person|attribution|cite|byline|customer$)")
_AT = re.compile(r"(?:\bat\s+|@\s*)([^,|·•–—]{2,60})$")
_MARKS = " \t\n\"'\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u2039\u203a"  # quotation marks of many countries
_TRUSTED = re.compile(
    r"\b(trusted by|used by|loved by|relied on by|chosen by|powering|teams at|who (uses|trusts) us|working with|"
    r"our (customers|clients|partners))\b(?!.*\b(says?|stories|reviews|love|think)\b)",
    re.IGNORECASE,
)
_LOGOS = re.compile(r"(customer|client|trusted|logo-?(wall|cloud|strip|grid|list|row|bar)|(^|[-_])logos$)")
_LOGO_WORD = re.compile(r"\s*\b(company |brand )?logo\b\s*$", re.IGNORECASE)


def stats(body: Node) -> list[Stat]:
    """Numbers that stand in an element of their own, with their label in the same parent."""
    found: list[Stat] = []
    for node in body.walk():
        if 0 < node.size <= _STAT_SIZE or node.tag == "dl":
            found += [stat for stat in _pairs(node) if stat not in found]
            if len(found) >= MOST_STATS:
                break
    return found[:MOST_STATS]


def testimonials(body: Node) -> list[Testimonial]:
    """Quotes, each once, with author and company where the page names them."""
    found: list[Testimonial] = []
    for node in body.walk():
        if (said := _testimonial(node)) and all(said.quote != other.quote for other in found):
            found.append(said)
            if len(found) == MOST_TESTIMONIALS:
                break
    return found


def customers(body: Node) -> list[str]:
    """The names of customers whose logos are shown, under a heading or in an element that calls them so."""
    names: list[str] = []
    for node in body.walk():
        if node.size > 80 or not (node.called(_LOGOS) or _says_trusted(node)):
            continue
        for inner in node.walk():
            if (name := _customer(inner)) and name not in names:
                names.append(name)
    return names[:MOST_CUSTOMERS]


def _pairs(node: Node) -> Iterator[Stat]:
    children = [child for child in node.elements() if child.text().strip()]
    if node.tag == "dl" and children and {child.tag for child in children} == {"dt", "dd"}:
        for one, other in zip(children[::2], children[1::2], strict=False):
            yield from _stat(one, other.text(), other)
        return
    own = "".join(child for child in node.children if isinstance(child, str)).strip()
    if own and len(children) == 1:
        yield from _stat(children[0], own, None)
    elif not own and len(children) == 2 and node.tag not in ("body", "main"):
        yield from _stat(children[0], children[1].text(), children[1])


def _stat(one: Node, text: str, other: Node | None) -> Iterator[Stat]:
    """The number may come first or last. It stands in an element of its own, with a sign or a unit at most."""
    for number, label in ((one, text), (other, one.text())):
        value, shown = clean(number.text(), 80) if number and number.size <= 1 else None, clean(label, 80) or ""
        is_label = 2 < len(shown) <= 60 and any(c.isalpha() for c in shown) and not _PRICE_LABEL.match(shown)
        if value and is_number(value) and is_label:
            yield Stat(value=value, label=shown)
            return


def is_number(text: str) -> bool:
    """Whether a text is a number to be proud of: not a price, not a year, not the number of a step."""
    match = _NUMBER.fullmatch(text) if len(text) <= 16 else None
    if match is None or _YEAR.fullmatch(text):
        return False
    digits = sum(1 for c in match["digits"] if c.isdigit())
    # Money without a magnitude is a price; one or two plain digits are the number of a step.
    return bool(match["magnitude"]) or (not match["money"] and digits >= 3)


def _testimonial(node: Node) -> Testimonial | None:
    if node.tag == "blockquote":
        frame = node.parent if node.parent is not None and _is_frame(node.parent) else node
    elif node.called(_QUOTED) and node.size <= 30 and not any(inner.tag == "blockquote" for inner in node.walk()):
        frame = node
        if sum(1 for inner in node.walk() if inner.called(_QUOTED)) > 1 and any(
            inner.called(_QUOTED) and inner is not node and inner.size > 1 for inner in node.walk()
        ):
            return None  # the list of quotes, not one of them
    else:
        return None
    by = next((n for n in frame.walk() if n is not node and _names_author(n) and n.text().strip()), None)
    words = next((p for p in node.walk() if p.tag in ("p", "q") and p is not by), None)
    if words is None:
        if node.tag != "blockquote":
            return None
        words = node
    text = words.text()
    if by is not None and words is node:
        before, _, after = text.partition(by.text())
        text = before if before.strip() else after
    quote = (clean(text, 300) or "").strip(_MARKS)
    if len(quote) < 15:
        return None
    author, company = _author(frame, by)
    return Testimonial(quote=quote, author=author, company=company, source="quote")


def _is_frame(node: Node) -> bool:
    return node.tag in ("figure", "article", "li") or node.called(_QUOTED)


def _names_author(node: Node) -> bool:
    return node.tag in ("cite", "figcaption") or node.called(_BY) or (node.tag == "footer" and node.size < 8)


def _author(frame: Node, by: Node | None) -> tuple[str | None, str | None]:
    if by is None:
        return None, None
    said = next((n for n in frame.walk() if n.called(re.compile(r"(company|organi[sz]ation)"))), None)
    text = (clean(by.text(), 120) or "").lstrip(" –—-~")
    at = _AT.search(text)
    company = clean(said.text(), 60) if said is not None else (at[1].strip() if at else None)
    inner = [clean(child.text(), 80) for child in by.elements()]
    author = inner[0] if len(inner) > 1 and inner[0] and text.startswith(inner[0]) else re.split(r"[,|·•–—]", text)[0]
    author = _AT.sub("", author).strip(" ,") if not inner else author.strip(" ,")
    return author or None, company


def _says_trusted(node: Node) -> bool:
    """A short element that begins with such a heading or line."""
    first = next((child for child in node.elements() if child.tag in (*HEADINGS, "p", "span", "div")), None)
    return (
        first is not None and node.size > 1 and len(text := first.text().strip()) < 120 and bool(_TRUSTED.search(text))
    )


def _customer(node: Node) -> str | None:
    """A name on a logo, or in a list of names."""
    if node.tag == "img":
        text = node.attrs.get("alt")
    elif node.tag == "svg":
        text = node.attrs.get("aria-label")
    elif node.tag == "li" and not any(inner.tag in ("img", "svg") for inner in node.walk()):
        text = node.text()
    else:
        return None
    name = _LOGO_WORD.sub("", clean_unseen(text, 60) or "")
    return name if 1 < len(name) <= 40 and not _QUOTED.search(name.lower()) else None
