"""The design that a contract tells of.

A file is written by a call of its own that knows the contract and nothing else, so all that the files say has to be
in it: fields in the schemas, sample data in their examples, what an action sets in its description.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from local.simulator.content.code.design import Action, Design, Field, Operation, OperationKind, Resource

# Ten times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SETS = re.compile(r"Sets `(\w+)` to `([^`]+)`")


# Every file of a project is asked for by the same contract.
@lru_cache(64)
def read(text: str) -> Design:
    """The design behind a contract that `contract.write` wrote. Raises ValueError for any other text."""
    try:
        return _design(yaml.load(text, Loader=_LOADER))  # noqa: S506 - one of the two safe ones
    except (yaml.YAMLError, KeyError, StopIteration, TypeError, AttributeError, IndexError) as error:
        raise ValueError("not a contract of this simulator") from error


def _design(document: Mapping[str, Any]) -> Design:
    paths = {path: item for path, item in document["paths"].items() if path != "/health"}
    base = next(path for path, item in paths.items() if "{" not in path and "post" in item)
    children = next((path for path, item in paths.items() if path.count("/") == 3 and "get" in item), None)
    operations = tuple(
        Operation(written["operationId"], _kind(method, path, base, children), method, path)
        for path, item in paths.items()
        for method, written in item.items()
        if method != "parameters"
    )
    thing = _resource(document, base)
    return Design(
        title=document["info"]["title"],
        about=document["info"]["description"],
        resource=thing,
        id_name=document["components"]["parameters"]["Id"]["name"],
        filter=paths[base]["get"]["parameters"][0]["name"],
        operations=operations,
        action=next((_action(thing, paths, made.path) for made in operations if made.kind == "action"), None),
        child=_resource(document, children) if children else None,
    )


def _kind(method: str, path: str, base: str, children: str | None) -> OperationKind:
    if path == base:
        return "list" if method == "get" else "create"
    if path == children:
        return "list_children" if method == "get" else "add_child"
    if path.count("/") == 3:
        return "action"
    if "{" not in path:
        return "summary"
    kinds: dict[str, OperationKind] = {"get": "read", "put": "replace", "patch": "patch", "delete": "delete"}
    return kinds[method]


def _action(thing: Resource, paths: Mapping[str, Any], path: str) -> Action:
    match = _SETS.search(paths[path]["post"]["description"])
    if match is None:
        raise KeyError("no such action")
    name, to = match.groups()
    boolean = thing.field(name).type == "boolean"
    return Action(path.rpartition("/")[2], name, to == "true" if boolean else to)


def _resource(document: Mapping[str, Any], path: str) -> Resource:
    """What is added by a POST to `path`."""
    schemas = document["components"]["schemas"]
    body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    title = body.rpartition("/")[2].removesuffix("Input")
    given = schemas[f"{title}Input"]
    fields = tuple(
        _field(name, schema, name in given["required"])
        for name, schema in schemas[f"{title}Fields"]["properties"].items()
    )
    return Resource(title.casefold(), path.rpartition("/")[2], fields, tuple(given["examples"]))


def _field(name: str, schema: Mapping[str, Any], required: bool) -> Field:
    return Field(
        name,
        "date" if schema.get("format") == "date" else schema["type"],
        min=schema.get("minLength", schema.get("minimum")),
        max=schema.get("maxLength", schema.get("maximum")),
        enum=tuple(schema.get("enum", ())),
        pattern=schema.get("pattern"),
        default=None if required else schema["default"],
    )
