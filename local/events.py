"""EventBridge for one machine: status changes of executions, and the clock, reach the functions that wait for them."""

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from local.host.errors import ThrottledError
from local.host.worker import Outcome
from local.resources import ACCOUNT, REGION
from local.template import Function

log = logging.getLogger(__name__)

# Lambda tries an asynchronous invocation three times, 1 and 2 minutes apart. Nobody waits minutes on their own machine.
_PAUSES_S = (1.0, 2.0)


class EventBridge:
    """Invokes functions by their rules and schedules. Made and used on the event loop."""

    def __init__(self, functions: Sequence[Function], invoke: Callable[[str, bytes], Awaitable[Outcome]]) -> None:
        from moto.events.models import EventPattern

        self._invoke = invoke
        self._rules = [
            (EventPattern.load(json.dumps(rule["pattern"])), function.name, rule["input"])
            for function in functions
            for rule in function.rules
        ]
        self._tasks = {
            asyncio.ensure_future(self._repeat(function, schedule))
            for function in functions
            for schedule in function.schedules
        }

    def publish(self, event: dict[str, Any]) -> None:
        """Hand an event to every function with a rule that matches it."""
        for pattern, function, constant in self._rules:
            if pattern.matches_event(event):
                self._send(function, constant or json.dumps(event))

    def _send(self, function: str, payload: str) -> None:
        task = asyncio.ensure_future(self._deliver(function, payload.encode()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, function: str, payload: bytes) -> None:
        for pause in (*_PAUSES_S, None):
            try:
                outcome = await self._invoke(function, payload)
                if outcome.error is None:
                    return
                reason = outcome.payload.decode(errors="replace")
            except ThrottledError:
                reason = "throttled"
            if pause is None:
                log.error("%s failed for good on an event: %s", function, reason)
            else:
                await asyncio.sleep(pause)

    async def _repeat(self, function: Function, schedule: dict[str, Any]) -> None:
        while True:
            await asyncio.sleep(schedule["seconds"])
            event = {**_envelope("Scheduled Event", "aws.events", []), "detail": {}}
            self._send(function.name, schedule["input"] or json.dumps(event))


def status_change(execution: Any) -> dict[str, Any]:
    """The event that Step Functions sends when an execution starts or ends; `execution` is moto's.

    https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
    """
    succeeded = execution.status == "SUCCEEDED"
    detail = {
        "executionArn": execution.exec_arn,
        "stateMachineArn": execution.state_machine.arn,
        "name": execution.name,
        "status": execution.status,
        "startDate": _milliseconds(execution.start_date),
        "stopDate": _milliseconds(execution.stop_date),
        "input": execution.execution_input,
        "inputDetails": {"included": True},
        "output": json.dumps(execution.output) if succeeded else None,
        "outputDetails": {"included": True} if succeeded else None,
        "error": execution.error,
        "cause": execution.cause,
    }
    change = "Step Functions Execution Status Change"
    return {**_envelope(change, "aws.states", [execution.exec_arn]), "detail": detail}


def _milliseconds(time: datetime | None) -> int | None:
    return int(time.timestamp() * 1000) if time else None


def _envelope(detail_type: str, source: str, resources: list[str]) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": ACCOUNT,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": resources,
    }
