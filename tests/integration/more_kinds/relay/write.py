"""Step `write:<name>`: a text by whichever provider is able."""

from contextlib import aclosing

from pydantic import BaseModel
from tailrace.kinds.relay.events import TextWritten  # type: ignore[import-not-found] # there is one in a test only

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.providers import Prompt
from tailrace.steps import Finish
from tailrace.takeover import first_able


class Text(BaseModel):
    text: str


async def run(context: StepContext, name: str) -> Finish:
    async def work(provider: str, model: str) -> str:
        prompt = Prompt(system="Write.", user=name, output=Text, max_output_tokens=500, temperature=1)
        async with aclosing(context.ask(provider, model, prompt)) as answer:
            async for _ in answer:
                pass
        return provider

    provider = await first_able(context, "fast", work)
    written = TextWritten(name=name, provider=provider, feedback=context.feedback)
    return lambda snapshot: [Draft(written)]
