"""Stage `syntax`: every file that a program reads is well-formed. Python is compiled and never run."""

import json
import re
import tomllib
import warnings
from collections.abc import Callable
from typing import Any

from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.texts import is_javascript, suffix
from tailrace.kinds.code.checks.verdict import Verdict, finding, verdict
from tailrace.kinds.code.checks.yaml_reader import YamlError, scan
from tailrace.validation import Finding

# TypeScript's own settings are JSON with comments.
_COMMENTED_JSON = re.compile(r"(^|/)(tsconfig[^/]*|jsconfig)\.json$|(^|/)\.vscode/")
# A dotted key of n parts costs the parser n²; no manifest and no host's settings come near this many characters.
_LONGEST_TOML = 32_768
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def check(project: Project) -> Verdict:
    """Fail with every file that does not parse; unknown where there is no parser for some of them."""
    doubts = project.unwritten
    looked_at: dict[str, list[Finding]] = {}
    for path, text in project.files.items():
        if look := _PARSERS.get(suffix(path)):
            looked_at[path] = look(path, text)
        elif is_javascript(path) and (found := project.parsed[path]) is not None:
            looked_at[path] = found
        elif is_javascript(path):
            doubts.append(f"{path} could not be looked at: esbuild is not here")
    findings = [one for found in looked_at.values() for one in found]
    return verdict(findings, doubts, f"{len(looked_at)} files are well-formed")


def _python(path: str, text: str) -> list[Finding]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        return [finding(path, error.msg, error.lineno, error.offset or None)]
    except (ValueError, RecursionError, MemoryError) as error:
        return [finding(path, f"Python cannot read this ({type(error).__name__})")]
    return []


def _json(path: str, text: str) -> list[Finding]:
    if _COMMENTED_JSON.search(path):
        return []
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return [finding(path, error.msg, error.lineno, error.colno)]
    except (RecursionError, ValueError) as error:
        return [finding(path, f"no JSON that can be read ({type(error).__name__})")]
    return []


def _yaml(path: str, text: str) -> list[Finding]:
    try:
        scan(text, aliases=True)
    except YamlError as error:
        return [finding(path, str(error), error.line, error.column)]
    return []


def _toml(path: str, text: str) -> list[Finding]:
    if len(text) > _LONGEST_TOML:
        return [finding(path, f"it has {len(text)} characters; TOML is read up to {_LONGEST_TOML}")]
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place and place[1] else (None, None)
        return [finding(path, _TOML_PLACE.sub("", str(error)), line, column)]
    except RecursionError:
        return [finding(path, "it is nested too deep")]
    return []


_PARSERS: dict[str, Callable[[str, str], list[Finding]]] = {
    ".py": _python,
    ".json": _json,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".toml": _toml,
}


def toml_of(text: str) -> dict[str, Any] | None:
    """A TOML file's value, or None if it is none."""
    if len(text) > _LONGEST_TOML:
        return None
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def json_object(text: str | None) -> dict[str, Any] | None:
    """A JSON file's object, or None if it is none."""
    try:
        value = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
