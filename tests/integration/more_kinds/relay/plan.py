"""Step `plan`: one text for each name of the input."""

from tailrace.context import StepContext
from tailrace.events import Draft, Expected, RunStepsAdded, StepPlan
from tailrace.steps import Finish


async def run(context: StepContext, _: str) -> Finish:
    names = context.snapshot["input"]["names"]
    steps = [StepPlan(id=f"write:{name}", label=f"Writes {name}", expected_seconds=1) for name in names]
    return lambda snapshot: [Draft(RunStepsAdded(steps=steps, expected=Expected(parts=len(steps))))]
