"""Sections out of one model call, each shown while it is written and handed over when it ends."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from tailrace.answers import read_answer
from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError
from tailrace.events import Draft
from tailrace.kinds.vision.events import SectionChunk
from tailrace.kinds.vision.output import in_form
from tailrace.kinds.vision.rendering import Rendering
from tailrace.providers import Prompt
from tailrace.providers.texts import Delta, Done

# Bytes of one section: many times what its rules allow, a third of what an event may hold. A model that repeats itself
# without end can write more, and another attempt or provider will not.
_LONGEST = 100_000


async def write(
    context: StepContext,
    provider: str,
    model: str,
    prompt: Prompt,
    completed: Callable[[str, Any], None],
    *,
    shown: bool = True,
) -> None:
    """Ask once; `completed(section, value)` is called when a section's value ends and has its form.

    `shown`: its text goes out as `section.chunk` as it arrives. Raises a `ProviderError`; `MalformedOutputError` also
    if a section has not its form or is not there at all. What was completed before stays completed.
    """
    missing = dict.fromkeys(prompt.output.model_fields)
    renderings = {name: Rendering(name) for name in missing}

    def take(piece: Delta | Done) -> None:
        name = piece.path[0] if piece.path else None
        if not isinstance(name, str) or name not in missing:
            return
        text = renderings[name].feed(piece)
        if shown and text:
            context.add_delta(name, text, partial(_chunk, name))
        if isinstance(piece, Done) and len(piece.path) == 1:
            value = in_form(name, piece.value, provider)
            if len(json.dumps(value)) > _LONGEST:
                raise MalformedOutputError(f"{name} is far longer than asked for", provider=provider)
            completed(name, value)
            del missing[name]

    await read_answer(context, provider, model, prompt, take)
    if missing:
        raise MalformedOutputError(f"The model's answer has no {', '.join(missing)}", provider=provider)


async def collect(
    context: StepContext, provider: str, model: str, prompt: Prompt, *, shown: bool = False
) -> dict[str, Any]:
    """All sections of one answer, at its end."""
    found: dict[str, Any] = {}
    await write(context, provider, model, prompt, found.__setitem__, shown=shown)
    return found


def _chunk(section: str, text: str) -> Draft:
    return Draft(SectionChunk(section=section, text=text))
