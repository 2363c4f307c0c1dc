"""Step `file:<path>`: one file of the project, by the plan and the contract."""

from tailrace.context import StepContext
from tailrace.kinds.code.events import FileCompleted
from tailrace.kinds.code.input import CodeInput
from tailrace.kinds.code.project import content_of, plan_of
from tailrace.kinds.code.prompt import file_prompt
from tailrace.kinds.code.writing import told, write_file
from tailrace.steps import Finish
from tailrace.takeover import first_able


async def run(context: StepContext, path: str) -> Finish:
    """Write the file. Raises a `ProviderError`."""
    snapshot = context.snapshot
    wanted = CodeInput.model_validate(snapshot["input"])
    prompt = file_prompt(wanted, plan_of(snapshot), path, content_of(snapshot, path), context.feedback)

    async def work(provider: str, model: str) -> FileCompleted:
        return await write_file(context, provider, model, prompt, path)

    written = await first_able(context, "strong", work)
    return lambda now: [told(written)]
