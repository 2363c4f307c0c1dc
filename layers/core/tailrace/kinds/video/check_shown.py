"""What a scene shows: every text that reaches the screen, found without running the code.

What is shown must be plain text: strings, members of constants that hold strings, lists of them. Anything whose text
can't be told from the code alone, above all a number that is computed or counted up, is a finding.
"""

from collections.abc import Iterable
from typing import NamedTuple

from tree_sitter import Node

from tailrace.kinds.video.check_calls import answers
from tailrace.kinds.video.check_names import FUNCTIONS
from tailrace.kinds.video.check_sources import Untellable
from tailrace.kinds.video.check_tree import BETWEEN_TAGS, value
from tailrace.kinds.video.check_values import Values
from tailrace.syntax_tree import below, field, line, source, walk

# How far around a text an element is looked for that makes it a quotation, in levels of the tree.
_FAR = 24


class Shown(NamedTuple):
    """A text on the screen, and the node that holds it; `quoted` if it stands in an element for quotations."""

    text: str
    node: Node
    quoted: bool


def shown(root: Node, values: Values) -> tuple[list[Shown], list[tuple[int, str]]]:
    """All texts on the screen, and what can't be told: (line, message)."""
    texts: list[Shown] = []
    findings: list[tuple[int, str]] = []
    for node in walk(root):
        if node.type in BETWEEN_TAGS and not _continues(node):
            texts.append(Shown(value(node), node, _is_quotation(node)))
        for given in _expressions(node):
            try:
                texts += [Shown(_said(found), found, _is_quotation(node)) for found in values.texts(given)]
            except Untellable as untellable:
                what = " ".join(source(untellable.node).split())[:60]
                findings.append((line(given), f"what is shown must be plain text, never computed: {what}"))
    return texts, findings


def _expressions(node: Node) -> Iterable[Node]:
    """What this node shows: an expression in braces between tags, or what a component answers."""
    if node.type == "jsx_expression" and node.parent and node.parent.type == "jsx_element":
        return below(node)
    if node.type in FUNCTIONS:
        declared = field(node, "name") or field(node.parent, "name")
        return answers(node) if source(declared)[:1].isupper() else ()
    return ()


def _said(node: Node) -> str:
    return source(node) if node.type == "number" else value(node)


def _continues(node: Node) -> bool:
    """Whether a text was read already with the one before it."""
    return bool(node.prev_sibling and node.prev_sibling.type in BETWEEN_TAGS)


def _is_quotation(node: Node | None) -> bool:
    """Whether an element around is for quotations."""
    for _ in range(_FAR):
        if node is None:
            return False
        if node.type == "jsx_element" and source(field(field(node, "open_tag"), "name")) in ("blockquote", "q"):
            return True
        node = node.parent
    return False
