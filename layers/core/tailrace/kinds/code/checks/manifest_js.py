"""package.json, against what the JavaScript files import."""

from collections.abc import Iterator
from typing import Any

from tailrace.kinds.code.checks.js_module import Import, JsModule
from tailrace.kinds.code.checks.js_names import ALL, DEFAULT
from tailrace.kinds.code.checks.packages import NODE_BUILTINS, NODE_PREFIXED
from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.syntax import json_object
from tailrace.kinds.code.checks.texts import is_test
from tailrace.kinds.code.checks.verdict import finding
from tailrace.validation import Finding

MANIFEST = "package.json"
_FIELDS = ("dependencies", "optionalDependencies", "peerDependencies")


def look(project: Project) -> tuple[list[Finding], list[str], str]:
    """What is wrong, what cannot be told, and the words for nothing of either."""
    text = project.files.get(MANIFEST)
    if text is None:
        return [], [f"{MANIFEST} was not written"], ""
    package = json_object(text)
    if package is None:
        return [finding(MANIFEST, "it is no JSON object, so nothing can be installed")], [], ""
    findings = list(_itself(package))
    for path, module in project.javascript.modules.items():
        findings += _imports(project, package, path, module)
    return (
        findings,
        project.doubts,
        f"every import of {len(project.javascript.modules)} files is there",
    )


def _itself(package: dict[str, Any]) -> Iterator[Finding]:
    scripts = package.get("scripts")
    start = scripts.get("start") if isinstance(scripts, dict) else None
    if not isinstance(start, str) or not start.strip():
        yield finding(MANIFEST, 'there is no "start" among its scripts, so `npm start` does nothing of this project')
    if not isinstance(package.get("name"), str):
        yield finding(MANIFEST, 'it has no "name"')
    for field in (*_FIELDS, "devDependencies"):
        versions = package.get(field, {})
        if not isinstance(versions, dict) or not all(isinstance(v, str) and v.strip() for v in versions.values()):
            yield finding(MANIFEST, f'"{field}" must map names to versions')


def _imports(project: Project, package: dict[str, Any], path: str, module: JsModule) -> Iterator[Finding]:
    named = _names(package, *_FIELDS, *(["devDependencies"] if _is_aside(path) else []))
    for one in module.imports:
        line, column = module.place(one.node)
        specifier = one.specifier
        if specifier.startswith("."):
            yield from _own(project, path, one, line, column)
        elif specifier.startswith(("#", "/", "data:", "http:", "https:")):
            yield finding(path, f"{specifier!r} is imported: only packages and own files can be", line, column)
        elif not _is_builtin(specifier) and (package_name := _package(specifier)) not in named:
            message = f"{package_name!r} is imported in {path} (line {line}) and is not among the dependencies"
            yield finding(MANIFEST, message)
        if one.is_require and _is_esm(package, path) and "createRequire" not in module.words():
            yield finding(path, f"require({specifier!r}) in an ES module: use import", line, column)
    if not _is_esm(package, path) and path.endswith((".js", ".cjs")):
        static = next((one for one in module.imports if one.is_statement), None)
        if static:
            message = f'import in a CommonJS module: {MANIFEST} needs "type": "module"'
            yield finding(MANIFEST if path.endswith(".js") else path, message)


def _own(project: Project, path: str, one: Import, line: int, column: int) -> Iterator[Finding]:
    target = project.javascript.resolve(path, one.specifier)
    if target is None:
        if not project.missing:
            yield finding(path, f"{one.specifier!r} is imported, and there is no such file", line, column)
        return
    if not one.is_require and not path.endswith((".ts", ".mts", ".tsx")) and not target.endswith(_base(one.specifier)):
        yield finding(path, f"{one.specifier!r} needs its file's whole name: {target}", line, column)
    exports = project.javascript.modules[target].exports if target in project.javascript.modules else None
    if exports is None or exports.open or one.is_require:
        return
    for name in one.names:
        if name not in (ALL, *exports.names) and not (name == DEFAULT and not exports.is_module):  # Node gives it one.
            yield finding(path, f"{name!r} is imported from {target}, which does not export it", line, column)


def _base(specifier: str) -> str:
    return specifier.rsplit("/", 1)[-1] if not specifier.endswith(("/", "..")) else "\0"


def _names(package: dict[str, Any], *fields: str) -> set[str]:
    return {
        name for field in fields for name in (package.get(field) if isinstance(package.get(field), dict) else {}) or {}
    }


def _is_aside(path: str) -> bool:
    """Whether the file is there for development alone."""
    return is_test(path) or ".config." in path or path.startswith(("scripts/", "eslint"))


def _is_builtin(specifier: str) -> bool:
    prefixed = specifier.startswith("node:")
    first = specifier.removeprefix("node:").partition("/")[0]
    return first in NODE_BUILTINS or (prefixed and first in NODE_PREFIXED)


def _package(specifier: str) -> str:
    parts = specifier.split("/")
    return "/".join(parts[: 2 if specifier.startswith("@") else 1])


def _is_esm(package: dict[str, Any], path: str) -> bool:
    return path.endswith(".mjs") or (path.endswith(".js") and package.get("type") == "module")
