"""Values and imports as JavaScript writes them."""

import json
from collections.abc import Mapping
from posixpath import dirname, relpath
from typing import Any

from local.simulator.content.code.design import Resource
from local.simulator.content.code.layouts import Project


def source(project: Project, role: str, other: str) -> str:
    """Where the file of one role imports that of another from."""
    path = relpath(project.paths[other], dirname(project.paths[role]) or ".")
    return path if path.startswith(".") else f"./{path}"


def literal(value: Any) -> str:
    """JSON, which is JavaScript too."""
    return json.dumps(value, ensure_ascii=False)


def record(values: Mapping[str, Any]) -> str:
    """An object whose keys are names."""
    return "{ " + ", ".join(f"{name}: {literal(value)}" for name, value in values.items()) + " }"


def samples(thing: Resource) -> str:
    """The sample data, a line each."""
    return "\n".join(f"  {record(sample)}," for sample in thing.samples)
