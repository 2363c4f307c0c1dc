"""The rules of style sheets that hold for a visitor with a large bright screen, in the order of the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tinycss2

MOST_RULES = 12_000
# Media that are not what a visitor sees first: paper, dark mode, small screens.
_OTHER_MEDIA = ("print", "prefers-color-scheme", "max-width", "width <", "width<", "forced-colors", "prefers-contrast")
_SELECTOR_MOST = 160
_MOST_DEPTH = 4
# What a value says after so many tokens is not looked at.
_MOST_TOKENS = 64


@dataclass(frozen=True)
class Rule:
    """One selector's declarations: property (lower case, custom ones as they are) and the tokens of its value."""

    selector: str
    declarations: Sequence[tuple[str, Sequence[Any]]]


def rules(sheet: str) -> Iterator[Rule]:
    """The rules of one style sheet; what is malformed is left out, as browsers do. Never raises."""
    parsed = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    for count, rule in enumerate(_flat(parsed, 0)):
        if count == MOST_RULES:
            return
        declarations = _declarations(rule.content)
        if declarations:
            for selector in _selectors(rule.prelude):
                yield Rule(selector, declarations)


def inline(style: str) -> Sequence[tuple[str, Sequence[Any]]]:
    """The declarations of a style attribute."""
    return _declarations(tinycss2.parse_component_value_list(style, skip_comments=True))


def _flat(nodes: Sequence[Any], depth: int) -> Iterator[Any]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule" and node.content is not None and depth < _MOST_DEPTH and _holds(node):
            yield from _flat(
                tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True), depth + 1
            )


def _holds(rule: Any) -> bool:
    if rule.lower_at_keyword in ("layer", "supports"):
        return True
    if rule.lower_at_keyword != "media":
        return False
    condition = _serialize(rule.prelude).lower()
    return not any(other in condition for other in _OTHER_MEDIA)


def _declarations(content: Sequence[Any]) -> list[tuple[str, Sequence[Any]]]:
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return [
        (node.name if node.name.startswith("--") else node.lower_name, node.value[:_MOST_TOKENS])
        for node in parsed
        if node.type == "declaration"
    ]


def _selectors(prelude: Sequence[Any]) -> Iterator[str]:
    start = 0
    for position, token in enumerate([*prelude, None]):
        if token is None or (token.type == "literal" and token.value == ","):
            selector = _serialize(prelude[start:position]).strip()
            if selector and len(selector) <= _SELECTOR_MOST:
                yield selector
            start = position + 1


def _serialize(tokens: Sequence[Any]) -> str:
    try:
        return str(tinycss2.serialize(tokens))
    except RecursionError:
        return ""  # brackets within brackets within brackets: nobody's selector
