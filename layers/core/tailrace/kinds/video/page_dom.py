"""The page as a tree of plain objects, bounded in size and depth, with what visitors don't see taken out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tailrace.kinds.video import page_depth

# Several times what pages have; as many take a second or two to read.
MOST_NODES = 20_000
MOST_DEPTH = 200
_SKIPPED = frozenset(
    {"script", "noscript", "template", "iframe", "object", "embed", "canvas", "audio", "video", "select", "textarea"}
)
# Elements that run on within a line; all others stand apart from their neighbours.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "kbd", "label", "mark", "q"}
    | {"s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
)
_ATTRIBUTE_MOST = 4096


@dataclass(slots=True, eq=False)
class Node:
    """An element. Text between its children is in `children`, as it stands; `size` counts the elements in it."""

    tag: str
    attrs: dict[str, str]
    parent: "Node | None"
    children: "list[Node | str]" = field(default_factory=list)
    size: int = 0

    @property
    def classes(self) -> list[str]:
        """Its classes and its id, in lower case: what authors call it."""
        if not ("class" in self.attrs or "id" in self.attrs):
            return []
        return f"{self.attrs.get('class', '')} {self.attrs.get('id', '')}".lower().split()

    def elements(self) -> "list[Node]":
        """Its child elements."""
        return [child for child in self.children if isinstance(child, Node)]

    def walk(self) -> "Iterator[Node]":
        """Itself and every element in it, in the order of the page."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.elements()))

    def ancestors(self) -> "Iterator[Node]":
        """Its parent, that one's parent and so on."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def text(self) -> str:
        """All text in it; a space stands where the page breaks a line."""
        pieces: list[str] = []
        _collect(self, pieces)
        return "".join(pieces)

    def called(self, pattern: re.Pattern[str]) -> bool:
        """Whether one of its classes or its id matches."""
        return any(pattern.search(name) for name in self.classes)


def parse(html: str) -> tuple[Node, bool]:
    """The tree under <html>, and whether it is whole. Never raises."""
    root = Node("html", {}, None)
    shallow, whole = page_depth.bounded(html)
    top = LexborHTMLParser(shallow).root
    if top is None:
        return root, whole
    root.attrs = _attributes(top)
    found: list[Node] = []
    # In the order of the page, so that what is left out is its end.
    stack: list[tuple[LexborNode | None, Node, int]] = [(top.first_child, root, 0)]
    while stack:
        source, parent, depth = stack.pop()
        if source is None:
            continue
        stack.append((source.next, parent, depth))
        if source.is_text_node:
            parent.children.append(source.text_content or "")
        elif source.is_element_node:
            if len(found) == MOST_NODES:
                whole = False
                break
            node = Node((source.tag or "").lower(), _attributes(source), parent)
            parent.children.append(node)
            found.append(node)
            if depth >= MOST_DEPTH:
                whole = False
            elif node.tag not in _SKIPPED or _is_data(node):
                stack.append((source.first_child, node, depth + 1))
    # Children come after their parents, so each one's own count is complete when it is added.
    for node in reversed(found):
        if node.parent is not None:
            node.parent.size += 1 + node.size
    return root, whole


def markup(node: Node) -> str:
    """The element's tags and attributes again, for reading the colours of a drawing; not for showing to anybody."""
    return " ".join(f"{name}={value!r}" for inner in node.walk() for name, value in inner.attrs.items())


def _is_data(node: Node) -> bool:
    return node.tag == "script" and node.attrs.get("type", "").strip().lower() == "application/ld+json"


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name.lower(): (value or "")[:_ATTRIBUTE_MOST] for name, value in node.attributes.items()}


def _collect(node: Node, pieces: list[str]) -> None:
    if node.tag in _SKIPPED or node.tag in ("svg", "style", "head"):
        return
    if node.tag == "input":
        if node.attrs.get("type", "").lower() in ("submit", "button"):
            pieces.append(f" {node.attrs.get('value', '')} ")
        return
    apart = node.tag not in _INLINE
    if apart:
        pieces.append(" ")
    for child in node.children:
        if isinstance(child, str):
            pieces.append(child)
        else:
            _collect(child, pieces)
    if apart:
        pieces.append(" ")
