"""Step `scores`: how good each section of the framework is, by a model; what follows from it is computed."""

from typing import Any

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.kinds.vision.input import VisionInput, own_words
from tailrace.kinds.vision.judging import judge
from tailrace.kinds.vision.prompt_last import scores as prompt_for
from tailrace.kinds.vision.rendering import whole
from tailrace.kinds.vision.scoring import settle
from tailrace.kinds.vision.sections import framework_of
from tailrace.steps import Finish
from tailrace.takeover import first_able


async def run(context: StepContext, _: str) -> Finish:
    """Score the sections that hold something. Raises a `ProviderError`."""
    wanted = VisionInput.model_validate(context.snapshot["input"])
    framework = framework_of(context.snapshot)
    texts = {name: whole(name, content) for name, content in framework.items() if content}
    if not texts:
        return lambda snapshot: [Draft(settle({}, {}, ""), "there is nothing to score")]
    prompt = prompt_for(wanted, framework, list(texts), context.feedback)

    async def work(provider: str, model: str) -> dict[str, Any]:
        return await judge(context, provider, model, prompt)

    written = await first_able(context, "fast", work)
    completed = settle(written["scores"], texts, own_words(wanted))
    overall = "not scored" if completed.overall is None else f"{completed.overall} of 10"
    return lambda snapshot: [Draft(completed, f"scored, overall {overall}")]
