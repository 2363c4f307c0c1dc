"""Who may follow a run, and what a reader is told who asks for something else."""

import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from ulid import ULID

from tailrace import tokens
from tests.integration.stream_harness import (
    KEY,
    OTHER_KEY,
    SECRET,
    Answer,
    Backend,
    Function,
    read,
    stream_function,
)


@pytest.fixture(scope="module")
def function(backend: Backend) -> Iterator[Function]:
    with stream_function(backend) as running:
        yield running
    said = "".join(running.output)
    for secret in (KEY, OTHER_KEY, SECRET, "v1.", "not_a_key"):
        assert secret not in said


@pytest.fixture(scope="module")
def run_id(backend: Backend) -> str:
    return backend.closed_run(5)


def problem(answer: Answer) -> Any:
    assert answer.headers["content-type"] == "application/problem+json"
    body = httpx2.Response(200, content=answer.body).json()
    assert body["status"] == answer.status
    assert body["request_id"] == answer.headers["x-request-id"]
    assert set(body) >= {"type", "title", "detail", "code"}
    return body


async def test_a_read_token_opens_its_run(function: Function, run_id: str) -> None:
    token = tokens.issue(SECRET, run_id, time.time(), 60)
    answer = await read(function.stream_url(run_id), key=None, token=token, after=2)
    assert answer.status == 200
    assert [seq for seq, _ in answer.log_events()] == [3, 4, 5]


async def test_no_other_token_does(backend: Backend, function: Function, run_id: str) -> None:
    now = time.time()
    for token in (
        tokens.issue(SECRET, backend.new_run(), now, 60),
        tokens.issue(SECRET, run_id, now - 61, 60),
        tokens.issue("another secret", run_id, now, 60),
        "garbage",
        "",
        "v1.é",
    ):
        answer = await read(function.stream_url(run_id), key=None, token=token)
        assert answer.status == 401
        assert problem(answer)["code"] == "invalid_token"


@pytest.mark.parametrize("key", [None, "not_a_key", "two words"])
async def test_without_a_known_key_there_is_nothing(function: Function, run_id: str, key: str | None) -> None:
    answer = await read(function.stream_url(run_id), key=key)
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert problem(answer)["code"] == "unauthorized"


async def test_a_token_does_not_help_a_wrong_key(function: Function, run_id: str) -> None:
    token = tokens.issue(SECRET, run_id, time.time(), 60)
    assert (await read(function.stream_url(run_id), key="not_a_key", token=token)).status == 401


async def test_anothers_run_is_as_unknown_as_none(backend: Backend, function: Function, run_id: str) -> None:
    absent = str(ULID()).lower()
    token = tokens.issue(SECRET, absent, time.time(), 60)
    answers = [
        await read(function.stream_url(run_id), key=OTHER_KEY),
        await read(function.stream_url(absent)),
        await read(function.stream_url(absent), key=None, token=token),
        await read(function.stream_url("no-ulid")),
        await read(function.stream_url(run_id.upper())),
        await read(function.stream_url("x" * 5000)),
    ]
    assert {answer.status for answer in answers} == {404}
    told = [{**problem(answer), "request_id": None} for answer in answers]
    assert all(one == told[0] for one in told)
    assert (await read(function.stream_url(backend.new_run(owner="other")), key=OTHER_KEY, cut=1)).status == 200


async def test_a_deleted_run_is_gone(backend: Backend, function: Function) -> None:
    run_id = backend.closed_run(4)
    table = backend.environment["TABLE_NAME"]
    for item in backend.client.scan(TableName=table)["Items"]:
        if item["pk"]["S"] == f"run#{run_id}":
            backend.client.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})
    assert (await read(function.stream_url(run_id))).status == 404
    assert (await read(function.stream_url(run_id), after=4)).status == 404


@pytest.mark.parametrize("text", ["abc", "-1", "1.5", "0x10", "٣", "12345678901", "1e3", "1 2"])
async def test_a_garbage_position_is_refused_by_its_name(function: Function, run_id: str, text: str) -> None:
    in_query = await read(function.stream_url(run_id), after=text)
    assert in_query.status == 422
    assert problem(in_query)["errors"][0]["loc"] == "query.after"
    if text.isascii():
        in_header = await read(function.stream_url(run_id), last_event_id=text)
        assert in_header.status == 422
        assert problem(in_header)["errors"][0]["loc"] == "header.Last-Event-ID"


async def test_a_position_beyond_the_end_is_refused_not_waited_for(
    backend: Backend, function: Function, run_id: str
) -> None:
    open_run = backend.new_run()
    for url, beyond in ((function.stream_url(open_run), 2), (function.stream_url(run_id), 6)):
        answer = await read(url, after=beyond)
        assert answer.status == 422
        assert problem(answer)["errors"][0]["loc"] == "query.after"
        assert (await read(url, last_event_id=str(beyond))).status == 422


async def test_an_empty_last_event_id_is_none(function: Function, run_id: str) -> None:
    answer = await read(function.stream_url(run_id), last_event_id="", after=4)
    assert [seq for seq, _ in answer.log_events()] == [5]


@pytest.mark.parametrize("speed", ["", "0", "0.0", "-1", "fast", "nan", "inf", "1e3", "1_0", "٢"])
async def test_a_garbage_replay_is_refused_by_its_name(function: Function, run_id: str, speed: str) -> None:
    answer = await read(function.stream_url(run_id), replay=speed)
    assert answer.status == 422
    assert problem(answer)["errors"][0]["loc"] == "query.replay"


async def test_every_answer_has_a_request_id(function: Function, run_id: str) -> None:
    async with httpx2.AsyncClient(base_url=function.url, trust_env=False, verify=False) as client:
        for path in ("/healthz", "/nowhere", f"/v1/runs/{run_id}/stream"):
            own = await client.get(path, headers={"X-Request-Id": "my-id.1"})
            assert own.headers["x-request-id"] == "my-id.1"
            made = {(await client.get(path)).headers["x-request-id"] for _ in range(2)}
            assert len(made) == 2
            odd = await client.get(path, headers={"X-Request-Id": "x" * 129})
            assert odd.headers["x-request-id"] != "x" * 129


async def test_other_addresses_and_methods(function: Function, run_id: str) -> None:
    async with httpx2.AsyncClient(base_url=function.url, trust_env=False, verify=False) as client:
        for method in ("GET", "HEAD"):
            assert (await client.request(method, "/healthz")).status_code == 200
        nowhere = await client.get("/v1/nowhere")
        assert (nowhere.status_code, nowhere.json()["code"]) == (404, "no_such_route")
        posted = await client.post(f"/v1/runs/{run_id}/stream")
        assert (posted.status_code, posted.json()["code"]) == (405, "method_not_allowed")
        assert "GET" in posted.headers["allow"]
        head = await client.head(f"/v1/runs/{run_id}/stream", headers={"Authorization": f"Bearer {KEY}"})
        assert (head.status_code, head.headers["content-type"]) == (200, "text/event-stream")
