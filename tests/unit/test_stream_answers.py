"""What a reader is told when something behind the tail fails: the kind of trouble, and nothing of its inside."""

import httpx2
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tailrace.errors import LogUnavailableError
from tailrace.stream.answers import HANDLERS, RequestId

INSIDE = "http://10.0.0.7/secret-table"


async def answer(error: Exception) -> httpx2.Response:
    async def fail(_: Request) -> Response:
        raise error

    app = RequestId(Starlette(routes=[Route("/", fail)], exception_handlers=HANDLERS))
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://function") as client:
        return await client.get("/", headers={"X-Request-Id": "the-id"})


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (LogUnavailableError(INSIDE), 503, "unavailable"),
        (EndpointConnectionError(endpoint_url=INSIDE), 503, "unavailable"),
        (ClientError({"Error": {"Code": "AccessDenied", "Message": INSIDE}}, "GetItem"), 503, "unavailable"),
        (LookupError(INSIDE), 500, "internal"),
    ],
)
async def test_trouble_is_told_as_a_problem(
    error: Exception, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = await answer(error)
    logged = [record for record in caplog.records if "the-id" in record.getMessage()]
    assert [record.exc_info and record.exc_info[1] for record in logged] == [error]
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["code"] == code
    assert response.json()["request_id"] == response.headers["x-request-id"] == "the-id"
    assert INSIDE not in response.text
    assert ("retry-after" in response.headers) == (status == 503)
