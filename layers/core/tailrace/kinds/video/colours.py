"""The page's colours and fonts by their use, counted over the elements that visitors see."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tailrace.kinds.video.colours_cascade import Cascade, Declared
from tailrace.kinds.video.colours_value import Tokens, colours
from tailrace.kinds.video.page import Colour, ColourUse, Font, FontUse
from tailrace.kinds.video.page_dom import Node
from tailrace.kinds.video.page_text import clean

MOST_FONTS = 8
_OF_A_USE = 6
# One kind of thing that fills the page (every row of a table) is to count, but not to drown all others.
_COUNT_MOST = 40
_BUTTON = re.compile(r"(^|[-_])(btn|button|cta)([-_]|$)")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_CODE = frozenset({"code", "pre", "kbd", "samp"})
_NO_FAMILY = re.compile(
    r"^(inherit|initial|unset|revert(-layer)?|system-ui|-apple-system|blinkmacsystemfont|cursive|fantasy|math|emoji|"
    r"(ui-)?(sans-serif|serif|monospace|rounded))$",
    re.IGNORECASE,
)


def is_button(node: Node) -> bool:
    """Whether an element is, or is called, a button."""
    if node.tag == "button" or node.attrs.get("role", "").lower() == "button":
        return True
    if node.tag == "input":
        return node.attrs.get("type", "").lower() in ("submit", "button")
    return node.tag == "a" and node.called(_BUTTON)


def count_colours(cascade: Cascade, visible: frozenset[int]) -> tuple[list[Colour], frozenset[int]]:
    """The colours, the most used first, and the ids of the elements that are filled with one."""
    counts: Counter[tuple[str, ColourUse, str | None]] = Counter()
    filled: set[int] = set()
    values: dict[Declared, tuple[list[str], list[tuple[str, str]]]] = {}
    for node, kind, declared in cascade.of("background", "image", "text", "border"):
        if id(node) not in visible:
            continue
        if declared not in values:
            values[declared] = _evaluate(declared, cascade.variables)
        found, named = values[declared]
        use = _colour_use(node, kind)
        if found and use in ("button", "background"):
            filled.add(id(node))
        if use is not None:
            counts.update((colour, use, None) for colour in found)
        counts.update((colour, "custom_property", name) for colour, name in named)
    ranked = sorted(counts.items(), key=lambda item: (-min(item[1], _COUNT_MOST), item[0][1], item[0][0]))
    of_use: Counter[str] = Counter()
    kept = []
    for (colour, use, name), count in ranked:
        of_use[use] += 1
        if of_use[use] <= _OF_A_USE:
            kept.append(Colour(hex=colour, use=use, name=name, count=min(count, _COUNT_MOST)))
    return kept, frozenset(filled)


def count_fonts(cascade: Cascade, visible: frozenset[int]) -> list[Font]:
    """The families that are asked for first, the most used first; the system's own are no choice of the page."""
    counts: Counter[tuple[str, FontUse]] = Counter()
    families: dict[Declared, str | None] = {}
    for node, _, declared in cascade.of("font"):
        if id(node) not in visible:
            continue
        if declared not in families:
            families[declared] = _family(declared, cascade.variables)
        if family := families[declared]:
            counts[family, _font_use(node)] += 1
    ranked = sorted(counts.items(), key=lambda item: (-min(item[1], _COUNT_MOST), item[0]))
    return [Font(family=f, use=use, count=min(n, _COUNT_MOST)) for (f, use), n in ranked[:MOST_FONTS]]


def _evaluate(declared: Declared, variables: dict[str, Tokens]) -> tuple[list[str], list[tuple[str, str]]]:
    """The colours of a value, and which of them have a name: a custom property that is this colour and no more."""
    used: set[str] = set()
    found = colours(declared.value, {**variables, **declared.variables}, used)
    named = []
    for name in sorted(used & set(variables)):
        meant = colours(variables[name], variables, set())
        if len(meant) == 1 and meant[0] in found and (shown := clean(name, 60)):
            named.append((meant[0], shown))
    return found, named


def _colour_use(node: Node, kind: str) -> ColourUse | None:
    if kind == "border":
        return None if node.tag in ("html", "body") else "border"
    if kind == "text":
        if is_button(node):
            return None  # what stands on a button is chosen for the button's own colour
        return "page_text" if node.tag in ("html", "body") else "link" if node.tag == "a" else "text"
    return "page_background" if node.tag in ("html", "body") else "button" if is_button(node) else "background"


def _font_use(node: Node) -> FontUse:
    if node.tag in ("html", "body"):
        return "body"
    if node.tag in _HEADINGS:
        return "heading"
    return "mono" if node.tag in _CODE else "other"


def _family(declared: Declared, page_variables: dict[str, Tokens]) -> str | None:
    variables = {**page_variables, **declared.variables}
    tokens: Sequence[Any] = declared.value
    # A variable may stand for a variable.
    for _ in range(4):
        tokens = [token for token in tokens if token.type not in ("whitespace", "comment")]
        if not tokens or tokens[0].type != "function" or tokens[0].lower_name != "var":
            break
        names = [token.value for token in tokens[0].arguments if token.type == "ident"]
        tokens = variables.get(names[0], ()) if names else ()
    if declared.name == "font":
        # The family comes after the size, and that may have a line height.
        sizes = [i for i, token in enumerate(tokens) if token.type in ("dimension", "percentage", "number")]
        tokens = tokens[sizes[-1] + 1 :] if sizes else ()
    words: list[str] = []
    for token in tokens:
        if token.type not in ("string", "ident"):
            break
        words.append(token.value)
    family = clean(" ".join(words), 60)
    return None if family is None or _NO_FAMILY.match(family) else family
