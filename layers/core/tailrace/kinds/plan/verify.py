"""Step `verify`: the whole plan against the request, day by day and across days. No model, no network."""

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.kinds.plan.checks import check
from tailrace.kinds.plan.content import DayContent
from tailrace.kinds.plan.events import PlanVerified
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.scores import scores
from tailrace.kinds.plan.targets import Targets
from tailrace.steps import Finish


async def run(context: StepContext, _: str) -> Finish:
    """Check what is there. A check that fails is a result, not an error."""
    parts = context.snapshot["parts"]
    request = PlanInput.model_validate(context.snapshot["input"])
    days = {day["day"]: DayContent.model_validate(day["content"]) for day in parts["days"] if day["content"]}
    judged, broken_days = check(request, Targets.model_validate(parts["targets"]), days)
    failed = [found.check.name for found in judged if found.check.result == "fail"]
    verified = PlanVerified(checks=[found.check for found in judged], scores=scores(judged), broken_days=broken_days)
    message = f"{', '.join(failed)} did not hold" if failed else "No check failed"
    return lambda snapshot: [Draft(verified, message)]
