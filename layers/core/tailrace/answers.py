"""A model's answer to the end, part by part as it is written."""

from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from tailrace.context import StepContext
from tailrace.providers import Prompt
from tailrace.providers.texts import Delta, Done, TextParser


async def read_answer(
    context: StepContext,
    provider: str,
    model: str,
    prompt: Prompt,
    take: Callable[[Delta | Done], None] = lambda part: None,
) -> Any:
    """The value of the whole answer; `take` gets every part of it as it comes.

    Raises a `ProviderError`, `MalformedOutputError` if the answer is not one JSON text, and what `take` raises.
    """
    parser = TextParser(provider=provider)
    async with aclosing(context.ask(provider, model, prompt)) as answer:
        async for text in answer:
            for part in parser.feed(text):
                take(part)
    for part in parser.finish():
        take(part)
    return parser.value
