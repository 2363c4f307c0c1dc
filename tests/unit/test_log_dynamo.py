"""Signed calls from the event loop, and what is done about answers that are none."""

import json
from collections.abc import Callable

import boto3
import httpx2
import pytest
from botocore.credentials import Credentials

from tailrace.errors import LogUnavailableError
from tailrace.log import AsyncDynamo

Answer = Callable[[httpx2.Request], httpx2.Response]


def dynamo(answer: Answer, patience_s: float = 5) -> AsyncDynamo:
    client = boto3.client(
        "dynamodb",
        region_name="eu-central-1",
        endpoint_url="http://table.test:8000",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )
    return AsyncDynamo(
        client,
        credentials=Credentials("AKID", "secret", "session"),
        patience_s=patience_s,
        transport=httpx2.MockTransport(answer),
    )


def refusal(code: str, status: int = 400) -> httpx2.Response:
    return httpx2.Response(status, json={"__type": f"com.amazonaws.dynamodb.v20120810#{code}"})


async def test_calls_are_signed_and_go_where_the_client_goes() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"Items": []})

    async with dynamo(answer) as table:
        assert await table.call("Query", {"TableName": "t"}) == {"Items": []}
    [request] = seen
    assert str(request.url) == "http://table.test:8000/"
    assert json.loads(request.content) == {"TableName": "t"}
    assert request.headers["x-amz-target"] == "DynamoDB_20120810.Query"
    assert request.headers["x-amz-security-token"] == "session"
    assert "/eu-central-1/dynamodb/aws4_request, SignedHeaders=" in request.headers["authorization"]
    assert "host;" in request.headers["authorization"]
    assert "secret" not in str(request.headers)


@pytest.mark.parametrize(
    "passing",
    [
        lambda: refusal("ThrottlingException"),
        lambda: refusal("ProvisionedThroughputExceededException"),
        lambda: httpx2.Response(503, text="<html>"),
    ],
)
async def test_a_passing_failure_is_repeated(passing: Callable[[], httpx2.Response]) -> None:
    answers = [passing(), passing(), httpx2.Response(200, json={"done": True})]
    async with dynamo(lambda request: answers.pop(0)) as table:
        assert await table.call("Query", {}) == {"done": True}
    assert answers == []


async def test_a_broken_connection_is_repeated() -> None:
    calls = 0

    def answer(request: httpx2.Request) -> httpx2.Response:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise httpx2.ConnectError("refused")
        return httpx2.Response(200, json={})

    async with dynamo(answer) as table:
        assert await table.call("Query", {}) == {}


async def test_a_failure_that_stays_is_told_by_its_name() -> None:
    async with dynamo(lambda request: refusal("ThrottlingException"), patience_s=0.1) as table:
        with pytest.raises(LogUnavailableError, match="ThrottlingException"):
            await table.call("Query", {})


async def test_a_mistake_is_not_repeated() -> None:
    answers = [refusal("AccessDeniedException")]
    async with dynamo(lambda request: answers.pop(0)) as table:
        with pytest.raises(LogUnavailableError, match="AccessDeniedException"):
            await table.call("Query", {})


async def test_nothing_is_called_once_it_is_closed() -> None:
    table = dynamo(lambda request: httpx2.Response(200, json={}))
    await table.close()
    with pytest.raises(LogUnavailableError):
        await table.call("Query", {})
