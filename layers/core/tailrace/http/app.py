"""The API as one Lambda handler: routing, access, problems and the request id."""

import re
import time
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import LambdaFunctionUrlResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from tailrace import keys, wiring
from tailrace.http import rates
from tailrace.http.failures import PROBLEM_OF
from tailrace.http.inputs import NoQuery
from tailrace.http.page import PAGE_ROUTES
from tailrace.http.problems import MEDIA_TYPE, ProblemError
from tailrace.http.request import Request
from tailrace.http.route import Call, Route, to_json
from tailrace.http.routes import ROUTES
from tailrace.keys import UnauthorizedError
from tailrace.settings import settings

_PARAMETER = re.compile(r"\{(\w+)\}")
_SERVED = (*ROUTES, *PAGE_ROUTES)

logger = Logger()
# Never its debug mode: that would answer with stack traces.
app = LambdaFunctionUrlResolver(debug=False)


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request of a function URL (payload format 2.0)."""
    began = time.monotonic()
    request = Request(event, context.get_remaining_time_in_millis())
    http = event["requestContext"]["http"]
    logger.append_keys(request_id=request.request_id)
    # HEAD is GET without the body (RFC 9110, section 9.3.2).
    asked = {**http, "method": "GET"} if http["method"] == "HEAD" else http
    rate: dict[str, str] = {}
    app.context |= {"request": request, "rate": rate}
    answer = app.resolve({**event, "requestContext": {**event["requestContext"], "http": asked}}, context)
    # Told with every answer to a request that counts, also when it is a refusal of another sort.
    answer["headers"] |= {**rate, "X-Request-Id": request.request_id}
    if http["method"] == "HEAD":
        answer["body"] = ""
    took_ms = round((time.monotonic() - began) * 1000)
    logger.info("answered", method=http["method"], path=http["path"], status=answer["statusCode"], took_ms=took_ms)
    return answer


def _register(route: Route) -> None:
    def view(**path: str) -> Response[Any]:
        request = _request()
        owner = ""
        authorization = request.headers.get("authorization")
        if route.key == "needed" or (route.key == "optional" and authorization is not None):
            owner = keys.authenticate(wiring.dynamodb(), settings().table_name, authorization)
        elif route.key == "optional" and "token=" not in request.raw_query:
            raise UnauthorizedError("An API key (Authorization: Bearer …) or a read token (?token=) is needed")
        if route.operation:
            app.context["rate"].update(rates.take(owner, route.operation))
        if route.query is NoQuery:
            request.query(NoQuery)
        return route.handle(Call(request, owner, path))

    view.__name__ = route.name
    app.route(_PARAMETER.sub(r"<\1>", route.path), method=route.method)(view)


def _request() -> Request:
    request: Request = app.context["request"]
    return request


def _respond_with(problem_of: Callable[[Any], ProblemError]) -> Callable[[Exception], Response[str]]:
    def respond(error: Exception) -> Response[str]:
        problem = problem_of(error)
        headers = {"Cache-Control": "no-store", **problem.headers}
        return Response(problem.status, MEDIA_TYPE, to_json(problem.body(_request().request_id)), headers)

    return respond


@app.not_found
def _no_route(error: Exception) -> Response[str]:
    path = app.current_event.path
    methods = sorted({route.method for route in _SERVED if _matches(route, path)})
    if methods:
        allowed = ", ".join([*methods, "HEAD"] if "GET" in methods else methods)
        raise ProblemError("method_not_allowed", f"Here there is only {allowed}", headers={"Allow": allowed})
    raise ProblemError("no_such_route", f"There is nothing at {path}; see /docs")


def _matches(route: Route, path: str) -> bool:
    return re.fullmatch(_PARAMETER.sub("[^/]+", route.path), path) is not None


for _route in _SERVED:
    _register(_route)
for _error, _problem_of in PROBLEM_OF.items():
    app.exception_handler(_error)(_respond_with(_problem_of))
