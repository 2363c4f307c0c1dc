"""Step `qa`: five checks of the whole framework, by a model and by code; the overall score is computed."""

from typing import Any

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.kinds.vision.input import VisionInput, own_words
from tailrace.kinds.vision.judging import judge
from tailrace.kinds.vision.prompt_last import qa as prompt_for
from tailrace.kinds.vision.qa_checks import found, settle
from tailrace.kinds.vision.sections import framework_of
from tailrace.steps import Finish
from tailrace.takeover import first_able


async def run(context: StepContext, _: str) -> Finish:
    """Check the framework. Raises a `ProviderError`."""
    wanted = VisionInput.model_validate(context.snapshot["input"])
    framework = framework_of(context.snapshot)
    certain = found(framework, own_words(wanted))
    prompt = prompt_for(wanted, framework, certain, context.feedback)

    async def work(provider: str, model: str) -> dict[str, Any]:
        return await judge(context, provider, model, prompt)

    completed = settle(await first_able(context, "fast", work), certain)
    overall = "not scored" if completed.overall is None else f"{completed.overall} of 10"
    return lambda snapshot: [Draft(completed, f"five checks, overall {overall}")]
