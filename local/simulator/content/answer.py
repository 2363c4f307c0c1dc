"""The whole text that a simulated model answers with."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from local.simulator.content import code, plan, playlist, video, vision
from local.simulator.content.fill import Filler
from local.simulator.content.task import Task
from local.simulator.wire.base import Ask

# How each model lays out JSON: the separators, and spaces of indentation.
_LAYOUT: Mapping[str, tuple[tuple[str, str], int | None]] = {
    "openai": ((",", ":"), None),
    "anthropic": ((", ", ": "), None),
    "gemini": ((",", ": "), 2),
}
# Each knows its own kind of answer by its schema, and gives None for any other.
_COMPOSERS: tuple[Callable[[Task], Any], ...] = (
    playlist.answer,
    code.answer,
    video.answer,
    plan.answer,
    vision.answer,
)


def text(ask: Ask, provider: str, seed: int, *, breaks_rules: bool = False) -> str:
    """The answer to `ask`: JSON by its schema, else a sentence. The same for the same prompt, seed and provider."""
    rng = Random(f"{provider}\n{seed if ask.seed is None else ask.seed}\n{ask.system}\n{ask.user}")
    if ask.schema is None:
        return f"This is a simulated answer of {provider}; the prompt had {len(ask.user)} characters."
    filler = Filler(ask.schema, ask.user, rng)
    task = Task(ask.schema, ask.system, ask.user, provider, rng, filler, breaks_rules)
    composed = (compose(task) for compose in _COMPOSERS)
    value = next((answer for answer in composed if answer is not None), None)
    if value is None:
        value = filler.value(ask.schema)
    separators, indent = _LAYOUT[provider]
    return json.dumps(value, ensure_ascii=False, separators=separators, indent=indent)
