"""The local stack over a small deployment: function URLs as Lambda has them, the live stream, and what dies."""

import base64
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx2
import pytest

from local import settings
from local.stack import Stack, StackError
from tests import tables
from tests.integration.local_functions import deployment
from tests.waiting import until

ORIGIN = {"Origin": "https://app.example"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("deployment")
    chosen = settings.read({"PORT": "0", "TAILRACE_LOCAL_KEYS": "ann:a"})
    with Stack(chosen, logs=folder / "logs", template_path=deployment(folder), preload=()) as running:
        yield running


@pytest.fixture
def http(stack: Stack) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=stack.url, timeout=20) as client:
        yield client


def test_the_event_is_lambdas(stack: Stack, http: httpx2.Client) -> None:
    event = http.post(
        "/v1/a%20b?x=1&x=2&y=%C3%A9&z",
        headers={"X-Mixed-Case": "v", "Cookie": "a=1; b=2", "User-Agent": "me", "Content-Type": "application/json"},
        content=b'{"\xc3\xa9": 1}',
    ).json()
    host = stack.url.removeprefix("http://")
    assert event["version"] == "2.0"
    assert event["rawPath"] == "/v1/a%20b"
    assert event["rawQueryString"] == "x=1&x=2&y=%C3%A9&z"
    assert event["queryStringParameters"] == {"x": "1,2", "y": "é", "z": ""}
    assert event["cookies"] == ["a=1", "b=2"]
    assert event["headers"]["x-mixed-case"] == "v"
    assert event["headers"]["host"] == host
    assert event["headers"]["x-forwarded-proto"] == "http"
    assert "cookie" not in event["headers"]
    assert (event["body"], event["isBase64Encoded"]) == ('{"é": 1}', False)
    context = event["requestContext"]
    assert context["domainName"] == host
    http_context = context["http"]
    assert http_context["method"] == "POST"
    assert http_context["path"] == "/v1/a b"
    assert http_context["sourceIp"] == "127.0.0.1"
    assert http_context["userAgent"] == "me"
    assert http_context["protocol"] == "HTTP/1.1"
    assert context["requestId"]
    assert abs(context["timeEpoch"] / 1000 - time.time()) < 60


def test_an_event_without_query_or_body_has_none(http: httpx2.Client) -> None:
    event = http.get("/v1/runs").json()
    assert event["rawQueryString"] == ""
    assert not {"body", "queryStringParameters", "cookies"} & event.keys()


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/octet-stream", b"\x00\xff"),
        ("application/x-www-form-urlencoded", b"a=1"),
        ("application/json", b"\xff"),
        (None, b"text"),
    ],
)
def test_what_is_not_text_comes_in_base64(http: httpx2.Client, content_type: str | None, content: bytes) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    event = http.post("/v1/runs", content=content, headers=headers).json()
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == content


def test_a_chunked_body_arrives_whole(http: httpx2.Client) -> None:
    event = http.post("/", content=iter([b"one ", b"two"]), headers={"Content-Type": "text/plain"}).json()
    assert event["body"] == "one two"


def test_results_become_answers(http: httpx2.Client) -> None:
    made = http.get("/?do=cookies")
    assert (made.status_code, made.text, made.headers["etag"]) == (201, "made", '"1"')
    assert made.headers.get_list("set-cookie") == ["a=1; Path=/", "b=2"]
    image = http.get("/?do=bytes")
    assert (image.headers["content-type"], image.content) == ("image/png", bytes(range(256)))
    unchanged = http.get("/?do=not_modified")
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert "content-length" not in unchanged.headers
    head = http.head("/?do=cookies")
    assert (head.status_code, head.content, head.headers["content-length"]) == (201, b"", "4")
    assert "content-length" not in http.head("/?do=empty").headers  # made without its body: the GET's is not known


@pytest.mark.parametrize("act", ["raise", "large", "nonsense"])
def test_what_the_function_cannot_answer_is_a_502(http: httpx2.Client, act: str) -> None:
    assert http.get("/", params={"do": act}).status_code == 502
    assert http.get("/").status_code == 200


def test_a_request_over_six_megabytes_is_a_413(http: httpx2.Client) -> None:
    headers = {"Content-Type": "text/plain"}
    refused = http.post("/", content=b"x" * 7_000_000, headers={**headers, "X-Request-Id": "mine"})
    assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")
    assert (refused.json()["code"], refused.json()["request_id"]) == ("body_too_large", "mine")
    assert refused.headers["x-request-id"] == "mine"
    assert http.post("/", content=b'"' * 5_000_000, headers=headers).status_code == 413  # as JSON it is twice as long
    assert http.post("/", content=b"x" * 3_000_000, headers=headers).status_code == 200


def test_what_is_not_http_is_a_400(stack: Stack) -> None:
    with socket.create_connection(("127.0.0.1", int(stack.url.rpartition(":")[2]))) as connection:
        connection.sendall(b"nonsense\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_requests_on_one_connection_are_answered_in_order(stack: Stack) -> None:
    with socket.create_connection(("127.0.0.1", int(stack.url.rpartition(":")[2]))) as connection:
        connection.sendall(b"".join(b"GET /%d HTTP/1.1\r\nhost: h\r\n\r\n" % number for number in range(5)))
        received = b""
        while received.count(b"rawPath") < 5:
            received += connection.recv(65536)
    positions = [received.index(b'"rawPath": "/%d"' % number) for number in range(5)]
    assert positions == sorted(positions)


def test_cors_is_answered_as_the_template_says(http: httpx2.Client) -> None:
    asked = {**ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    preflight = http.options("/v1/runs", headers=asked)
    assert preflight.status_code == 200
    assert preflight.content == b""  # the function was not asked
    assert preflight.headers["access-control-allow-origin"] == "https://app.example"
    assert preflight.headers["access-control-allow-methods"] == "GET,POST"
    assert preflight.headers["access-control-allow-headers"] == "authorization"
    assert preflight.headers["access-control-max-age"] == "60"
    answer = http.get("/v1/runs", headers=ORIGIN)
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["access-control-expose-headers"] == "etag"
    for headers in ({}, {"Origin": "https://other.example"}):
        assert "access-control-allow-origin" not in http.get("/v1/runs", headers=headers).headers
    streamed = http.get("/v1/runs/x/stream", headers={"Origin": "https://other.example"})
    assert streamed.headers["access-control-allow-origin"] == "*"


def test_functions_get_the_templates_environment(stack: Stack, http: httpx2.Client) -> None:
    environment = http.get("/?do=environment").json()
    assert environment["GREETING"] == "hello"
    assert environment["TABLE_NAME"] == stack.table
    assert environment["STREAM_URL"] == f"{stack.url}/"
    secrets = boto3.client("secretsmanager", endpoint_url=stack.aws_url, **tables.CREDENTIALS)
    assert len(secrets.get_secret_value(SecretId=environment["SIGNING_SECRET"])["SecretString"]) == 64
    table = tables.connect(environment["AWS_ENDPOINT_URL_DYNAMODB"])
    assert (
        table.scan(TableName=stack.table)["Count"] == 4
    )  # the keys `local` and `ann`, and their entries in the list of keys


def test_the_stream_comes_as_it_is_made_and_ends_upstream_when_the_reader_leaves(http: httpx2.Client) -> None:
    with http.stream("GET", "/v1/runs/slow/stream") as response:
        assert response.headers["content-type"] == "text/event-stream"
        assert next(response.iter_bytes()) == b"data: 1\n\n"  # though the answer has not ended
    assert http.get("/v1/runs/gone/stream").status_code == 200  # answers once the other's end was seen


def test_the_streams_query_goes_along(http: httpx2.Client) -> None:
    assert http.get("/v1/runs/x/stream?after=3&token=a%2Fb").text == "after=3&token=a%2Fb|/v1/runs/x/stream"


def test_the_simulator_answers_beside_the_api(http: httpx2.Client) -> None:
    assert http.put("/simulator/settings", json={"first_token_ms": 1}).status_code == 200
    assert http.get("/simulator/calls").status_code == 200


def test_a_stream_process_that_dies_is_started_again(stack: Stack, http: httpx2.Client) -> None:
    with pytest.raises(httpx2.HTTPError):
        http.get("/v1/runs/die/stream").raise_for_status()
    assert until(stack.check) == ["stream"]
    until(lambda: http.get("/v1/runs/x/stream").status_code == 200)


def test_a_stack_whose_database_died_cannot_go_on(tmp_path: Path) -> None:
    chosen = settings.read({"PORT": "0"})
    with Stack(chosen, logs=tmp_path / "logs", template_path=deployment(tmp_path), preload=()) as stack:
        os.kill(stack.pids()["dynamodb"], signal.SIGKILL)
        with pytest.raises(StackError, match=r"dynamodb process has ended \(-9\)"):
            until(stack.check)


def test_a_table_elsewhere_is_made_there(stack: Stack, tmp_path: Path) -> None:
    """The first stack's DynamoDB is the second's own choice of server."""
    chosen = settings.read({"PORT": "0", "TAILRACE_DYNAMODB_URL": stack.dynamodb_url, "TAILRACE_LOCAL_KEYS": "bob:b"})
    with Stack(chosen, logs=tmp_path / "logs", template_path=deployment(tmp_path), preload=()) as second:
        assert "dynamodb" not in second.pids()
        environment = httpx2.get(f"{second.url}/?do=environment", timeout=20).json()
        assert environment["AWS_ENDPOINT_URL_DYNAMODB"] == stack.dynamodb_url
    table = tables.connect(stack.dynamodb_url)
    named = [item["name"]["S"] for item in table.scan(TableName=stack.table)["Items"] if "name" in item]
    assert sorted(named) == ["ann", "bob", "local"]


def test_a_part_that_does_not_start_is_named(tmp_path: Path) -> None:
    path = deployment(tmp_path)
    (tmp_path / "stream" / "app.py").write_text("raise SystemExit(3)")
    with pytest.raises(StackError, match="stream process has ended"):
        Stack(settings.read({"PORT": "0"}), logs=tmp_path / "logs", template_path=path, preload=()).start()


def test_an_api_that_is_not_healthy_is_told(tmp_path: Path) -> None:
    path = deployment(tmp_path)
    (tmp_path / "api" / "app.py").write_text("import nothing_of_that_name")
    with pytest.raises(StackError, match="GET /v1/health answered 502"):
        Stack(settings.read({"PORT": "0"}), logs=tmp_path / "logs", template_path=path, preload=()).start()
    assert "nothing_of_that_name" in (tmp_path / "logs" / "Api.log").read_text()


def test_the_answer_is_json_when_the_function_gives_no_status(http: httpx2.Client) -> None:
    answer = http.get("/?do=pid")
    assert answer.headers["content-type"] == "application/json"
    assert set(json.loads(answer.text)) == {"pid"}
