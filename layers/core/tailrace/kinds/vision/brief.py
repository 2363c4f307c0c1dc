"""Step `brief`: the founder's story, the summary for investors, and the facts for them, out of the answers alone.

A figure that no answer holds is taken out, whoever wrote it, and that is told. Sections that an earlier attempt or
another provider had completed are kept.
"""

from typing import Any

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.kinds.vision.events import SectionCompleted
from tailrace.kinds.vision.facts import settled
from tailrace.kinds.vision.figures import without_invented
from tailrace.kinds.vision.input import VisionInput, own_words
from tailrace.kinds.vision.placeholders import says_nothing
from tailrace.kinds.vision.prompt import write as prompt_for
from tailrace.kinds.vision.rendering import summary
from tailrace.kinds.vision.rules import check, few, finding
from tailrace.kinds.vision.sections import BRIEF
from tailrace.kinds.vision.writing import write
from tailrace.steps import Finish
from tailrace.takeover import fill
from tailrace.validation import Finding, ValidationProgress


async def run(context: StepContext, _: str) -> Finish:
    """Write what is missing of the brief. Raises a `ProviderError`."""
    wanted = VisionInput.model_validate(context.snapshot["input"])
    said = own_words(wanted)
    sections = context.snapshot["parts"]["sections"]
    done = {name: sections[name]["content"] for name in BRIEF if sections[name]["content"] is not None}

    def completed(name: str, value: Any) -> None:
        content, notes = kept_to_answers(name, value, wanted, said)
        done[name] = content
        context.add(Draft(SectionCompleted(section=name, content=content)), told(name, content, notes, said))
        context.progress(len(done) / len(BRIEF), f"{name} is written")

    async def work(provider: str, model: str) -> None:
        missing = [name for name in BRIEF if name not in done]
        already = {name: content for name, content in done.items() if isinstance(content, str)}
        await write(context, provider, model, prompt_for(wanted, missing, already, context.feedback), completed)

    await fill(context, "strong", work, lambda: len(done) == len(BRIEF))
    return lambda snapshot: []


def kept_to_answers(name: str, value: Any, wanted: VisionInput, said: str) -> tuple[Any, list[Finding]]:
    """A section of the brief without what `said` does not support, in the form in which it is kept."""
    if name == "vc_facts":
        return settled(value, wanted, said)
    if name == "founder_brief":
        text, dropped = without_invented(value, said)
        return text, [_taken_out(name, sentence) for sentence in dropped]
    notes, headings = [], dict(value)
    for heading, written in value.items():
        text, dropped = without_invented("" if says_nothing(written or "") else written, said)
        headings[heading] = text
        notes += [_taken_out(f"{name}.{heading}", sentence) for sentence in dropped]
    return summary(headings), notes


def told(name: str, content: Any, notes: list[Finding], said: str) -> Draft:
    """What is to be said of a section of the brief that was looked at."""
    broken = check(name, content, said)
    message = f"{name} breaks a rule" if broken else f"{name} holds no figure that the answers do not"
    if notes:
        message += f"; {len(notes)} taken out"
    result = ValidationProgress(
        stage=name, result="fail" if broken else "pass", message=message, findings=few(broken or notes)
    )
    return Draft(result, message)


def _taken_out(place: str, sentence: str) -> Finding:
    return finding(place, f"taken out for a figure that no answer holds: {sentence[:120]}")
