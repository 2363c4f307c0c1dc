"""The contract as the checks read it: its operations, and where each stands."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import yaml

from tailrace.kinds.code.checks.yaml_reader import YamlError, place, read

# https://spec.openapis.org/oas/v3.1.1#path-item-object
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Operation:
    """A path and a method of the contract; `method` in capitals, line and column from 1."""

    method: str
    path: str
    line: int
    column: int
    value: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Document:
    """A contract that is YAML; whether it is a valid one is not said."""

    value: dict[str, Any]
    node: yaml.Node
    operations: tuple[Operation, ...]
    bases: tuple[str, ...]

    def place(self, *path: str | int) -> tuple[int, int]:
        """Line and column of the value at this path."""
        return place(self.node, path)


def read_document(text: str) -> Document:
    """Raises `YamlError` if the text is no YAML, or no mapping."""
    value, node = read(text)
    if not isinstance(value, dict):
        raise YamlError("it is no mapping, so no OpenAPI document", 1, 1)
    return Document(value, node, tuple(_operations(value, node)), _bases(value))


def _operations(value: dict[str, Any], node: yaml.Node) -> list[Operation]:
    paths = value.get("paths")
    return [
        Operation(method.upper(), path, *place(node, ("paths", path, method)), operation)
        for path, item in (paths.items() if isinstance(paths, dict) else ())
        if isinstance(item, dict)
        for method, operation in item.items()
        if method in METHODS and isinstance(operation, dict)
    ]


def _bases(value: dict[str, Any]) -> tuple[str, ...]:
    """The paths of the servers' addresses, without the slash at the end: what all paths may begin with."""
    found = {""}
    servers = value.get("servers")
    for server in servers if isinstance(servers, list) else ():
        url = server.get("url") if isinstance(server, dict) else None
        if isinstance(url, str):
            try:
                found.add(urlsplit(url).path.rstrip("/"))
            except ValueError:
                continue  # No address; the validator says so.
    return tuple(sorted(found))
