"""The JavaScript files of a project, and what a name in one of them means in another."""

import posixpath
from collections.abc import Collection, Mapping
from typing import NamedTuple

from tree_sitter import Node

from tailrace.kinds.code.checks.js_module import JsModule
from tailrace.kinds.code.checks.js_names import ALL, DEFAULT, FUNCTIONS, member_of, requested
from tailrace.kinds.code.checks.texts import is_javascript, suffix
from tailrace.syntax_tree import below, field, is_deeper_than, source, text, tree, walk

_SUFFIXES = ("", ".js", ".mjs", ".cjs", ".ts", ".json", "/index.js", "/index.mjs", "/index.cjs", "/index.ts")
# A name may stand for a name that stands for a name; no real project goes on for long.
_FURTHEST = 24
# Levels of the tree; a handler in a chain of ten calls has about sixty.
_DEEPEST = 300
# Characters. A model writes a quarter of them at most; what esbuild takes and the tree's parser does not costs time by
# its square.
_LONGEST = 40_000
_WRAPPERS = frozenset({"parenthesized_expression", "await_expression", "as_expression", "satisfies_expression",
                       "non_null_expression"})  # fmt: skip


class Own(NamedTuple):
    """An expression or a declaration in a file of the project; the root of its tree is the module as a whole."""

    path: str
    node: Node


class Foreign(NamedTuple):
    """What a package exports by this name: `default`, `*`, `Router`."""

    specifier: str
    name: str


Meaning = Own | Foreign | None


class JsProject:
    """All files' modules by path; `unread` are those that could not be looked into."""

    def __init__(self, files: Mapping[str, str], broken: Collection[str] = ()) -> None:
        """`broken` are known not to parse."""
        self._paths = set(files)
        self._words: dict[tuple[str, int, int], frozenset[str]] = {}
        self.modules: dict[str, JsModule] = {}
        self.unread: list[str] = []
        for path, code in files.items():
            if is_javascript(path):
                root = _root(path, code) if path not in broken else None
                if root is None:
                    self.unread.append(path)
                else:
                    self.modules[path] = JsModule(code, root)

    def resolve(self, importer: str, specifier: str) -> str | None:
        """The project's file that a relative specifier means, or None."""
        if not specifier.startswith("."):
            return None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(importer), specifier))
        target = "" if target == "." else target
        names = [(target + ending).lstrip("/") for ending in _SUFFIXES]
        if target.endswith(".js"):
            names.append(f"{target[:-3]}.ts")
        return next((name for name in names if name in self._paths), None)

    def meaning(self, path: str, node: Node, far: int = 0) -> Meaning:
        """What an expression stands for, as far as names, members and modules lead; None if that cannot be told."""
        if far > _FURTHEST:
            return None
        if node.type in _WRAPPERS:
            return self.meaning(path, below(node)[0], far + 1) if below(node) else None
        if specifier := requested(node):
            return self._of_module(path, specifier, DEFAULT if source(node).startswith("require") else ALL, far)
        object_ = field(node, "object") if node.type == "member_expression" else None
        if node.type in ("identifier", "shorthand_property_identifier") or (object_ and object_.type == "this"):
            return self._named(path, node, far)
        if object_:
            return self._member(self.meaning(path, object_, far + 1), source(field(node, "property")), far)
        return Own(path, node)

    def _named(self, path: str, name: Node, far: int) -> Meaning:
        bound = self.modules[path].binding(name)
        if bound is None:
            return None
        if bound.node.type == "import_statement":
            specifier = field(bound.node, "source")
            return self._of_module(path, text(specifier) if specifier else "", bound.member or ALL, far)
        found = Own(path, bound.node) if bound.is_parameter else self.meaning(path, bound.node, far + 1)
        return self._member(found, bound.member, far) if bound.member else found

    def returned(self, function: Own) -> list[Own]:
        """The expressions that a function gives back."""
        body = field(function.node, "body")
        if body is None:
            return []
        if body.type != "statement_block":
            return [Own(function.path, body)]
        waiting, found = [body], []
        while waiting:
            node = waiting.pop()
            if node.type == "return_statement":
                found += [Own(function.path, child) for child in below(node)[:1]]
            elif node.type not in FUNCTIONS:
                waiting += below(node)
        return found

    def words(self, path: str, node: Node, far: int = 2) -> frozenset[str]:
        """The names and texts in a handler, and in the project's own functions that it names, and that those name."""
        key = (path, node.id, far)
        if key not in self._words:
            self._words[key] = found = self.modules[path].words(node)
            names = (one for one in walk(node) if far and one.type in ("identifier", "member_expression"))
            meant = {one for name in names if isinstance(one := self.meaning(path, name), Own)}
            functions = (one for one in meant if one.node.type in FUNCTIONS)
            self._words[key] = found.union(*(self.words(*one, far - 1) for one in functions))
        return self._words[key]

    def _of_module(self, importer: str, specifier: str, name: str, far: int) -> Meaning:
        if not specifier.startswith("."):
            return Foreign(specifier, name)
        target = self.resolve(importer, specifier)
        return self._exported(target, name, far + 1) if target in self.modules and target else None

    def _exported(self, path: str, name: str, far: int) -> Meaning:
        module = self.modules[path]
        if far > _FURTHEST:
            return None
        if name == ALL:
            return Own(path, module.root)
        if name in module.exports.passed_on:
            specifier, other = module.exports.passed_on[name]
            return self._of_module(path, specifier, other, far)
        if name in module.exports.names:
            return self.meaning(path, module.exports.names[name], far + 1)
        if name == DEFAULT and not module.exports.is_module:
            return Own(path, module.root)
        # Each star may lead to as many others: two in a row are enough.
        passed = (
            self._of_module(path, specifier, name, far + _FURTHEST // 2) for specifier in sorted(module.exports.stars)
        )
        return next((found for found in passed if found), None)

    def _member(self, of: Meaning, name: str, far: int) -> Meaning:
        if isinstance(of, Foreign):
            return Foreign(of.specifier, name if of.name in (ALL, DEFAULT) else f"{of.name}.{name}")
        if of is None or far > _FURTHEST:
            return None
        if of.node.type == "program":
            return self._exported(of.path, name, far + 1)
        entries = [member_of(one) for one in below(of.node)] if of.node.type == "object" else []
        value = next((entry[1] for entry in entries if entry and entry[0] == name), None)
        return self.meaning(of.path, value, far + 1) if value else None


def _root(path: str, code: str) -> Node | None:
    """The root of a file's tree; None if it cannot be had."""
    if len(code) > _LONGEST:
        return None
    root = tree(code, "typescript" if suffix(path) in (".ts", ".mts", ".cts") else "tsx")
    return None if root.has_error or is_deeper_than(_DEEPEST, root) else root
