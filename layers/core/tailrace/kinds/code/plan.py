"""Step `plan`: the contract, character by character, and then which files there will be.

The contract is the project's first file. It is complete, and kept, when its string ends in the model's answer; if the
rest of the plan breaks or is rejected, only the rest is asked for, by the contract that stands.
"""

from tailrace.answers import read_answer
from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError
from tailrace.events import Draft, Expected, RunStepsAdded, StepPlan
from tailrace.kinds.code.events import FileCompleted, ProjectPlanned
from tailrace.kinds.code.input import CodeInput
from tailrace.kinds.code.paths import CONTRACT
from tailrace.kinds.code.plans import PlanRejectedError, is_openapi, read_plan
from tailrace.kinds.code.project import content_of
from tailrace.kinds.code.prompt import plan_prompt
from tailrace.kinds.code.writing import WritingFile, told
from tailrace.providers.texts import Delta, Done
from tailrace.steps import Finish
from tailrace.takeover import first_able

# A plan that is rejected is asked for once more, with the reasons; twice rejected, it is the attempt's failure.
ROUNDS = 2
# About 1,200 tokens at eighty a second.
_FILE_SECONDS = 15


async def run(context: StepContext, argument: str) -> Finish:
    """Plan the project. Raises a `ProviderError`; `MalformedOutputError` if no plan can be built."""
    planning = _Planning(context)
    planned = await first_able(context, "strong", planning.work)
    return lambda snapshot: _added(planned)


class _Planning:
    """The plan's work, for one provider after the other; the contract that one completed is the next one's too."""

    def __init__(self, context: StepContext) -> None:
        self._context = context
        self._wanted = CodeInput.model_validate(context.snapshot["input"])
        self._contract = content_of(context.snapshot, CONTRACT)

    async def work(self, provider: str, model: str) -> ProjectPlanned:
        rejected: list[str] = []
        for _ in range(ROUNDS):
            prompt = plan_prompt(self._wanted, self._contract, rejected)
            contract = (
                None if self._contract is not None else WritingFile(self._context, CONTRACT, ("contract",), provider)
            )

            def take(found: Delta | Done, contract: WritingFile | None = contract) -> None:
                if contract:
                    contract.take(found)
                    if contract.completed and self._contract is None:
                        self._keep(contract.completed, provider)

            value = await read_answer(self._context, provider, model, prompt, take)
            if self._contract is None:
                raise MalformedOutputError("The model's plan has no contract", provider=provider)
            try:
                return read_plan(value, self._wanted)
            except PlanRejectedError as error:
                rejected = error.problems
                # The contract, which is the larger half, stands.
                self._context.progress(0.5, f"The plan is rejected: {error}")
        raise MalformedOutputError(f"The model's plan cannot be built: {'; '.join(rejected)}", provider=provider)

    def _keep(self, contract: FileCompleted, provider: str) -> None:
        if not is_openapi(contract.content):
            raise MalformedOutputError("The model's contract is no OpenAPI 3 document", provider=provider)
        self._contract = contract.content
        self._context.add(told(contract))


def _added(planned: ProjectPlanned) -> list[Draft]:
    others = [file.path for file in planned.files if file.path != CONTRACT]
    steps = [StepPlan(id=f"file:{path}", label=f"Writes {path}", expected_seconds=_FILE_SECONDS) for path in others]
    return [
        Draft(planned, planned.summary),
        Draft(RunStepsAdded(steps=steps, expected=Expected(parts=len(planned.files)))),
    ]
