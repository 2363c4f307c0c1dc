"""Cuts off what is nested too deeply, before it is parsed: the parser's time grows with the square of the depth.

Blink nests 512 elements at most, too (kMaximumHTMLParserDOMTreeDepth); a page made by people has some dozens.
"""

import re
from collections import Counter

MOST_DEPTH = 512
_TAG = re.compile(r"<(?:(!--)|(/?)([a-zA-Z][^\s/>]{0,40}))")
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "param",
        "image",
    }
)
# Elements that the next one of their sort closes, so that a page need not; they nest only within others.
_CLOSED_BY_THE_NEXT = frozenset(
    {
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "optgroup",
        "rp",
        "rt",
        "a",
        "button",
    }
    | {"html", "head", "body", "colgroup", "caption", "nobr"}
)
# What is in these is text.
_RAW = frozenset(
    {"script", "style", "textarea", "title", "xmp", "noscript", "iframe", "noembed", "noframes", "plaintext"}
)
_FOREIGN = ("svg", "math")


def bounded(html: str) -> tuple[str, bool]:
    """The page up to where it is nested too deeply, and whether that is all of it."""
    open_of: Counter[str] = Counter()
    depth = position = 0
    lower = html.lower() if html.isascii() else html
    while match := _TAG.search(html, position):
        position = match.end()
        name = (match[3] or "").lower()
        if match[1]:
            end = html.find("-->", position)
            position = len(html) if end < 0 else end
        elif match[2]:
            if open_of[name]:
                open_of[name] -= 1
                depth -= 1
        elif name in _RAW and not _in_foreign(open_of):
            end = lower.find(f"</{name}", position)
            position = len(html) if end < 0 else end
        elif name not in _VOID and name not in _CLOSED_BY_THE_NEXT and not _is_closed(html, position, open_of):
            open_of[name] += 1
            depth += 1
            if depth > MOST_DEPTH:
                return html[: match.start()], False
    return html, True


def _in_foreign(open_of: Counter[str]) -> bool:
    return any(open_of[name] for name in _FOREIGN)


def _is_closed(html: str, position: int, open_of: Counter[str]) -> bool:
    """Whether a tag closes itself (`<path/>`), which only drawings and formulas know."""
    if not _in_foreign(open_of):
        return False
    end = html.find(">", position)
    return end > 0 and html[end - 1] == "/"
