"""One whole answer of a model that judges, in its form."""

import json
from typing import Any

from pydantic import ValidationError

from tailrace.answers import read_answer
from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError
from tailrace.providers import Prompt

# Bytes; a third of what an event may hold.
_LONGEST = 100_000


async def judge(context: StepContext, provider: str, model: str, prompt: Prompt) -> dict[str, Any]:
    """The answer's plain values. Raises a `ProviderError`; `MalformedOutputError` if it has not its form."""
    value = await read_answer(context, provider, model, prompt)
    if len(json.dumps(value)) > _LONGEST:
        raise MalformedOutputError("The answer is far longer than asked for", provider=provider)
    try:
        return prompt.output.model_validate(value).model_dump()
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise MalformedOutputError(f"{place or 'The answer'} has not the form asked for", provider=provider) from error
