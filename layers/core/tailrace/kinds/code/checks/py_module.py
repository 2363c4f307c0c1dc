"""One Python file as a syntax tree: what it imports, defines and assigns. Nothing is ever run."""

import ast
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class PyImport:
    """`from <module> import <name> as <local>`, or `import <module>` with no name. `level` counts leading dots.

    `is_guarded`: it may fail, because it stands in a `try` or under TYPE_CHECKING.
    """

    module: str
    level: int
    name: str | None
    local: str
    line: int
    column: int
    is_guarded: bool


class PyModule:
    """One file that parses."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.nodes = list(ast.walk(tree))

    @cached_property
    def imports(self) -> list[PyImport]:
        guarded = {
            id(inner)
            for node in self.nodes
            if isinstance(node, ast.Try) or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
            for statement in node.body
            for inner in ast.walk(statement)
        }
        return [one for node in self.nodes for one in _imports(node, id(node) in guarded)]

    @cached_property
    def bindings(self) -> dict[str, PyImport]:
        return {one.local: one for one in self.imports}

    @cached_property
    def constants(self) -> dict[str, str]:
        """Names that are assigned a plain string in the module itself."""
        return {
            target.id: node.value.value
            for node in self.tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }

    @cached_property
    def assigned(self) -> dict[str, list[ast.expr]]:
        """By name, `a` or `a.b`, what it is assigned anywhere, also one after the other by a loop over a list."""
        found: dict[str, list[ast.expr]] = defaultdict(list)
        for node in self.nodes:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    found[dotted(target) or ""].append(node.value)
            elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple | ast.List):
                found[dotted(node.target) or ""] += node.iter.elts
        return found

    def words(self, node: ast.AST | None = None) -> frozenset[str]:
        """Names, attributes, keywords and texts in a node, or in the whole file."""
        return frozenset(word for one in (ast.walk(node) if node else self.nodes) if (word := _word(one)))

    @cached_property
    def definitions(self) -> dict[str, Function | ast.ClassDef]:
        """By name, however deep they stand."""
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        return {node.name: node for node in self.nodes if isinstance(node, kinds)}

    @cached_property
    def names(self) -> set[str] | None:
        """What another module can import of this one; None if that is decided while it runs."""
        found = set(self.definitions)
        for node in self.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.alias):
                if node.name == "*":
                    return None
                found.add((node.asname or node.name).partition(".")[0])
        return None if "__getattr__" in found else found


def parse(text: str) -> ast.Module | None:
    """The tree, or None if the text is no Python that this version knows."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def dotted(node: ast.expr) -> str | None:
    """`a.b.c` of names and attributes, or None."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def _word(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=word) | ast.Attribute(attr=word) | ast.keyword(arg=word) | ast.alias(name=word):
            return word
        case ast.Constant(value=str(word)):
            return word
    return None


def _imports(node: ast.AST, is_guarded: bool) -> Iterator[PyImport]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            local = alias.asname or alias.name.partition(".")[0]
            yield PyImport(alias.name, 0, None, local, node.lineno, node.col_offset + 1, is_guarded)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            local = alias.asname or alias.name
            yield PyImport(
                node.module or "", node.level, alias.name, local, node.lineno, node.col_offset + 1, is_guarded
            )
