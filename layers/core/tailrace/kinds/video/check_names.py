"""What the names in a scene's code stand for: each is looked up where it is used, as the language does."""

from collections import defaultdict
from typing import Literal, NamedTuple

from tree_sitter import Node

from tailrace.kinds.video.check_paths import Path, bound
from tailrace.kinds.video.check_tree import name_of
from tailrace.syntax_tree import below, field, source, walk

FUNCTIONS = frozenset({"arrow_function", "function_declaration", "function_expression"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_WHOLE = frozenset({"import_clause", "namespace_import"})
_DECLARING = frozenset({"variable_declarator", "function_declaration"})


class Binding(NamedTuple):
    """What a name is given: what lies at `path` in `node`, or in that parameter of the function `node`, or `default`.

    Of an import `node` is the specifier, and `path` has the name that the module exports; the name of the default or
    of everything is `default`.
    """

    kind: Literal["value", "parameter", "import"]
    node: Node
    path: Path = ()
    position: int = 0
    default: Node | None = None


class Site(NamedTuple):
    """Where a function is called: by its name, as an element, or by a method of a list that it was handed to."""

    kind: Literal["call", "element", "callback"]
    node: Node


class _Scope(NamedTuple):
    outer: "_Scope | None"
    names: dict[str, list[Binding]]


class Names:
    """The names of a module and of each scope in it."""

    def __init__(self, root: Node) -> None:
        self.imports: list[Binding] = []
        self._scopes: dict[int, _Scope] = {}
        self._sites: dict[int, list[Site]] = defaultdict(list)
        self._elsewhere: set[int] = set()
        used = self._read(root)
        for node in used:
            self._note_use(node)

    def of(self, node: Node) -> list[Binding]:
        """What this use of a name can stand for: nothing if no scope around it has the name."""
        scope, name = self._scopes.get(node.id), source(node)
        while scope:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return []

    def functions(self, node: Node) -> list[Node]:
        """The functions of this module that a name stands for; nothing if it can stand for anything else."""
        values = self.of(node)
        is_function = [v.kind == "value" and not v.path and v.node.type in FUNCTIONS for v in values]
        return [v.node for v in values] if all(is_function) else []

    def imported(self, node: Node) -> tuple[str, str] | None:
        """The module and what of it a name stands for: `default` for all of it. None for the module's own names."""
        for value in self.of(node):
            if value.kind == "import":
                return str(value.path[0]), str(value.path[1])
        return None

    def sites(self, function: Node) -> list[Site] | None:
        """Where a function is called; None where that can't be told, because it is handed on like any other value."""
        return None if function.id in self._elsewhere else self._sites[function.id]

    def number(self, node: Node | None) -> float | None:
        """The number that a node is, or stands for by a constant; None if that can't be told."""
        if node and node.type == "identifier":
            values = self.of(node)
            node = values[0].node if len(values) == 1 and values[0].kind == "value" and not values[0].path else None
        try:
            return float(source(node).replace("_", "")) if node and node.type == "number" else None
        except ValueError:
            return None

    def _read(self, root: Node) -> list[Node]:
        """Note what each scope declares and in which each name is used; returns those that are."""
        used: list[Node] = []
        waiting = [(root, _Scope(None, defaultdict(list)))]
        while waiting:
            node, scope = waiting.pop()
            if node.type in FUNCTIONS:
                self._name_function(node, scope)
                scope = _Scope(scope, defaultdict(list))
                self._parameters(node, scope)
            elif node.type == "statement_block":
                scope = _Scope(scope, defaultdict(list))
            elif node.type == "variable_declarator":
                self._declare(node, scope)
            elif node.type == "import_statement":
                self._import(node, scope)
            elif node.type in _NAMES:
                self._scopes[node.id] = scope
                used.append(node)
            waiting += [(child, scope) for child in reversed(below(node))]
        return used

    def _name_function(self, node: Node, scope: _Scope) -> None:
        name = field(node, "name")
        if node.type == "function_declaration" and name:
            scope.names[source(name)].append(Binding("value", node))
        elif not _is_named(node) and not _call_of(node):
            self._elsewhere.add(node.id)
        elif call := _call_of(node):
            self._sites[node.id].append(Site("callback", call))

    def _parameters(self, function: Node, scope: _Scope) -> None:
        single = field(function, "parameter")
        listed = field(function, "parameters")
        for position, parameter in enumerate([single] if single else below(listed) if listed else []):
            pattern = field(parameter, "pattern") or parameter
            default = field(parameter, "value")
            for name, path, inner in bound(pattern):
                scope.names[name].append(Binding("parameter", function, path, position, inner or default))

    def _declare(self, node: Node, scope: _Scope) -> None:
        pattern, value = field(node, "name"), field(node, "value")
        if pattern and value:
            for name, path, default in bound(pattern):
                scope.names[name].append(Binding("value", value, path, default=default))

    def _import(self, node: Node, scope: _Scope) -> None:
        module = name_of(field(node, "source"))
        for child in walk(node):
            if any(part.type == "type" for part in (*node.children, *child.children)):
                continue  # Of types alone, which are gone before anything runs.
            if child.type == "import_specifier":
                what = source(field(child, "name"))
                name = source(field(child, "alias")) or what
            elif child.type == "identifier" and child.parent and child.parent.type in _WHOLE:
                name, what = source(child), "default"
            else:
                continue
            made = Binding("import", child, (module, what))
            scope.names[name].append(made)
            self.imports.append(made)

    def _note_use(self, node: Node) -> None:
        """What a use of a function's name is: a call of it, an element, a hand-over to a list, or anything else."""
        functions = self.functions(node)
        parent = node.parent
        if not functions or parent is None or (parent.type in _DECLARING and field(parent, "name") == node):
            return
        site: Site | None = None
        if parent.type == "call_expression" and field(parent, "function") == node:
            site = Site("call", parent)
        elif parent.type in ("jsx_opening_element", "jsx_self_closing_element") and source(node)[:1].isupper():
            site = Site("element", parent)
        elif call := _call_of(node):
            site = Site("callback", call)
        elif parent.type in ("jsx_closing_element", "export_statement", "export_specifier"):
            return
        for function in functions:
            if site:
                self._sites[function.id].append(site)
            else:
                self._elsewhere.add(function.id)


def _is_named(function: Node) -> bool:
    """Whether a function is the value of a constant, or what a module exports."""
    parent = function.parent
    name = field(parent, "name") if parent and parent.type == "variable_declarator" else None
    return bool(name and name.type == "identifier")


def _call_of(node: Node) -> Node | None:
    """The call that this node is an argument of."""
    arguments = node.parent
    call = arguments.parent if arguments and arguments.type == "arguments" else None
    return call if call and call.type == "call_expression" else None
