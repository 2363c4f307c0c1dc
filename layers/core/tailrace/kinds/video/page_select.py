"""Which elements of the page a CSS selector means.

Only selectors that are quick whatever the page looks like: compounds of tag, id, classes and attributes, with
combinators read as "somewhere inside of". What depends on the visitor (`:hover`) or on neighbours is not understood
and means nothing, so a rule that is not understood has no effect.
"""

import re
from collections.abc import Sequence

from tailrace.kinds.video.page_dom import Node

_COMPOUND = re.compile(
    r"(?:\*|[a-zA-Z][\w-]*)?(?:#[\w-]+|\.[\w-]+|\[[\w-]+(?:=(?:\"[^\"\]]*\"|'[^'\]]*'|[\w-]+))?\]|:root)*"
)
_PART = re.compile(r"([#.])([\w-]+)|\[([\w-]+)(?:=[\"']?([^\"'\]]*)[\"']?)?\]|(:root)")
_COMBINATOR = re.compile(r"\s*>\s*|\s+")
_MOST_COMPOUNDS = 6
# Steps that all selectors of a page may take together: about a second.
_WORK = 4_000_000

Specificity = tuple[int, int, int]


class Selector:
    """Answers for one page; what it has found out about a compound it remembers."""

    def __init__(self, root: Node) -> None:
        self._nodes = list(root.walk())
        self._by_key: dict[str, list[Node]] = {}
        for node in self._nodes:
            for key in _keys(node):
                self._by_key.setdefault(key, []).append(node)
        self._found: dict[str, frozenset[int]] = {}
        self._work = _WORK

    @property
    def exhausted(self) -> bool:
        """Whether there were more selectors than could be looked at."""
        return self._work <= 0

    def select(self, selector: str) -> tuple[list[Node], Specificity]:
        """The elements, and how specific the selector is (ids, classes and attributes, tags)."""
        compounds = _COMBINATOR.split(selector.strip())
        nothing: list[Node] = []
        if not compounds or len(compounds) > _MOST_COMPOUNDS or self.exhausted:
            return nothing, (0, 0, 0)
        if not all(compound and _COMPOUND.fullmatch(compound) for compound in compounds):
            return nothing, (0, 0, 0)
        found = self._compound(compounds[-1])
        outer = [self._ids(compound) for compound in compounds[-2::-1]]
        if not all(outer):
            return nothing, (0, 0, 0)
        return [node for node in found if self._inside(node, outer)], _specificity(compounds)

    def _inside(self, node: Node, outer: Sequence[frozenset[int]]) -> bool:
        """Whether the element's ancestors match, the nearest first. Taking each as near as can be is never wrong."""
        wanted = 0
        for ancestor in node.ancestors():
            if wanted == len(outer):
                break
            self._work -= 1
            if id(ancestor) in outer[wanted]:
                wanted += 1
        return wanted == len(outer)

    def _ids(self, compound: str) -> frozenset[int]:
        if compound not in self._found:
            self._found[compound] = frozenset(map(id, self._compound(compound)))
        return self._found[compound]

    def _compound(self, compound: str) -> list[Node]:
        tag, parts = _parts(compound)
        candidates = self._nodes if tag == "*" else self._by_key.get(tag, [])
        for part in parts:
            # The rarest part first: the others are tested on its elements only.
            if part[1] and len(named := self._by_key.get(part[1] + part[2], [])) < len(candidates):
                candidates = named
        self._work -= len(candidates) + 1
        return [node for node in candidates if tag in ("*", node.tag) and all(_has(node, part) for part in parts)]


def _parts(compound: str) -> tuple[str, list[re.Match[str]]]:
    """The tag, `*` for any, and the other parts of a compound that has the form of `_COMPOUND`."""
    tag = re.match(r"\*|[a-zA-Z][\w-]*", compound)
    return (tag[0].lower() if tag else "*"), list(_PART.finditer(compound, tag.end() if tag else 0))


def _has(node: Node, part: re.Match[str]) -> bool:
    kind, name, attribute, value, root = part.groups()
    if root:
        return node.parent is None
    if kind == "#":
        return node.attrs.get("id") == name
    if kind == ".":
        return name in node.attrs.get("class", "").split()
    held = node.attrs.get(attribute.lower())
    return held is not None and value in (None, held)


def _keys(node: Node) -> list[str]:
    keys = [node.tag, *(f".{name}" for name in set(node.attrs.get("class", "").split()))]
    return [*keys, f"#{node.attrs['id']}"] if node.attrs.get("id") else keys


def _specificity(compounds: Sequence[str]) -> Specificity:
    text = " ".join(compounds)
    tags = sum(1 for compound in compounds if compound[0].isalpha())
    return text.count("#"), text.count(".") + text.count("[") + text.count(":"), tags
