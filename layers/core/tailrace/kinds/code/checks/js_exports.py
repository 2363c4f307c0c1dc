"""What a JavaScript file exports, by both module systems."""

from dataclasses import dataclass, field

from tree_sitter import Node

from tailrace.kinds.code.checks.js_names import ALL, DEFAULT, member_of, name_of
from tailrace.syntax_tree import below, source, text
from tailrace.syntax_tree import field as part

_DECLARES_NAMES = frozenset({"lexical_declaration", "variable_declaration"})


@dataclass
class Exports:
    """What each exported name stands for; and names that are another module's, as (specifier, name).

    `stars`: modules of which everything is passed on. `open`: there may be other names. `is_module`: by its words it is
    an ES module.
    """

    names: dict[str, Node] = field(default_factory=dict)
    passed_on: dict[str, tuple[str, str]] = field(default_factory=dict)
    stars: set[str] = field(default_factory=set)
    open: bool = False
    is_module: bool = False

    def add_statement(self, node: Node) -> None:
        """`export …`."""
        self.is_module = True
        declaration, specifier = part(node, "declaration"), part(node, "source")
        origin = text(specifier) if specifier else ""
        clauses = {child.type: child for child in below(node)}
        if any(child.type == DEFAULT for child in node.children):
            self.names[DEFAULT] = part(node, "value") or declaration or node
        elif clause := clauses.get("export_clause"):
            self._add_listed(clause, origin)
        elif space := clauses.get("namespace_export"):
            name = below(space)[0]
            self.names[name_of(name)], self.passed_on[name_of(name)] = name, (origin, ALL)
        elif declaration and declaration.type in _DECLARES_NAMES:
            for declarator in below(declaration):
                self._add_declared(part(declarator, "name"))
        elif declaration and (declared := part(declaration, "name")):
            self.names[source(declared)] = declaration
        else:
            self.open = True
            self.stars |= {origin} - {""}

    def add_assignment(self, written: str, value: Node) -> None:
        """`exports.name = …`, `exports = …`, `exports[…] = …`; `written` is the left side without `module.`."""
        if written.startswith("exports."):
            self.names.setdefault(written.removeprefix("exports."), value)
        elif written != "exports":
            self.open = True
        else:
            self.names[DEFAULT] = value
            for one in below(value) if value.type == "object" else ():
                if member := member_of(one):
                    self.names[member[0]] = member[1]
                else:
                    self.open = True

    def _add_listed(self, clause: Node, origin: str) -> None:
        for one in below(clause):
            if name := part(one, "name"):
                exported = name_of(part(one, "alias") or name)
                self.names[exported] = name
                if origin:
                    self.passed_on[exported] = (origin, name_of(name))

    def _add_declared(self, pattern: Node | None) -> None:
        if pattern and pattern.type == "identifier":
            self.names[source(pattern)] = pattern
        else:
            self.open = True  # Taken apart: which names there are does not matter to any check.
