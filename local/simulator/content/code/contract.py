"""The OpenAPI document of a design. All that the files of a project say follows from it; `read_contract` does that."""

from collections.abc import Mapping
from typing import Any

from local.simulator.content.code.components import components, schema_of
from local.simulator.content.code.design import Design, Framework, Operation, OperationKind
from local.simulator.content.code.yaml_text import Flow, Row, content, dump, ref

# The status of success, and the errors, for each kind of operation.
_ANSWERS: Mapping[OperationKind, tuple[str, tuple[str, ...]]] = {
    "list": ("200", ("Invalid",)),
    "create": ("201", ("BadRequest", "Invalid")),
    "summary": ("200", ()),
    "read": ("200", ("Invalid", "NotFound")),
    "replace": ("200", ("BadRequest", "Invalid", "NotFound")),
    "patch": ("200", ("BadRequest", "Invalid", "NotFound")),
    "delete": ("204", ("Invalid", "NotFound")),
    "action": ("200", ("Invalid", "NotFound", "Conflict")),
    "list_children": ("200", ("Invalid", "NotFound")),
    "add_child": ("201", ("BadRequest", "Invalid", "NotFound")),
}
_STATUSES = {"BadRequest": "400", "Invalid": "422", "NotFound": "404", "Conflict": "409", "Unexpected": "500"}


def write(design: Design, framework: Framework) -> str:
    """The contract as YAML: OpenAPI 3.1, the health route first. FastAPI has a status of its own for invalid values."""
    # What cannot be read is invalid too, where one status means both.
    folded = {"BadRequest": "Invalid"} if framework == "express" else {}
    statuses = {**_STATUSES, "Invalid": "400"} if folded else _STATUSES
    errors = {
        kind: {statuses[name]: folded.get(name, name) for name in (*names, "Unexpected")}
        for kind, (_, names) in _ANSWERS.items()
    }
    paths: dict[str, Any] = {"/health": _health()}
    for operation in design.operations:
        paths.setdefault(operation.path, {})[operation.method] = _operation(design, operation, errors[operation.kind])
    for path, item in paths.items():
        if "{" in path:
            paths[path] = {"parameters": [ref("parameters", "Id")], **item}
    document = {
        "openapi": "3.1.0",
        "info": {"title": design.title, "version": "1.0.0", "description": design.about},
        "paths": paths,
        "components": components(design, {e for made in design.operations for e in errors[made.kind].values()}),
    }
    return dump(document)


def _health() -> dict[str, Any]:
    properties = {"status": Flow(const="ok"), "time": Flow(type="string", format="date-time")}
    schema = {"type": "object", "required": Row(["status", "time"]), "properties": properties}
    answer = {"description": "The service is up.", "content": content(schema)}
    return {"get": {"operationId": "health", "summary": "Health check", "responses": {"200": answer}}}


def _operation(design: Design, operation: Operation, errors: Mapping[str, str]) -> dict[str, Any]:
    thing, child, kind = design.resource, design.child, operation.kind
    written: dict[str, Any] = {"operationId": operation.id, "summary": summary(design, kind)}
    if kind == "action" and design.action:
        to = str(design.action.to).lower()
        written["description"] = f"Sets `{design.action.field}` to `{to}`; a conflict if it is already."
    if kind == "summary":
        written["description"] = f"How many {thing.plural} there are, by `{design.filter}`."
    if kind == "list":
        shown = schema_of(thing.field(design.filter), with_default=False)
        written["parameters"] = [
            {"name": design.filter, "in": "query", "schema": shown},
            {"name": "limit", "in": "query", "schema": Flow(type="integer", minimum=1, maximum=100, default=20)},
        ]
    if kind in ("create", "replace"):
        written["requestBody"] = {"required": True, "content": content(ref("schemas", f"{thing.title}Input"))}
    if kind == "patch":
        written["requestBody"] = {"required": True, "content": content(ref("schemas", f"{thing.title}Fields"))}
    if kind == "add_child" and child:
        written["requestBody"] = {"required": True, "content": content(ref("schemas", f"{child.title}Input"))}
    refused = {status: ref("responses", name) for status, name in sorted(errors.items())}
    written["responses"] = {_ANSWERS[kind][0]: _success(design, kind), **refused}
    return written


def summary(design: Design, kind: OperationKind) -> str:
    """What an operation does, in a few words."""
    thing, child = design.resource, design.child
    return {
        "list": f"List {thing.plural}, optionally by {design.filter}",
        "create": f"Add a new {thing.noun}",
        "summary": f"Count {thing.plural} by {design.filter}",
        "read": f"Get one {thing.noun}",
        "replace": f"Replace one {thing.noun}",
        "patch": f"Change some fields of one {thing.noun}",
        "delete": f"Delete one {thing.noun}",
        "action": f"{design.action.verb.capitalize()} one {thing.noun}" if design.action else "",
        "list_children": f"List the {child.plural} of one {thing.noun}" if child else "",
        "add_child": f"Add a new {child.noun} to one {thing.noun}" if child else "",
    }[kind]


def _success(design: Design, kind: OperationKind) -> dict[str, Any]:
    if kind == "delete":
        return {"description": "It is gone."}
    if kind == "summary":
        counts = Flow(type="object", additionalProperties=Flow(type="integer", minimum=0))
        return {"description": "The counts.", "content": content(counts)}
    child = kind in ("list_children", "add_child")
    thing = design.child if child and design.child else design.resource
    if kind in ("list", "list_children"):
        items = Flow(type="array", items=ref("schemas", thing.title))
        return {"description": f"The {thing.plural}.", "content": content(items)}
    return {"description": f"The {thing.noun}.", "content": content(ref("schemas", thing.title))}
