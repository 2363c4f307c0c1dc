"""What the providers refuse in a JSON Schema for structured output, as their documentation lists it."""

from collections.abc import Iterator, Mapping
from typing import Any

_NAMED = ("properties", "$defs", "definitions")
_LISTED = ("anyOf", "oneOf", "allOf", "prefixItems")
# https://platform.claude.com/docs/en/build-with-claude/structured-outputs (JSON Schema limitations)
_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_STRINGS = ("minLength", "maxLength")


def walk(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every schema inside a schema, itself included, with the path to it."""
    if not isinstance(schema, Mapping):
        return
    yield path, schema
    for keyword in _NAMED:
        for name, part in (schema.get(keyword) or {}).items():
            yield from walk(part, (*path, keyword, name))
    for keyword in _LISTED:
        for position, part in enumerate(schema.get(keyword) or ()):
            yield from walk(part, (*path, keyword, str(position)))
    yield from walk(schema.get("items"), (*path, "items"))


def strict_errors(schema: Mapping[str, Any]) -> Iterator[str]:
    """OpenAI's strict mode: every object closed, every property required, an object at the root.

    Source: https://platform.openai.com/docs/guides/structured-outputs (supported schemas).
    """
    if schema.get("type") != "object":
        yield f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{schema.get('type')}\"'."
    for path, part in walk(schema):
        if part.get("type") != "object" and "properties" not in part:
            continue
        if part.get("additionalProperties") is not False:
            yield f"In context={path}, 'additionalProperties' is required to be supplied and to be false."
        missing = [name for name in part.get("properties") or () if name not in (part.get("required") or ())]
        if missing:
            yield (
                f"In context={path}, 'required' is required to be supplied and to be an array including every key in "
                f"properties. Missing '{missing[0]}'."
            )


def anthropic_errors(schema: Mapping[str, Any]) -> Iterator[str]:
    """Anthropic's structured outputs: closed objects, no limits on numbers, strings or long arrays."""
    for _, part in walk(schema):
        type_ = part.get("type")
        if type_ == "object" and part.get("additionalProperties") is not False:
            yield "For 'object' type, 'additionalProperties' must be explicitly set to false"
        if type_ in ("integer", "number"):
            used = [name for name in _NUMBERS if name in part]
            if used:
                yield f"For '{type_}' type, properties {', '.join(used)} are not supported"
        if type_ == "string":
            used = [name for name in _STRINGS if name in part]
            if used:
                yield f"For 'string' type, properties {', '.join(used)} are not supported"
        if type_ == "array" and (part.get("minItems", 0) > 1 or "maxItems" in part):
            yield "For 'array' type, 'minItems' values other than 0 or 1, and 'maxItems', are not supported"
