"""JavaScript and TypeScript as a tree of syntax, to see what is in it. Nothing of it is ever run.

esbuild (tailrace.syntax) says whether a text parses at all, and only what it accepts is worth a tree: to mend what is
broken takes the parser of this one up to minutes. Node types are those of the tree-sitter grammars for TSX, of which
JavaScript is a part, and for TypeScript.
"""

from collections.abc import Iterator
from functools import cache
from typing import Literal

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

Grammar = Literal["tsx", "typescript"]

# What a substitution in a template is replaced by: a character that no rule looks for.
HOLE = "\0"
# What says something about types alone, and is gone before anything runs.
_TYPES = frozenset(
    {"array_type", "conditional_type", "function_type", "generic_type", "index_type_query", "interface_declaration",
     "intersection_type", "literal_type", "lookup_type", "nested_type_identifier", "object_type", "parenthesized_type",
     "predefined_type", "readonly_type", "template_literal_type", "tuple_type", "type_alias_declaration",
     "type_annotation", "type_arguments", "type_identifier", "type_parameters", "type_query", "union_type"}
)  # fmt: skip
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


@cache
def _parser(grammar: Grammar) -> Parser:
    made = {"tsx": tree_sitter_typescript.language_tsx, "typescript": tree_sitter_typescript.language_typescript}
    return Parser(Language(made[grammar]()))


def tree(code: str, grammar: Grammar = "tsx") -> Node:
    """The root of the code's tree. `typescript` is for what TSX takes for an element: `<T>x`."""
    return _parser(grammar).parse(code.encode("utf-8", "replace")).root_node


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it in the order of the code, types left out."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(below(node)))


def below(node: Node) -> list[Node]:
    """Its parts, types and comments left out: both may stand anywhere, and neither says what happens."""
    return [child for child in node.named_children if child.type not in _TYPES and child.type != "comment"]


def is_deeper_than(limit: int, root: Node) -> bool:
    """Whether anything is nested deeper; what is costs time by its square, and nobody writes it."""
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > limit:
            return True
        waiting.extend((child, depth + 1) for child in node.named_children)
    return False


def source(node: Node | None) -> str:
    """The node's code; empty for none."""
    return node.text.decode("utf-8", "replace") if node and node.text else ""


def field(node: Node | None, name: str) -> Node | None:
    """The part of a node that goes by this name."""
    return node.child_by_field_name(name) if node else None


def line(node: Node) -> int:
    """Its line, from 1."""
    return node.start_point[0] + 1


def text(node: Node) -> str:
    """What a string or a template says, with `HOLE` for what is substituted in a template."""
    pieces = []
    for child in node.named_children:
        match child.type:
            case "escape_sequence":
                pieces.append(_unescaped(source(child)))
            case "template_substitution":
                pieces.append(HOLE)
            case _:
                pieces.append(source(child))
    return "".join(pieces)


def readable(text: str) -> str:
    """The text as it is told to a person: what is substituted in a template is left open."""
    return text.replace(HOLE, "…")


def _unescaped(escape: str) -> str:
    body = escape[1:]
    if body[:1] in ("u", "x") and len(body) > 1:
        code = int(body[1:].strip("{}"), 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ESCAPES.get(body, body)
