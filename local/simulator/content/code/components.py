"""What the operations of a contract refer to: parameters, answers to errors, and schemas."""

from collections.abc import Collection
from typing import Any

from local.simulator.content.code.design import Design, Field, Resource
from local.simulator.content.code.yaml_text import Flow, Row, content, ref

_WORDS = {
    "BadRequest": "The request cannot be read.",
    "Invalid": "A value breaks its rule; details name it.",
    "NotFound": "There is no such thing.",
    "Conflict": "It is so already.",
    "Unexpected": "The server failed.",
}


def components(design: Design, errors: Collection[str]) -> dict[str, Any]:
    """All of them; `errors` are the names of the answers that are referred to."""
    responses = {
        name: {"description": words, "content": content(ref("schemas", "Error"))}
        for name, words in _WORDS.items()
        if name in errors
    }
    parameter = {
        "name": design.id_name,
        "in": "path",
        "required": True,
        "schema": Flow(type="integer", minimum=1),
    }
    schemas: dict[str, Any] = {}
    for thing in filter(None, (design.resource, design.child)):
        schemas |= _schemas(thing)
    detail = {"type": "object", "properties": {name: Flow(type="string") for name in ("field", "message")}}
    error = {
        "type": "object",
        "required": Row(["code", "message"]),
        "properties": {
            "code": Flow(type="string"),
            "message": Flow(type="string"),
            "details": {"type": "array", "items": detail},
        },
    }
    schemas["Error"] = {"type": "object", "required": Row(["error"]), "properties": {"error": error}}
    return {"parameters": {"Id": parameter}, "responses": responses, "schemas": schemas}


def _schemas(thing: Resource) -> dict[str, Any]:
    """Fields as they may come, all that must come, and a whole record."""
    fields, inputs = f"{thing.title}Fields", f"{thing.title}Input"
    return {
        fields: {"type": "object", "properties": {field.name: schema_of(field) for field in thing.fields}},
        inputs: {
            "allOf": [ref("schemas", fields)],
            "required": Row(field.name for field in thing.fields if field.required),
            "examples": [Flow(sample) for sample in thing.samples],
        },
        thing.title: {
            "allOf": [ref("schemas", inputs)],
            "required": Row(["id"]),
            "properties": {"id": Flow(type="integer", minimum=1)},
        },
    }


def schema_of(field: Field, *, with_default: bool = True) -> Flow:
    """The schema of one field."""
    length = field.type == "string"
    schema = Flow(type="string" if field.type == "date" else field.type)
    if field.type == "date":
        schema["format"] = "date"
    if field.enum:
        schema["enum"] = list(field.enum)
    if field.min is not None:
        schema["minLength" if length else "minimum"] = field.min
    if field.max is not None:
        schema["maxLength" if length else "maximum"] = field.max
    if field.pattern:
        schema["pattern"] = field.pattern
    if field.default is not None and with_default:
        schema["default"] = field.default
    return schema
