"""Ends runs: as their workflow's last state, when a workflow dies, and by a sweep once a minute."""

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from tailrace import settle

logger = Logger()


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One of: a state machine's `fail_step` or `finish`, the schedule's `sweep`, an execution's status change."""
    settled = _settle(event)
    logger.info("settled", run_id=event.get("run_id"), **settled)
    return settled


def _settle(event: dict[str, Any]) -> dict[str, Any]:
    match event:
        case {
            "action": "fail_step",
            "run_id": run_id,
            "execution": execution,
            "step": step,
            "error": {"Error": error, **told},
        }:
            settle.fail_step(run_id, execution, step, error, str(told.get("Cause", "")))
            return {"step": step, "status": "failed"}
        case {"action": "finish", "run_id": run_id, "execution": execution}:
            return {"status": settle.finish(run_id, execution)}
        case {"action": "sweep"}:
            return {"swept": settle.sweep(datetime.now(UTC))}
        case {"detail-type": "Step Functions Execution Status Change", "detail": detail}:
            settle.execution_ended(detail["name"], detail["status"], detail.get("cause"))
            return {"execution": detail["name"]}
    raise ValueError("settle was called with an event that it does not know")
