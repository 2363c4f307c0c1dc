"""Step `check`: every stage of the checks; what fails is to be repaired, file by file, and checked again."""

from collections.abc import Sequence

from tailrace.context import StepContext
from tailrace.events import Draft, RunStepsAdded, StepPlan
from tailrace.kinds.code.examining import examine
from tailrace.steps import Finish

_REPAIR_SECONDS, _RECHECK_SECONDS = 15, 4


async def run(context: StepContext, argument: str) -> Finish:
    """Check the project and say which files are to be repaired."""
    examined = await examine(context)
    drafts = _repairs(examined.failing) if not examined.missing else []
    # A project that lacks files is not repaired: the run fails, and is checked again when it is continued.
    return lambda snapshot: drafts


def _repairs(paths: Sequence[str]) -> list[Draft]:
    if not paths:
        return []
    steps = [StepPlan(id=f"repair:{path}", label=f"Repairs {path}", expected_seconds=_REPAIR_SECONDS) for path in paths]
    recheck = StepPlan(id="recheck", label="Checks every file again", expected_seconds=_RECHECK_SECONDS)
    return [Draft(RunStepsAdded(steps=[*steps, recheck]), f"To be repaired: {', '.join(paths)}")]
