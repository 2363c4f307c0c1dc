"""Where the value of a call or of a parameter comes from in a scene's code: expressions, and the way in each."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tailrace.kinds.video.check_calls import EACH, METHODS, ONE, SAME, WHOLE, answers, is_memo
from tailrace.kinds.video.check_names import FUNCTIONS, Binding, Names, Site
from tailrace.kinds.video.check_paths import Path, anywhere, further
from tailrace.kinds.video.check_tree import attribute
from tailrace.syntax_tree import below, field, source

# An expression, and where in what it gives the value lies.
Source = tuple[Node, Path]


class Untellable(Exception):
    """What an expression gives can't be told; holds its node."""

    def __init__(self, node: Node) -> None:
        self.node = node


def fields(node: Node, *names: str) -> list[Node]:
    """Those of these fields that a node has."""
    return [found for name in names if (found := field(node, name))]


def expect_length(node: Node, name: str | int | None, *, as_key: bool) -> None:
    """A property that every list and text has: only its length is known, and that is a number."""
    if not as_key or name != "length":
        raise Untellable(node)


def of_call(node: Node, path: Path, names: Names, *, as_key: bool) -> Iterator[Source]:
    """What a call gives. Raises `Untellable` if it is no call of the module's own or of a method that is known."""
    called, arguments = field(node, "function"), field(node, "arguments")
    given = below(arguments) if arguments else []
    functions = names.functions(called) if called and called.type == "identifier" else []
    method, on = source(field(called, "property")), fields(called, "object") if called else []
    of = path[0] if path else None
    if isinstance(of, str) and method in METHODS:
        expect_length(node, of, as_key=as_key)
    elif method == "from" and on and source(on[0]) == "Array":
        yield from _answered(node, given[1:2], path[1:], names) if len(given) > 1 else _each(given[:1], path)
    elif as_key and not functions and method not in WHOLE and not is_memo(called, names):
        raise Untellable(node)
    elif functions:
        yield from _each((answer for f in functions for answer in answers(f)), path)
    elif is_memo(called, names):
        yield from _answered(node, given[:1], path, names)
    elif method == "map":
        yield from _answered(node, given[:1], path[1:], names)
    elif method == "flatMap":
        yield from _answered(node, given[:1], anywhere(path), names)
    elif method in SAME:
        yield from _each(on, anywhere(path))
    elif method in ONE:
        yield from _each(on, (None, *path))
    elif method == "concat":
        yield from _each([*on, *given], anywhere(path))
    elif method == "split":
        yield from _each(on, path[1:])
    elif method == "join":
        yield from _each(on, (None,))
        yield from _each(given)
    else:
        raise Untellable(node)


def _answered(node: Node, function: list[Node], path: Path, names: Names) -> Iterator[Source]:
    """What a function that is an argument answers."""
    for given in function:
        found = [given] if given.type in FUNCTIONS else names.functions(given)
        if not found:
            break
        yield from _each((answer for f in found for answer in answers(f)), path)
        return
    raise Untellable(node)


def of_parameter(node: Node, parameter: Binding, path: Path, names: Names, *, as_key: bool) -> Iterator[Source]:
    """What a function is called with, wherever it is. Raises `Untellable` if that can't be seen everywhere."""
    sites = names.sites(parameter.node)
    if sites is None:
        raise Untellable(node)
    for site in sites:
        yield from _given(node, site, parameter.position, further(parameter.path, path), as_key=as_key)


def _given(node: Node, site: Site, position: int, path: Path, *, as_key: bool) -> Iterator[Source]:
    if site.kind == "element":
        if position == 0 and path:
            yield from _property(site.node, path)
        elif position == 0:
            raise Untellable(node)
    elif site.kind == "call":
        arguments = below(arguments) if (arguments := field(site.node, "arguments")) else []
        if any(argument.type == "spread_element" for argument in arguments):
            raise Untellable(node)
        yield from _each(arguments[position : position + 1], path)
    else:
        called = field(site.node, "function") or site.node
        method = source(field(called, "property"))
        if position == 1 and as_key and method in {*EACH, "from"}:
            return  # The number of an element.
        if position or method not in EACH:
            raise Untellable(node)
        yield from _each(fields(called, "object"), (None, *path))


def _property(element: Node, path: Path) -> Iterator[Source]:
    """A property that a component is given. What stands between its tags is looked at where it stands."""
    for child in below(element):
        if child.type == "jsx_expression":
            yield from _each((inner for spread in below(child) for inner in below(spread)), path)
        elif child.type == "jsx_attribute" and attribute(child)[0] == path[0]:
            given = attribute(child)[1]
            inside = below(given) if given and given.type == "jsx_expression" else [given] if given else []
            yield from _each(inside, path[1:])


def _each(nodes: Iterable[Node], path: Path = ()) -> Iterator[Source]:
    return ((node, path) for node in nodes)
