"""Step `framework`: the six sections of the strategy in one call, each kept the moment it is written.

An attempt that breaks keeps the sections that were completed; the next one, or the next provider, is asked for the
others only.
"""

from typing import Any

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.kinds.vision.events import SectionCompleted
from tailrace.kinds.vision.input import VisionInput
from tailrace.kinds.vision.prompt import write as prompt_for
from tailrace.kinds.vision.sections import FRAMEWORK
from tailrace.kinds.vision.writing import write
from tailrace.steps import Finish
from tailrace.takeover import fill


async def run(context: StepContext, _: str) -> Finish:
    """Write what is missing of the framework. Raises a `ProviderError`."""
    wanted = VisionInput.model_validate(context.snapshot["input"])
    sections = context.snapshot["parts"]["sections"]
    done = {name: sections[name]["content"] for name in FRAMEWORK if sections[name]["content"] is not None}

    def completed(name: str, content: Any) -> None:
        done[name] = content
        context.add(Draft(SectionCompleted(section=name, content=content)))
        context.progress(len(done) / len(FRAMEWORK), f"{name} is written")

    async def work(provider: str, model: str) -> None:
        missing = [name for name in FRAMEWORK if name not in done]
        await write(context, provider, model, prompt_for(wanted, missing, done, context.feedback), completed)

    await fill(context, "strong", work, lambda: len(done) == len(FRAMEWORK))
    return lambda snapshot: []
