"""The Python files of a project, and which of them an import or a name means."""

import ast
import posixpath
from collections.abc import Mapping

from tailrace.kinds.code.checks.py_module import PyImport, PyModule, dotted, parse
from tailrace.kinds.code.checks.texts import is_python


class PyProject:
    """All files that parse, by path."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._paths = set(files)
        self._folders = {path[:at] for path in files for at, char in enumerate(path) if char == "/"}
        self._words: dict[tuple[str, int, int], frozenset[str]] = {}
        self.modules: dict[str, PyModule] = {}
        self.unread: list[str] = []
        for path, text in files.items():
            if is_python(path):
                tree = parse(text)
                if tree is None:
                    self.unread.append(path)
                else:
                    self.modules[path] = PyModule(tree)

    def resolve(self, importer: str, module: str, level: int) -> str | None:
        """The file or folder of the project that the import means: `a/b.py`, `a/b/__init__.py`, `a/b`; or None."""
        folder = posixpath.dirname(importer)
        dotted = module.replace(".", "/")
        if level:
            base = folder.split("/") if folder else []
            if level - 1 > len(base):
                return None
            return self._at(posixpath.join(*base[: len(base) - level + 1], dotted) if base else dotted)
        # Python looks in the folder of the script that was started: the project's own, or one above the importer.
        while True:
            found = self._at(posixpath.join(folder, dotted))
            if found is not None:
                return found
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def is_own(self, importer: str, module: str) -> bool:
        """Whether the first name of the module is the project's."""
        return self.resolve(importer, module.partition(".")[0], 0) is not None

    def meaning(self, importer: str, one: PyImport) -> tuple[str, str | None] | None:
        """File and name in it (None: the file itself) of an import of the project's own; None if it is not there."""
        if one.name:
            inner = f"{one.module}.{one.name}" if one.module else one.name
            submodule = self.resolve(importer, inner, one.level)
            if submodule in self._paths:
                return submodule, None
        target = self.resolve(importer, one.module, one.level)
        return None if target is None else (target, one.name)

    def words(self, path: str, function: ast.AST, far: int = 2) -> frozenset[str]:
        """The names and texts in a handler, and in the project's own functions and classes that it names."""
        key = (path, id(function), far)
        if key not in self._words:
            self._words[key] = found = self.modules[path].words(function)
            named = {node.id for node in ast.walk(function) if far and isinstance(node, ast.Name)}
            attributes = {dotted(node) or "" for node in ast.walk(function) if far and isinstance(node, ast.Attribute)}
            meant = (self.definition(path, name) for name in named | attributes)
            self._words[key] = found.union(*(self.words(*one, far - 1) for one in meant if one))
        return self._words[key]

    def definition(self, path: str, name: str) -> tuple[str, ast.AST] | None:
        """The function or class of the project that a name in a file means, `a` or `module.a`, and its file."""
        module = self.modules[path]
        if name in module.definitions:
            return path, module.definitions[name]
        first, _, rest = name.partition(".")
        meant = self.meaning(path, module.bindings[first]) if first in module.bindings else None
        other = self.modules.get(meant[0]) if meant else None
        if meant is None or other is None or (meant[1] or rest) not in other.definitions:
            return None
        return meant[0], other.definitions[meant[1] or rest]

    def _at(self, target: str) -> str | None:
        target = target.strip("/")
        for name in (f"{target}.py", f"{target}/__init__.py" if target else "__init__.py"):
            if name in self._paths:
                return name
        return target if target in self._folders or not target else None
