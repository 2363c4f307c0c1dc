"""Step `refine:<section>`: one section as a person wants it, in the same form, held against the same rules.

The feedback is one of the ready actions by its name, or the person's own words; none is the action `regenerate`.
"""

from tailrace.context import StepContext
from tailrace.errors import ProviderError
from tailrace.events import Draft
from tailrace.kinds.vision.brief import kept_to_answers, told
from tailrace.kinds.vision.events import SectionCompleted
from tailrace.kinds.vision.input import VisionInput, own_words
from tailrace.kinds.vision.mending import ask_again, mend
from tailrace.kinds.vision.prompt import ACTIONS
from tailrace.kinds.vision.prompt import refine as prompt_for
from tailrace.kinds.vision.sections import BRIEF, FRAMEWORK
from tailrace.kinds.vision.writing import collect
from tailrace.steps import Finish
from tailrace.takeover import first_able


async def run(context: StepContext, section: str) -> Finish:
    """Write the section anew; the one that is there stays until the new one is. Raises a `ProviderError`."""
    wanted = VisionInput.model_validate(context.snapshot["input"])
    sections = context.snapshot["parts"]["sections"]
    feedback = (context.feedback or "regenerate").strip()
    document = BRIEF[:2] if section in BRIEF else FRAMEWORK
    contents = {name: sections[name]["content"] for name in document if sections[name]["content"] is not None}

    # What the person says now counts as an answer too.
    said = own_words(wanted) + ("" if feedback in ACTIONS else f"\n{feedback}")

    async def work(provider: str, model: str) -> list[Draft]:
        prompt = prompt_for(wanted, contents, section, feedback)
        written = (await collect(context, provider, model, prompt, shown=True))[section]
        if section in BRIEF:
            content, notes = kept_to_answers(section, written, wanted, said)
            return [Draft(SectionCompleted(section=section, content=content)), told(section, content, notes, said)]
        new = mend(section, written, said)
        if not new.findings:
            return new.drafts()
        # It is what the person asked for, so it stands even if it breaks a rule.
        try:
            (again,) = await ask_again(context, provider, model, wanted, contents, [new], said)
        except ProviderError as error:
            return new.drafts(doubt=f"it could not be asked for again: {error.message}")
        return again.drafts()

    drafts = await first_able(context, "strong", work)
    return lambda snapshot: drafts
