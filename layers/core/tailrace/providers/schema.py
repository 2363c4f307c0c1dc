"""A pydantic model as the JSON Schema that all three providers accept for structured output.

The common subset, as their documentation had it in November 2026: `type`, `properties`, `required`, `items`, `enum`,
`anyOf`, `description` and `additionalProperties: false`. OpenAI's strict mode wants every field required; Anthropic
refuses numeric and length limits; Google is slow with references. Limits are therefore checked by our own code.
"""

from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]

# Carried over as they are; the rest is rewritten below, refused, or a limit or an ornament and dropped.
KEPT = ("type", "enum", "description")
REFUSED = ("prefixItems", "allOf", "not", "if", "patternProperties", "dependentSchemas")


def strict_schema(model: type[BaseModel]) -> Schema:
    """The schema: references put in place, every field required (an optional one is nullable), no other fields allowed.

    Raises `TypeError` with the place for what cannot be said in the subset: free-form objects and `Any`, tuples,
    models that contain themselves.
    """
    whole = model.model_json_schema()
    return _strict(whole, whole.get("$defs", {}), model.__name__, ())


def _strict(node: Schema, definitions: dict[str, Schema], place: str, inside: tuple[str, ...]) -> Schema:
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name in inside:
            raise TypeError(f"{place}: {name} contains itself")
        # What stands beside a reference, a description, is about this place and wins.
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _strict({**definitions[name], **beside}, definitions, place, (*inside, name))
    if refused := [key for key in REFUSED if key in node]:
        raise TypeError(f"{place}: providers do not accept {', '.join(refused)}")

    strict: Schema = {key: node[key] for key in KEPT if key in node}
    if "const" in node:
        strict["enum"] = [node["const"]]
    for choices in ("anyOf", "oneOf"):
        if choices in node:
            strict["anyOf"] = [_strict(choice, definitions, place, inside) for choice in node[choices]]
    if node.get("type") == "object":
        strict |= _object(node, definitions, place, inside)
    if node.get("type") == "array":
        strict["items"] = _strict(node.get("items", {}), definitions, f"{place}[]", inside)
    if not {"type", "enum", "anyOf"} & strict.keys():
        raise TypeError(f"{place}: a type is needed, anything at all cannot be asked for")
    return strict


def _object(node: Schema, definitions: dict[str, Schema], place: str, inside: tuple[str, ...]) -> Schema:
    fields = node.get("properties", {})
    if not fields or node.get("additionalProperties"):
        raise TypeError(f"{place}: an object needs named fields")
    return {
        "properties": {name: _strict(field, definitions, f"{place}.{name}", inside) for name, field in fields.items()},
        "required": list(fields),
        "additionalProperties": False,
    }
