"""The control API: settings, faults, calls."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.simulator.faults import Fault
from local.simulator.pace import SettingsChange
from local.simulator.state import State

Body = TypeVar("Body", bound=BaseModel)


def routes(state: State) -> list[Route]:
    """The routes of the control API, without prefix."""

    async def get_settings(_: Request) -> Response:
        return JSONResponse(state.settings.show())

    async def put_settings(request: Request) -> Response:
        change = await _read(request, SettingsChange)
        if isinstance(change, Response):
            return change
        state.settings.change(change)
        return JSONResponse(state.settings.show())

    async def get_faults(_: Request) -> Response:
        return JSONResponse({"faults": state.faults.show()})

    async def post_fault(request: Request) -> Response:
        fault = await _read(request, Fault)
        if isinstance(fault, Response):
            return fault
        state.faults.arm(fault)
        return JSONResponse(fault.model_dump(), status_code=HTTPStatus.CREATED)

    async def delete_faults(_: Request) -> Response:
        state.faults.clear()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def get_calls(request: Request) -> Response:
        return JSONResponse({"calls": state.calls.show(request.query_params.get("run"))})

    async def delete_calls(_: Request) -> Response:
        state.calls.clear()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [
        Route("/settings", get_settings, methods=["GET"]),
        Route("/settings", put_settings, methods=["PUT"]),
        Route("/faults", get_faults, methods=["GET"]),
        Route("/faults", post_fault, methods=["POST"]),
        Route("/faults", delete_faults, methods=["DELETE"]),
        Route("/calls", get_calls, methods=["GET"]),
        Route("/calls", delete_calls, methods=["DELETE"]),
    ]


async def _read(request: Request, model: type[Body]) -> Body | Response:
    try:
        body = json.loads(await request.body())
    except ValueError:
        return _problem(HTTPStatus.BAD_REQUEST, "invalid_json", "The body is not JSON.")
    try:
        return model.model_validate(body)
    except ValidationError as error:
        errors = [{"loc": list(e["loc"]), "msg": e["msg"]} for e in _details(error)]
        detail = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in errors)
        return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, "validation_error", detail, errors)


def _details(error: ValidationError) -> Sequence[ErrorDetails]:
    return error.errors(include_url=False, include_context=False, include_input=False)


def _problem(status: HTTPStatus, code: str, detail: str, errors: list[dict[str, Any]] | None = None) -> Response:
    """An RFC 9457 problem."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "code": code, "detail": detail}
    return JSONResponse(
        {**body, **({"errors": errors} if errors else {})}, status_code=status, media_type="application/problem+json"
    )
