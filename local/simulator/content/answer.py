"""The whole text that a simulated model answers with."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from local.simulator.content import playlist, rules
from local.simulator.content.fill import Filler
from local.simulator.wire.base import Ask

# How each model lays out JSON: the separators, and spaces of indentation.
_LAYOUT: Mapping[str, tuple[tuple[str, str], int | None]] = {
    "openai": ((",", ":"), None),
    "anthropic": ((", ", ": "), None),
    "gemini": ((",", ": "), 2),
}


def text(ask: Ask, provider: str, seed: int) -> str:
    """The answer to `ask`: JSON by its schema, else a sentence. The same for the same prompt, seed and provider."""
    rng = Random(f"{provider}\n{seed if ask.seed is None else ask.seed}\n{ask.system}\n{ask.user}")
    if ask.schema is None:
        return f"This is a simulated answer of {provider}; the prompt had {len(ask.user)} characters."
    separators, indent = _LAYOUT[provider]
    return json.dumps(_value(ask.schema, ask, provider, rng), ensure_ascii=False, separators=separators, indent=indent)


def _value(schema: Mapping[str, Any], ask: Ask, provider: str, rng: Random) -> Any:
    filler = Filler(schema, ask.user, rng)
    value = filler.value(schema)
    items = _track_items(schema, filler)
    if items is not None:
        known = playlist.compose(rules.read(ask.user), provider, rng)
        names = filler.resolve(items)["properties"]
        # Properties that a song does not have, in whatever schema this is, are filled like any other.
        value["tracks"] = [
            {name: track[name] if name in track else filler.value(part, name) for name, part in names.items()}
            for track in known
        ]
    return value


def _track_items(schema: Mapping[str, Any], filler: Filler) -> Mapping[str, Any] | None:
    """The schema of the items of `tracks`, if the answer is a list of songs."""
    tracks = filler.resolve((filler.resolve(schema).get("properties") or {}).get("tracks") or {})
    items: Mapping[str, Any] | None = tracks.get("items")
    if items is None or not {"artist", "title"} <= set(filler.resolve(items).get("properties") or ()):
        return None
    return items
