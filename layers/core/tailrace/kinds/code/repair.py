"""Step `repair:<path>`: a file once more, by what the checks found in it. What it was stays until it is mended."""

from typing import Any

from tailrace.context import StepContext
from tailrace.fold import Snapshot
from tailrace.kinds.code.events import FileCompleted
from tailrace.kinds.code.input import CodeInput
from tailrace.kinds.code.project import content_of, plan_of
from tailrace.kinds.code.prompt import repair_prompt
from tailrace.kinds.code.writing import told, write_file
from tailrace.steps import Finish
from tailrace.takeover import first_able


async def run(context: StepContext, path: str) -> Finish:
    """Mend the file. Raises a `ProviderError`."""
    snapshot = context.snapshot
    current, findings = content_of(snapshot, path), _findings(snapshot, path)
    if current is None or not findings:
        # The file was made anew since, and the check that followed found nothing in it.
        return lambda now: ()
    prompt = repair_prompt(CodeInput.model_validate(snapshot["input"]), plan_of(snapshot), path, current, findings)

    async def work(provider: str, model: str) -> FileCompleted:
        return await write_file(context, provider, model, prompt, path)

    written = await first_able(context, "strong", work)
    return lambda now: [told(written)]


def _findings(snapshot: Snapshot, path: str) -> list[dict[str, Any]]:
    return [
        {"check": stage["stage"], "line": found["line"], "column": found["column"], "message": found["message"]}
        for stage in snapshot["parts"]["validation"]
        if stage["result"] == "fail"
        for found in stage["findings"]
        if found["path"] == path
    ]
