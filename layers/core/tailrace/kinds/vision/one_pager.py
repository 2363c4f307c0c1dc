"""Step `one_pager`: the framework on one page.

A page that breaks a rule is asked for once more; what is wrong with it even then is told.
"""

from collections.abc import Sequence

from tailrace.context import StepContext
from tailrace.errors import ProviderError
from tailrace.events import Draft
from tailrace.kinds.vision.events import SectionCompleted
from tailrace.kinds.vision.input import VisionInput, own_words
from tailrace.kinds.vision.page import better, check, word_count
from tailrace.kinds.vision.prompt_last import one_pager as prompt_for
from tailrace.kinds.vision.rules import few
from tailrace.kinds.vision.sections import ONE_PAGER, framework_of
from tailrace.kinds.vision.writing import collect
from tailrace.steps import Finish
from tailrace.takeover import first_able
from tailrace.validation import Finding, ValidationProgress


async def run(context: StepContext, _: str) -> Finish:
    """Write the page. Raises a `ProviderError`."""
    wanted = VisionInput.model_validate(context.snapshot["input"])
    framework = framework_of(context.snapshot)
    feedback = context.feedback
    said = own_words(wanted) + (f"\n{feedback}" if feedback else "")

    async def work(provider: str, model: str) -> list[Draft]:
        prompt = prompt_for(wanted, framework, feedback)
        page: str = (await collect(context, provider, model, prompt, shown=True))[ONE_PAGER].strip()
        found: Sequence[Finding] = check(page, wanted.company_name, framework, said)
        doubt = ""
        if found:
            again = prompt_for(wanted, framework, feedback, before=(page, few(found)))
            try:
                second: str = (await collect(context, provider, model, again))[ONE_PAGER].strip()
            except ProviderError as error:
                doubt = f"; it could not be asked for again: {error.message}"
            else:
                page, found = better(page, second, (found, check(second, wanted.company_name, framework, said)))
        message = f"the page has {word_count(page)} words" + (", and breaks a rule" if found else "") + doubt
        told = ValidationProgress(
            stage=ONE_PAGER, result="fail" if found else "pass", message=message, findings=few(found)
        )
        return [Draft(SectionCompleted(section=ONE_PAGER, content=page)), Draft(told, message)]

    drafts = await first_able(context, "strong", work)
    return lambda snapshot: drafts
