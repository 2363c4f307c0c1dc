"""What one JavaScript file imports, exports and declares, from its tree of syntax."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from tree_sitter import Node

from tailrace.kinds.code.checks.js_exports import Exports
from tailrace.kinds.code.checks.js_names import FUNCTIONS, PARAMETERS, imported, name_of, requested, taken_apart
from tailrace.syntax_tree import below, field, source, text, walk

_NAMED = frozenset({"function_declaration", "generator_function_declaration", "class_declaration"})
_SCOPES = FUNCTIONS | {
    "program", "statement_block", "class_body", "for_statement", "for_in_statement", "switch_body", "catch_clause",
}  # fmt: skip
_WORDS = frozenset(
    {"identifier", "property_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern",
     "string", "template_string"}
)  # fmt: skip


@dataclass(frozen=True)
class Import:
    """A module that is asked for. `names` are those that are taken of it: a name, `default`, or `*`."""

    specifier: str
    node: Node
    names: tuple[str, ...] = ()

    @property
    def is_statement(self) -> bool:
        return self.node.type != "call_expression"

    @property
    def is_require(self) -> bool:
        return not self.is_statement and source(field(self.node, "function")) == "require"


class Bound(NamedTuple):
    """What a name is bound to: an expression, a declaration, an import, or a parameter; or a `member` of it."""

    node: Node
    member: str | None = None
    is_parameter: bool = False


class JsModule:
    """One file that parses."""

    def __init__(self, code: str, root: Node) -> None:
        self.root = root
        self.nodes = tuple(walk(root))
        self.imports: list[Import] = []
        self.exports = Exports()
        self._lines = code.split("\n")
        self._parents = {child.id: node for node in self.nodes for child in below(node)}
        self._bound: dict[tuple[int, str], Bound | None] = {}
        for node in self.nodes:
            self._note(node)
        for node in self.nodes:
            if node.type == "assignment_expression":
                self._assign(node)

    def place(self, node: Node) -> tuple[int, int]:
        """Line and column, from 1; the column in characters."""
        row, column = node.start_point
        return row + 1, len(self._lines[row].encode("utf-8", "replace")[:column].decode("utf-8", "ignore")) + 1

    def words(self, node: Node | None = None) -> frozenset[str]:
        """The names and texts in a node, or in the whole file."""
        nodes = self.nodes if node is None else walk(node)
        return frozenset(name_of(one) for one in nodes if one.type in _WORDS)

    def binding(self, name: Node) -> Bound | None:
        """What a name, or `this.name`, is bound to where it stands; None for what the file does not bind."""
        at, written = self._parents.get(name.id), source(name)
        while at:
            if bound := self._bound.get((at.id, written)):
                return bound
            at = self._parents.get(at.id)
        return None

    def _scope(self, node: Node, kinds: frozenset[str] = _SCOPES) -> int:
        """The nearest scope around a node."""
        at = self._parents.get(node.id)
        while at and at.type not in kinds:
            at = self._parents.get(at.id)
        return at.id if at else self.root.id

    def _note(self, node: Node) -> None:
        match node.type:
            case "import_statement":
                self._import(node)
            case "export_statement":
                self.exports.add_statement(node)
                if origin := field(node, "source"):
                    self.imports.append(Import(text(origin), node))
            case "call_expression" if specifier := requested(node):
                self.imports.append(Import(specifier, node))
            case "variable_declarator":
                self._bind(node, field(node, "name"), field(node, "value"))
            case "public_field_definition" if name := field(node, "name"):
                value = field(node, "value")
                self._bound[self._scope(node), f"this.{source(name)}"] = Bound(value) if value else None
            case kind if kind in _NAMED and (name := field(node, "name")):
                self._bound[self._scope(node), source(name)] = Bound(node)
            case kind if kind in PARAMETERS and (pattern := field(node, "pattern")):
                self._bind(node, pattern, node, is_parameter=True)
            case "arrow_function" if parameter := field(node, "parameter"):
                self._bound[node.id, source(parameter)] = Bound(parameter, is_parameter=True)

    def _bind(self, node: Node, pattern: Node | None, value: Node | None, *, is_parameter: bool = False) -> None:
        scope = self._scope(node)
        if pattern and pattern.type == "identifier":
            self._bound[scope, source(pattern)] = Bound(value, None, is_parameter) if value else None
        elif pattern and value:
            for name, member in taken_apart(pattern):
                self._bound[scope, name] = Bound(value, member, is_parameter)

    def _assign(self, node: Node) -> None:
        """`name = …` gives a value to what was declared without one; `this.name = …` and `exports.name = …` declare."""
        left, value = field(node, "left"), field(node, "right")
        if left is None or value is None:
            return
        written = source(left).removeprefix("module.")
        if re.match(r"exports\b", written):
            self.exports.add_assignment(written, value)
        elif written.startswith("this."):
            self._bound.setdefault((self._scope(node, frozenset({"class_body"})), written), Bound(value))
        elif left.type == "identifier":
            at = self._parents.get(node.id)
            while at and (at.id, written) not in self._bound:
                at = self._parents.get(at.id)
            if at:
                self._bound[at.id, written] = self._bound[at.id, written] or Bound(value)

    def _import(self, node: Node) -> None:
        names = dict(imported(node))
        specifier = field(node, "source")
        self.imports.append(Import(text(specifier) if specifier else "", node, tuple(names.values())))
        for local, name in names.items():
            self._bound[self.root.id, local] = Bound(node, name)
