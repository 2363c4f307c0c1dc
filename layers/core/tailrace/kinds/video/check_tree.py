"""What stands between a scene's tags and in their attributes, of its tree of syntax (tailrace.syntax_tree)."""

import html

from tree_sitter import Node

from tailrace.syntax_tree import below, source, text

# What a text between tags is made of.
BETWEEN_TAGS = ("jsx_text", "html_character_reference")


def name_of(node: Node | None) -> str:
    """The name of a property, of an element or of an attribute, without quotes and escapes."""
    return text(node) if node and node.type == "string" else source(node)


def attribute(node: Node) -> tuple[str, Node | None]:
    """An attribute's name and its value: a string, an expression in braces, or None where it has none."""
    children = below(node)
    return name_of(children[0]) if children else "", children[1] if len(children) > 1 else None


def value(node: Node) -> str:
    """What a string, a template or a text between tags says; see `text` for what is substituted in a template."""
    if node.type in BETWEEN_TAGS:
        return html.unescape(_with_following(node))
    if node.parent and node.parent.type == "jsx_attribute":
        return html.unescape(source(node)[1:-1])
    return text(node)


def _with_following(node: Node) -> str:
    """A text between tags, with what follows it: each character reference is a node of its own."""
    pieces, following = [source(node)], node.next_sibling
    while following and following.type in BETWEEN_TAGS:
        pieces.append(source(following))
        following = following.next_sibling
    return "".join(pieces)
