"""Step `validate`: the framework held against its rules, repaired by code, and asked for once more where that fails."""

from tailrace.context import StepContext
from tailrace.fold import Snapshot
from tailrace.kinds.vision.input import VisionInput, own_words
from tailrace.kinds.vision.mending import Mended, ask_again, mend
from tailrace.kinds.vision.sections import FRAMEWORK, framework_of
from tailrace.steps import Finish
from tailrace.takeover import first_able


async def run(context: StepContext, _: str) -> Finish:
    """Look at every section; what still breaks a rule at the end is told. Raises a `ProviderError`."""
    wanted = VisionInput.model_validate(context.snapshot["input"])
    contents = framework_of(context.snapshot)
    said = own_words(wanted)
    settled = _settled(context.snapshot)
    broken: list[Mended] = []
    for name, content in contents.items():
        if name in settled:
            continue
        mended = mend(name, content, said)
        # A repair is shown at once; what it costs to keep it is nothing, whatever becomes of this attempt.
        context.add(*mended.drafts(before=content, doubt="it is asked for again"))
        contents[name] = mended.content
        if mended.findings:
            broken.append(mended)
    context.progress(
        1 - len(broken) / len(contents), f"{len(contents) - len(broken)} of {len(contents)} keep their rules"
    )
    if not broken:
        return lambda snapshot: []

    async def work(provider: str, model: str) -> list[Mended]:
        return await ask_again(context, provider, model, wanted, contents, broken, said)

    again = await first_able(context, "strong", work)
    return lambda snapshot: [draft for new in again for draft in new.drafts(before=contents[new.section])]


def _settled(snapshot: Snapshot) -> set[str]:
    """The sections that an earlier attempt has found to keep their rules, and that were not written since."""
    sections = snapshot["parts"]["sections"]
    return {
        entry["stage"]
        for entry in snapshot["parts"]["validation"]
        if entry["stage"] in FRAMEWORK and entry["result"] == "pass" and entry["seq"] > sections[entry["stage"]]["seq"]
    }
