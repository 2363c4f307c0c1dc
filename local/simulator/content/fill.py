"""Values for any JSON Schema, by type, limits and the names of properties."""

import math
import re
from collections.abc import Mapping
from random import Random
from typing import Any
from uuid import UUID

_WORDS = (
    *("steady", "clear", "gentle", "first", "early", "small", "open", "light", "simple", "warm", "quiet", "even"),
    *("balanced", "honest", "plain", "progress", "focus", "rhythm", "detail", "choice", "balance", "habit"),
    *("practice", "moment", "pattern", "purpose", "result", "change"),
)
_ORDERED = re.compile(r"\b(?:exactly|write) (\d+) (\w+)", re.IGNORECASE)
_DEFAULT_ITEMS = (2, 4)
# Deep enough for any real schema; a recursive one ends here.
_DEEPEST = 8

# Plausible numbers for common names, where the schema sets no limits.
_NUMBERS = {
    "year": (1960, 2026),
    "duration": (30, 300),
    "percent": (0, 100),
    "score": (60, 95),
    "confidence": (60, 95),
    "weight": (1, 100),
    "minutes": (5, 60),
    "calories": (150, 700),
    "index": (0, 9),
}
_FORMATS = {
    "date": "2026-11-20",
    "time": "09:30:00Z",
    "date-time": "2026-11-20T09:30:00Z",
    "duration": "PT30M",
    "email": "someone@example.com",
    "uri": "https://example.com/",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
}

Schema = Mapping[str, Any]


class Filler:
    """Fills schemas; lists are as long as the prompt says ("exactly 7 days" for a property `days`)."""

    def __init__(self, root: Schema, prompt: str, rng: Random) -> None:
        self._root = root
        self._rng = rng
        self._counts = {name.casefold(): int(count) for count, name in _ORDERED.findall(prompt)}

    def value(self, schema: Schema, name: str = "", depth: int = 0) -> Any:
        """A value that the schema accepts; `name` is the property that it is for."""
        schema = self.resolve(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._rng.choice(schema["enum"])
        for choices in ("anyOf", "oneOf"):
            if schema.get(choices):
                return self.value(self._choice(schema[choices], depth), name, depth)
        for part in schema.get("allOf", ())[:1]:
            return self.value({**schema, **self.resolve(part), "allOf": None}, name, depth)
        return self._typed(schema, name, depth)

    def resolve(self, schema: Schema) -> Schema:
        """The schema that a local reference means."""
        while "$ref" in schema:
            target: Any = self._root
            for part in str(schema["$ref"]).removeprefix("#").strip("/").split("/"):
                target = target[part] if part else target
            schema = {**{k: v for k, v in schema.items() if k != "$ref"}, **target}
        return schema

    def _choice(self, choices: list[Schema], depth: int) -> Schema:
        """One of several schemas: null seldom, except where it ends a recursion."""
        null = [choice for choice in choices if choice.get("type") == "null"]
        real = [choice for choice in choices if choice.get("type") != "null"]
        if null and (not real or depth >= _DEEPEST or self._rng.random() < 0.1):
            return null[0]
        return self._rng.choice(real)

    def _typed(self, schema: Schema, name: str, depth: int) -> Any:
        type_ = schema.get("type") or ("object" if "properties" in schema else "string")
        if isinstance(type_, list):
            return self.value(self._choice([{**schema, "type": single} for single in type_], depth), name, depth)
        match type_:
            case "object":
                properties = schema.get("properties") or {}
                return {key: self.value(part, key, depth + 1) for key, part in properties.items()}
            case "array":
                return self._list(schema, name, depth)
            case "integer" | "number":
                return self._number(schema, name, whole=type_ == "integer")
            case "boolean":
                return self._rng.random() < 0.5
            case "null":
                return None
        return self._text(schema, name)

    def _list(self, schema: Schema, name: str, depth: int) -> list[Any]:
        fixed = [self.value(part, name, depth + 1) for part in schema.get("prefixItems", ())]
        least, most = _DEFAULT_ITEMS
        least = schema.get("minItems", min(least, schema.get("maxItems", least)))
        count = self._rng.randint(least, max(least, schema.get("maxItems", most)) if depth < _DEEPEST else least)
        count = self._counts.get(name.casefold(), min(count, max(least, most)))
        return fixed + [self.value(schema.get("items") or {}, name, depth + 1) for _ in range(count - len(fixed))]

    def _number(self, schema: Schema, name: str, *, whole: bool) -> float:
        step: float = schema.get("multipleOf") or (1 if whole else 0.01)
        low, high = next((span for part, span in _NUMBERS.items() if part in name.casefold()), (1, 100))
        least = schema.get("minimum", schema.get("exclusiveMinimum"))
        most = schema.get("maximum", schema.get("exclusiveMaximum"))
        # One limit alone moves the usual range so that it lies within it.
        low = least if least is not None else low if most is None else min(low, most - (high - low))
        high = most if most is not None else max(high, low + (high - low))
        first = math.ceil(low / step) + ("exclusiveMinimum" in schema and math.ceil(low / step) * step == low)
        last = math.floor(high / step) - ("exclusiveMaximum" in schema and math.floor(high / step) * step == high)
        number = self._rng.randint(first, max(first, last)) * step
        return int(number) if whole else round(number, 6)

    def _text(self, schema: Schema, name: str) -> str:
        form = schema.get("format")
        if form == "uuid":
            return str(UUID(int=self._rng.getrandbits(128), version=4))
        if form in _FORMATS:
            return _FORMATS[form]
        shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 4000)
        count = 3 if any(part in name.casefold() for part in ("title", "name", "label", "theme")) else 12
        text = " ".join(self._rng.choice(_WORDS) for _ in range(count)).capitalize()
        while len(text) < shortest:
            text += " " + self._rng.choice(_WORDS)
        return text[:longest].rstrip() if len(text[:longest].rstrip()) >= shortest else text[:longest]
