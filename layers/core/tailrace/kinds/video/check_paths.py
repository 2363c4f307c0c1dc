"""The way from a value in a scene's code to a part of it, as patterns, properties and places in lists go it."""

from collections.abc import Iterator

from tree_sitter import Node

from tailrace.kinds.video.check_tree import name_of
from tailrace.syntax_tree import below, field, source

# A property's name, an element's number, None for any of them, or `REST` for the list that is left of a list.
Path = tuple[str | int | None, ...]
REST = -1


def bound(pattern: Node, path: Path = ()) -> Iterator[tuple[str, Path, Node | None]]:
    """The names that a pattern brings in, where each is found in the value, and what it is where there is nothing."""
    kind = pattern.type
    if kind in ("identifier", "shorthand_property_identifier_pattern"):
        yield source(pattern), path, None
    elif kind in ("assignment_pattern", "object_assignment_pattern"):
        left, default = field(pattern, "left"), field(pattern, "right")
        own = (source(left),) if kind == "object_assignment_pattern" and left else ()
        for name, inner, deeper in bound(left, (*path, *own)) if left else ():
            yield name, inner, deeper or default
    elif kind == "object_pattern":
        for child in below(pattern):
            if child.type == "shorthand_property_identifier_pattern":
                yield source(child), (*path, source(child)), None
            else:
                yield from bound(child, path)
    elif kind == "pair_pattern" and (value := field(pattern, "value")):
        yield from bound(value, (*path, name_of(field(pattern, "key"))))
    elif kind == "array_pattern":
        for position, element in enumerate(_elements(pattern)):
            if element is not None:
                yield from bound(element, (*path, REST if element.type == "rest_pattern" else position))
    elif kind == "rest_pattern":
        for child in below(pattern):
            yield from bound(child, path)


def _elements(pattern: Node) -> list[Node | None]:
    """The elements of a list's pattern; None for those that are left out (`[, second]`)."""
    elements: list[Node | None] = [None]
    for child in pattern.children:
        if child.type == ",":
            elements.append(None)
        elif child.is_named and child.type != "comment":
            elements[-1] = child
    return elements


def anywhere(path: Path) -> Path:
    """The way in a list whose elements have other places than they are looked for at."""
    return (None, *path[1:]) if path and isinstance(path[0], int) else path


def further(way: Path, path: Path) -> Path:
    """One way after another; a place in the rest of a list is any in the whole of it."""
    return (*way[:-1], *anywhere(path)) if way and way[-1] == REST else (*way, *path)


def index(node: Node | None) -> str | int | None:
    """Which element `list[…]` takes, if its number or name is written there."""
    if node and node.type == "number" and source(node).isdecimal():
        return int(source(node))
    return name_of(node) if node and node.type == "string" else None


def is_at(step: str | int | None, key: Node | None) -> bool:
    """Whether this step may lead to what an object has by this key; a number can be written in many ways."""
    return step is None or (isinstance(step, int) and key is not None and key.type == "number") or step == name_of(key)
