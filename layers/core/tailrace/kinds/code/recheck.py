"""Step `recheck`: every stage of the checks again, after the repairs. There is no second round by itself."""

from tailrace.context import StepContext
from tailrace.kinds.code.examining import examine
from tailrace.steps import Finish


async def run(context: StepContext, argument: str) -> Finish:
    """Check the project; what still fails is told when the run ends."""
    await examine(context)
    return lambda snapshot: ()
