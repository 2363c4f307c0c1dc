"""requirements.txt or pyproject.toml, against what the Python files import."""

import posixpath
import sys
from collections.abc import Iterator

from tailrace.kinds.code.checks.packages import distributions_of, provided_by
from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.py_module import PyImport
from tailrace.kinds.code.checks.start import commands
from tailrace.kinds.code.checks.syntax import toml_of
from tailrace.kinds.code.checks.texts import is_test
from tailrace.kinds.code.checks.verdict import finding
from tailrace.validation import Finding

_MANIFESTS = ("requirements.txt", "pyproject.toml")
# Names that can be imported without it and not used.
_NEEDS = {
    ("pydantic", "EmailStr"): "email-validator",
    ("fastapi", "Form"): "python-multipart",
    ("fastapi", "UploadFile"): "python-multipart",
}


def look(project: Project) -> tuple[list[Finding], list[str], str]:
    """What is wrong, what cannot be told, and the words for nothing of either."""
    manifest = next((name for name in _MANIFESTS if name in project.files), None)
    if manifest is None:
        planned = [name for name in _MANIFESTS if name in project.planned]
        return [], [f"{planned[0] if planned else _MANIFESTS[0]} was not written"], ""
    installed = provided(project)
    findings: list[Finding] = []
    told: set[str] = set()
    for path, module in project.python.modules.items():
        for one in module.imports:
            findings += _own(project, path, one)
            lacks = _lacks(project, path, one, installed)
            if lacks and lacks not in told:
                told.add(lacks)
                findings.append(finding(manifest, f"{lacks!r} is needed by {path} (line {one.line}) and is not named"))
    if any(command.split()[:1] == ["uvicorn"] for command in commands(project)) and not {"uvicorn"} & (
        installed | told
    ):
        findings.append(finding(manifest, "'uvicorn' starts the application and is not named"))
    return findings, project.doubts, f"every import of {len(project.python.modules)} files is there"


def provided(project: Project) -> set[str]:
    """The distributions that the project's manifests install, in canonical form."""
    found: set[str] = set()
    for requirement in _requirements(project, "requirements.txt", set()):
        found |= provided_by(requirement)
    settings = toml_of(project.files.get("pyproject.toml", "")) or {}
    declared = settings.get("project", {})
    listed = declared.get("dependencies", []) if isinstance(declared, dict) else []
    for requirement in listed if isinstance(listed, list) else ():
        found |= provided_by(str(requirement))
    tool = settings.get("tool", {})
    poetry = tool.get("poetry", {}) if isinstance(tool, dict) else {}
    for name in poetry.get("dependencies", {}) if isinstance(poetry, dict) else ():
        found |= provided_by(str(name))
    return found


def _requirements(project: Project, path: str, seen: set[str]) -> Iterator[str]:
    """The lines of a requirements file, and of those that it names, each file once."""
    seen.add(path)
    for line in project.files.get(path, "").splitlines():
        text = line.split(" #")[0].strip()
        if text.startswith(("-r ", "--requirement ")):
            other = posixpath.normpath(posixpath.join(posixpath.dirname(path), text.split(None, 1)[1]))
            if other not in seen:
                yield from _requirements(project, other, seen)
        elif text and not text.startswith(("#", "-")):
            yield text


def _lacks(project: Project, path: str, one: PyImport, installed: set[str]) -> str | None:
    """The distribution that this import needs and that nothing installs."""
    top = one.module.partition(".")[0]
    if one.level or one.is_guarded or project.python.is_own(path, top):
        return None
    if top in sys.stdlib_module_names:
        return None
    wanted = distributions_of(top)
    if not installed & set(wanted):
        return None if is_test(path) else wanted[0]
    extra = _NEEDS.get((top, one.name or ""))
    return extra if extra and extra not in installed else None


def _own(project: Project, path: str, one: PyImport) -> Iterator[Finding]:
    """Imports of the project's own files lead to a file, and to a name in it."""
    if one.is_guarded or project.missing:
        return
    if not one.level and not project.python.is_own(path, one.module):
        return
    source = "." * one.level + one.module
    meaning = project.python.meaning(path, one)
    if meaning is None:
        yield finding(path, f"{source!r} is imported, and there is no such file", one.line, one.column)
        return
    target, name = meaning
    module = project.python.modules.get(target)
    is_folder = target not in project.files
    if not name or name == "*" or (module is None and not is_folder):
        return
    known = set() if is_folder else module.names if module else None
    if known is not None and name not in known:
        yield finding(path, f"{name!r} is imported from {source!r}, which has no such name", one.line, one.column)
