"""The routes that end a run, let it go on, and take it away."""

import time
from dataclasses import asdict
from typing import Any, TypeVar

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ValidationError

from tailrace import wiring
from tailrace.control import RunIsClosedError
from tailrace.http.answers import CancelReceipt, ContinuedRun
from tailrace.http.inputs import CancelRequest, ContinueRequest
from tailrace.http.once import once
from tailrace.http.own_runs import control, deletion, own, read_token, urls_of
from tailrace.http.problems import FieldError, ProblemError, field_errors, invalid
from tailrace.http.route import Call, answer
from tailrace.resuming import ContinueRefusedError

Model = TypeVar("Model", bound=BaseModel)


def cancel_run(call: Call) -> Response[str]:
    """Ends a run where it is; what was made is kept. Asked again, it gives the same receipt.

    No model call begins after the answer, and those that are open are closed within a second.
    """
    _body(call, CancelRequest)
    run_id = own(call)
    try:
        receipt = control().cancel(call.owner, run_id)
    except RunIsClosedError as error:
        raise ProblemError("run_is_closed", error.message) from error
    return answer(202, CancelReceipt.model_validate(asdict(receipt)))


def continue_run(call: Call) -> Response[str]:
    """Lets a run that has ended go on: everything complete is kept, only the rest is made, or what is named.

    With an `Idempotency-Key`, once.
    """
    body, request = _body(call, ContinueRequest)
    _check(request)
    run_id = own(call)

    def act() -> dict[str, Any]:
        wiring.daily_budgets().require(call.owner)
        try:
            resumed = control().resume(call.owner, run_id, request.steps or (), request.feedback, request.max_cost_usd)
        except ContinueRefusedError as error:
            faults = [FieldError(loc, message) for loc, message in error.faults.items()]
            raise invalid(faults) if faults else ProblemError(error.reason, error.message) from error
        return asdict(resumed)

    continued, headers = once(call, {"continue": run_id, "body": body}, act)
    urls = urls_of(call.request, run_id)
    token = read_token(run_id, time.time())
    return answer(202, ContinuedRun(**continued, read_token=token, urls=urls), {"Location": urls.self, **headers})


def delete_run(call: Call) -> Response[str]:
    """Ends a run if it is open, and takes away its events and parts for good. What it has cost stays counted."""
    deletion().delete(call.owner, call.path["run_id"])
    return Response(204, headers={"Cache-Control": "no-store"})


def _body(call: Call, model: type[Model]) -> tuple[Any, Model]:
    """The body as it came and as what it is; none at all is an empty object."""
    body = call.request.json() if call.request.has_body else {}
    try:
        return body, model.model_validate(body)
    except ValidationError as error:
        raise invalid(field_errors(error)) from error


def _check(request: ContinueRequest) -> None:
    steps = request.steps or []
    faults = [
        FieldError(f"steps.{place}", f"{step} is named twice")
        for place, step in enumerate(steps)
        if step in steps[:place]
    ]
    if request.feedback is not None and not steps:
        faults.append(FieldError("feedback", "needs `steps`: those that it is about"))
    if faults:
        raise invalid(faults)
