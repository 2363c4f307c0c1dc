"""JSON Schema of every event, written from the same models that write the events."""

from collections import defaultdict
from functools import cache
from typing import Any

from pydantic.json_schema import JsonSchemaValue, models_json_schema

from tailrace import events
from tailrace.events import EventData
from tailrace.kinds import kind_names, load_part

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:tailrace:schema:events:1"


@cache
def event_schema() -> dict[str, Any]:
    """A JSON Schema (2020-12) that an event is valid against: the envelope, and by `type` the `data`.

    A type that several kinds share may have the data of any of them.
    """
    by_type: dict[str, list[EventModel]] = defaultdict(list)
    for model in _models():
        if model not in by_type[model.TYPE]:
            by_type[model.TYPE].append(model)
    # What is written holds every field, also those that have a default.
    places, shared = models_json_schema(
        [(model, "serialization") for models in by_type.values() for model in models], ref_template="#/$defs/{model}"
    )
    return {
        "$schema": DIALECT,
        "$id": ID,
        "title": "Event",
        "description": "One event of a run, as it lies in the log and as readers receive it.",
        "oneOf": [
            _envelope(name, [places[(model, "serialization")] for model in models]) for name, models in by_type.items()
        ],
        "$defs": shared["$defs"],
    }


EventModel = type[EventData]


def _models() -> list[EventModel]:
    found = list(events.EVENTS)
    for name in kind_names():
        found += load_part(name, "events").EVENTS
    return found


def _envelope(name: str, data: list[JsonSchemaValue]) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "seq": {"type": "integer", "minimum": 1},
        "type": {"const": name},
        "run_id": {"type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{26}$"},
        "ts": {"type": "string", "format": "date-time"},
        "step": {"type": ["string", "null"]},
        "attempt": {"type": ["integer", "null"], "minimum": 1},
        "message": {"type": ["string", "null"]},
        "data": data[0] if len(data) == 1 else {"anyOf": data},
    }
    return {
        "title": name,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
