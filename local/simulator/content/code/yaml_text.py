"""YAML as people write OpenAPI: in order, without anchors, and what is short on one line."""

from collections.abc import Mapping
from typing import Any

import yaml


class Flow(dict[str, Any]):
    """Written on one line."""


class Row(list[Any]):
    """A list on one line."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc] # five times as fast, where it is
    """Keeps the order of keys and writes no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(Row, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, True))
_Dumper.add_representer(Flow, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, True))


def dump(document: Mapping[str, Any]) -> str:
    """The document."""
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return text


def ref(part: str, name: str) -> Flow:
    """A reference to a part of the same document."""
    return Flow({"$ref": f"#/components/{part}/{name}"})


def content(schema: dict[str, Any]) -> dict[str, Any]:
    """A body or an answer in JSON."""
    # What is short stands on one line.
    short = isinstance(schema, Flow)
    return {"application/json": Flow(schema=schema) if short else {"schema": schema}}
