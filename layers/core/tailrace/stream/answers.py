"""Errors as problem answers, and a request id on every answer."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tailrace.errors import LogUnavailableError, RunNotFoundError, TailraceError
from tailrace.http.problems import MEDIA_TYPE, ProblemError
from tailrace.http.request import request_id
from tailrace.keys import UnauthorizedError
from tailrace.tokens import InvalidTokenError

_log = logging.getLogger(__name__)


class RequestId:
    """Gives every request an id, its own if it brings a usable one, and every answer the header that says it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        own_id = request_id(Headers(scope=scope).get("x-request-id"))
        scope.setdefault("state", {})["request_id"] = own_id

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": list(message["headers"])}
                MutableHeaders(scope=message)["x-request-id"] = own_id
            await send(message)

        return await self._app(scope, receive, with_id)


def _answer(problem: Callable[[Any], ProblemError]) -> Callable[[Request, Exception], Response]:
    def handler(request: Request, error: Exception) -> Response:
        found = problem(error)
        if found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("Request %s: %s", request.state.request_id, found.detail, exc_info=error)
        # Not to be kept: the same request may succeed a second later.
        headers = {"Cache-Control": "no-store", **found.headers}
        return JSONResponse(found.body(request.state.request_id), found.status, headers, media_type=MEDIA_TYPE)

    return handler


def _unauthorized(error: TailraceError) -> ProblemError:
    return ProblemError(error.code, error.message, headers={"WWW-Authenticate": "Bearer"})


def _not_found(_: RunNotFoundError) -> ProblemError:
    return ProblemError("not_found", "There is no such run, or it is another owner's")


def _no_route(error: HTTPException) -> ProblemError:
    # The router raises these two only.
    code = "method_not_allowed" if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else "no_such_route"
    return ProblemError(code, error.detail, headers=error.headers)


def _unavailable(_: Exception) -> ProblemError:
    return ProblemError("unavailable", "The log cannot be read right now", headers={"Retry-After": "1"})


def _internal(_: Exception) -> ProblemError:
    return ProblemError("internal", "The request id finds it in the logs")


HANDLERS: Mapping[Any, Callable[[Request, Exception], Response]] = {
    ProblemError: _answer(lambda error: error),
    UnauthorizedError: _answer(_unauthorized),
    InvalidTokenError: _answer(_unauthorized),
    RunNotFoundError: _answer(_not_found),
    HTTPException: _answer(_no_route),
    LogUnavailableError: _answer(_unavailable),
    ClientError: _answer(_unavailable),
    BotoCoreError: _answer(_unavailable),
    # Starlette raises it again after the answer, so that the server logs it.
    Exception: _answer(_internal),
}
