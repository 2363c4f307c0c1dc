"""The Lambda handler of every function that runs steps."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from tailrace.steps import StepInvocation, run_step

logger = Logger()


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Run one attempt of a step; the state machine retries by the name of the error that is raised."""
    invocation = StepInvocation.model_validate(event)
    logger.append_keys(run_id=invocation.run_id, step=invocation.step)
    try:
        outcome = run_step(invocation, context.get_remaining_time_in_millis() / 1000)
    except Exception as error:
        # By its class alone: the run's log holds what may be told, and Lambda itself logs the rest.
        logger.warning("attempt failed", error=type(error).__name__, retry_count=invocation.retry_count)
        raise
    logger.info("attempt ended", status=outcome.status, retry_count=invocation.retry_count)
    return outcome.model_dump()
