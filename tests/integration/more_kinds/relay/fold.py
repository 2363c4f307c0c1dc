"""The texts by name, each with whose it is."""

from collections.abc import Mapping
from typing import Any


def empty(started: Mapping[str, Any]) -> dict[str, Any]:
    return {"texts": {}}


def apply(parts: dict[str, Any], event: Mapping[str, Any]) -> None:
    if event["type"] == "text.written":
        parts["texts"][event["data"]["name"]] = event["data"]["provider"]


def progress(snapshot: Mapping[str, Any]) -> int:
    return int(100 * len(snapshot["parts"]["texts"]) / max(1, snapshot["expected"]["parts"]))


def made(parts: Mapping[str, Any]) -> int:
    return len(parts["texts"])
