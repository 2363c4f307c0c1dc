"""The texts that an expression in a scene's code can give, found by following names instead of running anything."""

from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from tailrace.kinds.video.check_calls import is_number
from tailrace.kinds.video.check_names import Names
from tailrace.kinds.video.check_paths import Path, further, index, is_at
from tailrace.kinds.video.check_sources import Source, Untellable, expect_length, fields, of_call, of_parameter
from tailrace.syntax_tree import below, field, source

# What shows nothing.
_NOTHING = frozenset({"true", "false", "null", "undefined", "jsx_element", "jsx_self_closing_element"})
_WRAPPERS = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"})
_COMPARISONS = frozenset({"===", "!==", "==", "!=", "<", ">", "<=", ">="})
# More than any honest scene needs, and an end for what goes in circles.
_STEPS, _DEEPEST, _LONGEST_WAY = 50_000, 60, 8


class Values:
    """What expressions give. All that is asked of one object shares its patience: it ends, whatever the code is."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._steps = _STEPS

    def texts(self, node: Node, path: Path = ()) -> list[Node]:
        """The strings, templates and numbers that an expression, or what lies at `path` in it, can give.

        All of them, whichever is given when. Raises `Untellable` if it is computed, or comes from outside.
        """
        return list(_Reading(self._names, self._spend).of(node, path))

    def keys(self, node: Node) -> list[Node]:
        """The strings by which `object[node]` can take a property: none where it is a number.

        Raises `Untellable` if such a string is put together from others, or comes from outside.
        """
        return list(_Reading(self._names, self._spend, as_key=True).of(node))

    def _spend(self, node: Node) -> None:
        self._steps -= 1
        if self._steps < 0:
            raise Untellable(node)


class _Reading:
    """One expression's; nothing is read twice."""

    def __init__(self, names: Names, spend: Callable[[Node], None], depth: int = 0, *, as_key: bool = False) -> None:
        self._names, self._spend, self._depth, self._as_key = names, spend, depth, as_key
        self._read: set[tuple[int, Path]] = set()

    def of(self, node: Node, path: Path = ()) -> Iterator[Node]:
        if (node.id, path) in self._read:
            return
        self._read.add((node.id, path))
        self._spend(node)
        self._depth += 1
        if self._depth > _DEEPEST or len(path) > _LONGEST_WAY:
            raise Untellable(node)
        yield from self._at(node, path)
        self._depth -= 1

    def _all(self, nodes: Iterable[Node], path: Path = ()) -> Iterator[Node]:
        for node in nodes:
            yield from self.of(node, path)

    def _sources(self, found: Iterable[Source]) -> Iterator[Node]:
        for node, path in found:
            yield from self.of(node, path)

    def _at(self, node: Node, path: Path) -> Iterator[Node]:
        kind = node.type
        if (kind in _NOTHING and not path) or (self._as_key and is_number(node, self._names)):
            return
        if kind in ("string", "template_string", "number"):
            yield from self._text(node, path)
        elif kind in _WRAPPERS:
            yield from self._all(below(node)[:1], path)
        elif kind == "ternary_expression":
            yield from self._all(fields(node, "consequence", "alternative"), path)
        elif kind == "binary_expression":
            yield from self._binary(node, path)
        elif kind == "array":
            yield from self._array(node, path)
        elif kind == "object" and path:
            yield from self._object(node, path)
        elif kind in ("identifier", "shorthand_property_identifier"):
            yield from self._name(node, path)
        elif kind == "member_expression":
            yield from self._all(fields(node, "object"), (source(field(node, "property")), *path))
        elif kind == "subscript_expression":
            yield from self._all(fields(node, "object"), (index(field(node, "index")), *path))
        elif kind == "call_expression":
            yield from self._sources(of_call(node, path, self._names, as_key=self._as_key))
        elif kind == "undefined" or (kind == "unary_expression" and source(field(node, "operator")) == "!"):
            return
        else:
            raise Untellable(node)

    def _text(self, node: Node, path: Path) -> Iterator[Node]:
        """A text, or a character of it."""
        if path and (isinstance(path[-1], str) or node.type == "number"):
            expect_length(node, path[-1], as_key=self._as_key)
            return
        holes = [child for child in node.named_children if child.type == "template_substitution"]
        if holes and self._as_key:
            raise Untellable(node)
        yield node
        for hole in holes:
            yield from self._all(below(hole))

    def _binary(self, node: Node, path: Path) -> Iterator[Node]:
        operator = source(field(node, "operator"))
        if operator in _COMPARISONS:
            return
        if operator not in ("&&", "||", "??", "+"):
            raise Untellable(node)
        sides = fields(node, "right") if operator == "&&" else fields(node, "left", "right")
        if operator != "+":
            yield from self._all(sides, path)
            return
        # With a memory of its own, so that a number which was read before is seen in a sum too.
        found = list(_Reading(self._names, self._spend, self._depth, as_key=self._as_key)._all(sides))
        if self._as_key and all(side.type == "number" for side in found):
            return
        if self._as_key or any(side.type == "number" for side in found):
            raise Untellable(node)
        yield from found

    def _array(self, node: Node, path: Path) -> Iterator[Node]:
        elements = below(node)
        step, rest = (path[0], path[1:]) if path else (None, path)
        if isinstance(step, str):
            expect_length(node, step, as_key=self._as_key)
            return
        certain = next((i for i, child in enumerate(elements) if child.type == "spread_element"), len(elements))
        if step is not None and step < certain:
            elements = elements[step : step + 1]
        for element in elements:
            if element.type == "spread_element":
                yield from self._all(below(element), (None, *rest) if path else ())
            else:
                yield from self.of(element, rest)

    def _object(self, node: Node, path: Path) -> Iterator[Node]:
        step, rest = path[0], path[1:]
        for child in below(node):
            if child.type == "spread_element":
                yield from self._all(below(child), path)
            elif child.type == "shorthand_property_identifier":
                if step in (None, source(child)):
                    yield from self.of(child, rest)
            elif child.type == "pair" and is_at(step, field(child, "key")):
                yield from self._all(fields(child, "value"), rest)

    def _name(self, node: Node, path: Path) -> Iterator[Node]:
        values = self._names.of(node)
        if not values:
            raise Untellable(node)
        for value in values:
            if value.default:
                yield from self.of(value.default, path)
            if value.kind == "import":
                raise Untellable(node)
            if value.kind == "parameter":
                yield from self._sources(of_parameter(node, value, path, self._names, as_key=self._as_key))
            else:
                yield from self.of(value.node, further(value.path, path))
