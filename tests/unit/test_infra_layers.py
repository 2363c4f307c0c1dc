"""Each function's layers hold what its steps import: here everything is installed, and a missing one would be found by
the first run of a deployment only."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from local.intrinsics import load
from tests.unit.machines import PATHS, ROOT, machine

CORE = ROOT / "layers" / "core"
RESOURCES: dict[str, Any] = load((ROOT / "template.yaml").read_text())["Resources"]
# The runtime brings these, and the layers' packages need no newer ones.
RUNTIME = {"boto3", "botocore"}
KNOWN = packages_distributions()


def steps() -> list[tuple[str, str, str]]:
    """Every kind, the name of each of its steps, and the function that makes it."""
    return sorted({(kind, state.step_name, state.function) for kind in PATHS for state in machine(kind).steps()})


@cache
def provided(function: str) -> frozenset[str]:
    """The distributions that this function finds in production."""
    layers = [call.argument for call in RESOURCES[function]["Properties"].get("Layers", [])]
    locks = [ROOT / "layers/sdks" / f"{layer.removesuffix('Layer').lower()}.lock" for layer in [*layers, "BaseLayer"]]
    pins = (re.findall(r"^([a-z0-9-]+)==", lock.read_text(), re.MULTILINE) for lock in locks if lock.is_file())
    return frozenset(RUNTIME).union(*pins)


@cache
def imported(module: str) -> frozenset[str]:
    """The third-party packages that a module of ours, or one that it imports, imports."""
    assert _file(module), module
    seen, waiting, foreign = set[str](), [module], set[str]()
    while waiting:
        name = waiting.pop()
        if name.partition(".")[0] != "tailrace":
            foreign.add(name.partition(".")[0])
        elif name not in seen and (path := _file(name)):
            seen.add(name)
            waiting += [name.rpartition(".")[0], *_imports(path)]
    return frozenset(foreign - sys.stdlib_module_names - {""})


def _file(module: str) -> Path | None:
    path = CORE.joinpath(*module.split("."))
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()), None)


@cache
def _imports(path: Path) -> tuple[str, ...]:
    """What a file imports."""
    return tuple(_found(path))


def _found(path: Path) -> Iterator[str]:
    """Inside of functions too where the file is a kind's: what others import there is not for every step, a price list
    where a model was asked, say."""
    deep = any(folder in path.parts for folder in ("kinds", "site"))
    waiting: list[ast.AST] = [ast.parse(path.read_text())]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names))
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
        elif deep or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += ast.iter_child_nodes(node)


def missing(module: str, function: str) -> set[str]:
    """What a module imports and its function does not find."""
    by = {name: {d.lower().replace("_", "-") for d in KNOWN.get(name, [name])} for name in imported(module)}
    return {name for name, distributions in by.items() if not distributions & provided(function)}


@pytest.mark.parametrize(("kind", "step", "function"), steps(), ids=lambda value: value)
def test_a_steps_function_has_what_the_step_imports(kind: str, step: str, function: str) -> None:
    assert not missing(f"tailrace.kinds.{kind}.{step}", function)


@pytest.mark.parametrize("module", ["http.app", "settle", "step_handler"])
def test_what_every_start_imports_is_in_the_base_layer(module: str) -> None:
    """`api`, `settle` and the steps' handler: what only some steps need is imported by those steps."""
    assert not missing(f"tailrace.{module}", "Settle")
