"""What is wrong with a request is answered at once, by a problem that names the field."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.e2e.client import PROMPT, Client, Run
from tests.e2e.deployed import Deployed


@pytest.fixture(scope="module")
def ended(running_stack: Deployed) -> Run:
    """A closed run of the local key."""
    run = running_stack.client.start(1, providers=["openai"])
    run.end()
    return run


@pytest.fixture
def ann(client: Client) -> Iterator[Client]:
    """A client with another's key."""
    with Client(client.url, "key-of-ann") as other:
        yield other


def _problem(answer: httpx2.Response, status: int, code: str, *locs: str) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["title"]
    assert problem["detail"]
    errors = problem.get("errors", [])
    assert sorted(error["loc"] for error in errors) == sorted(locs)
    assert all(error["msg"] for error in errors)
    return problem


@pytest.mark.parametrize(
    ("given", "locs"),
    [
        ({"prompt": PROMPT, "track_count": 51}, ["input.track_count"]),
        ({"prompt": PROMPT, "track_count": 0}, ["input.track_count"]),
        ({"prompt": PROMPT, "track_count": "many"}, ["input.track_count"]),
        ({"prompt": PROMPT, "energy_range": {"min": 80, "max": 20}}, ["input.energy_range"]),
        ({"prompt": ""}, ["input.prompt"]),
        ({"prompt": " \n"}, ["input.prompt"]),
        ({}, ["input.prompt"]),
        ({"prompt": PROMPT, "tempo": 120}, ["input.tempo"]),
        ({"prompt": PROMPT, "track_count": 5, "duration": 20}, ["input"]),
        ({"prompt": "", "track_count": 51, "tempo": 120}, ["input.prompt", "input.track_count", "input.tempo"]),
    ],
    ids=json.dumps,
)
def test_input_that_cannot_be_used_is_refused_by_name(client: Client, given: Any, locs: list[str]) -> None:
    answer = client.http.post("/v1/runs", json={"kind": "playlist", "input": given})
    _problem(answer, 422, "invalid_request", *locs)


@pytest.mark.parametrize(
    ("body", "locs"),
    [
        ({"kind": "opera", "input": {"prompt": PROMPT}}, ["kind"]),
        ({"input": {"prompt": PROMPT}}, ["kind"]),
        ({"kind": "playlist"}, ["input"]),
        ({"kind": "playlist", "input": {"prompt": PROMPT}, "speed": 2}, ["speed"]),
        ({"kind": "playlist", "input": {"prompt": PROMPT}, "options": {"colour": "red"}}, ["options.colour"]),
        ({"kind": "playlist", "input": {"prompt": PROMPT}, "options": {"providers": ["me"]}}, ["options.providers.0"]),
        ({"kind": "playlist", "input": {"prompt": PROMPT}, "options": {"providers": []}}, ["options.providers"]),
        ([], ["body"]),
    ],
    ids=json.dumps,
)
def test_a_body_that_orders_nothing_is_refused_by_name(client: Client, body: Any, locs: list[str]) -> None:
    _problem(client.http.post("/v1/runs", json=body), 422, "invalid_request", *locs)


def test_a_body_of_a_megabyte_is_too_large(client: Client) -> None:
    body = {"kind": "playlist", "input": {"prompt": "x" * 1_000_000}}
    problem = _problem(client.http.post("/v1/runs", json=body), 413, "body_too_large")
    assert "256 KB" in problem["detail"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"prompt=night", 400, "invalid_json"),
        (b'{"kind": "playlist", ', 400, "invalid_json"),
        (b"", 400, "invalid_json"),
        (b"\xff\xfe{}", 400, "invalid_json"),
    ],
)
def test_a_body_that_is_no_json_is_refused(client: Client, content: bytes, status: int, code: str) -> None:
    answer = client.http.post("/v1/runs", content=content, headers={"Content-Type": "application/json"})
    _problem(answer, status, code)


def test_another_media_type_is_refused(client: Client) -> None:
    answer = client.http.post("/v1/runs", data={"kind": "playlist"})
    assert "application/x-www-form-urlencoded" in _problem(answer, 415, "unsupported_media_type")["detail"]


@pytest.mark.parametrize("authorization", ["Bearer wrong", "Bearer", "Basic bG9jYWw6bG9jYWw=", "local", None])
@pytest.mark.parametrize("path", ["/v1/runs", "{run}", "{run}/events", "{run}/stream"])
def test_without_a_good_key_there_is_nothing(client: Client, ended: Run, authorization: str | None, path: str) -> None:
    url = client.url + path.replace("{run}", ended.path)
    headers = {"Authorization": authorization} if authorization else {}
    answer = httpx2.get(url, headers=headers, timeout=30, trust_env=False)
    _problem(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_nothing_starts_without_a_good_key(client: Client) -> None:
    body = {"kind": "playlist", "input": {"prompt": PROMPT}}
    answer = httpx2.post(f"{client.url}/v1/runs", json=body, timeout=30, trust_env=False)
    _problem(answer, 401, "unauthorized")


@pytest.mark.parametrize("token", ["", "v1.1.x", "v1.9999999999.AAAA", "garbage"])
def test_a_read_token_that_is_not_ours_opens_nothing(ended: Run, token: str) -> None:
    url = f"{ended.client.url}{ended.path}/stream"
    answer = httpx2.get(url, params={"token": token}, timeout=30, trust_env=False)
    _problem(answer, 401, "invalid_token")


def test_a_read_token_reads_the_stream_and_nothing_else(ended: Run) -> None:
    token = ended.started["read_token"]
    for path in (ended.path, f"{ended.path}/events"):
        answer = httpx2.get(f"{ended.client.url}{path}", params={"token": token}, timeout=30, trust_env=False)
        _problem(answer, 401, "unauthorized")


def test_anothers_run_is_not_there(client: Client, ann: Client, ended: Run) -> None:
    for path in (ended.path, f"{ended.path}/events", f"{ended.path}/stream"):
        _problem(ann.http.get(path), 404, "not_found")
    _problem(ann.http.post(f"{ended.path}/tracks/0/swap", json={"provider": "gemini"}), 404, "not_found")
    assert ended.id not in [run["run_id"] for run in ann.get("/v1/runs", limit=100)["runs"]]
    # A key of one's own choice means one's own run.
    key = uuid4().hex
    hers, ours = ann.start(1, providers=["openai"], key=key), client.start(1, providers=["openai"], key=key)
    assert hers.id != ours.id
    assert hers.end()[-1]["type"] == ours.end()[-1]["type"] == "run.completed"


@pytest.mark.parametrize(
    "run_id", ["01m7w7smb2gfp9yayp3ts8swev", "01M7W7SMB2GFP9YAYP3TS8SWEV", "x", "%00", "..%2fruns"]
)
def test_a_run_that_never_was_is_not_there(client: Client, run_id: str) -> None:
    for path in ("", "/events", "/stream"):
        answer = client.http.get(f"/v1/runs/{run_id}{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), answer.text


@pytest.mark.parametrize("last_id", ["garbage", "-1", "1.5", "0x10", "12345678901", "1e3", "99999"])
def test_a_garbage_last_event_id_is_named(ended: Run, last_id: str) -> None:
    answer = ended.client.http.get(f"{ended.path}/stream", headers={"Last-Event-ID": last_id})
    _problem(answer, 422, "invalid_position", "header.Last-Event-ID")


@pytest.mark.parametrize("after", ["garbage", "-1", "1.5", "", "99999"])
def test_a_garbage_position_is_named(ended: Run, after: str) -> None:
    stream = ended.client.http.get(f"{ended.path}/stream", params={"after": after})
    _problem(stream, 422, "invalid_position", "query.after")
    page = ended.client.http.get(f"{ended.path}/events", params={"after": after})
    _problem(page, 422, "invalid_request", "query.after")


@pytest.mark.parametrize(
    ("path", "loc"),
    [
        ("{run}/events?limit=0", "query.limit"),
        ("{run}/events?limit=501", "query.limit"),
        ("{run}/events?wait=21", "query.wait"),
        ("{run}/events?wait=nan", "query.wait"),
        ("{run}/events?since=4", "query.since"),
        ("{run}?at=0", "query.at"),
        ("{run}?at=last", "query.at"),
        ("/v1/runs?limit=101", "query.limit"),
        ("/v1/runs?status=lost", "query.status"),
        ("/v1/runs?kind=opera", "query.kind"),
        ("/v1/runs?cursor=x", "query.cursor"),
    ],
)
def test_a_query_that_cannot_be_meant_is_named(ended: Run, path: str, loc: str) -> None:
    _problem(ended.client.http.get(path.replace("{run}", ended.path)), 422, "invalid_request", loc)


def test_an_idempotency_key_that_is_none_is_named(client: Client) -> None:
    body = {"kind": "playlist", "input": {"prompt": PROMPT}}
    answer = client.http.post("/v1/runs", json=body, headers={"Idempotency-Key": "x" * 256})
    _problem(answer, 422, "invalid_request", "header.Idempotency-Key")


def test_an_address_that_leads_nowhere_and_a_method_that_does_nothing(client: Client, ended: Run) -> None:
    _problem(client.http.get("/v1/walks"), 404, "no_such_route")
    answer = client.http.put("/v1/runs", json={})
    _problem(answer, 405, "method_not_allowed")
    assert "POST" in answer.headers["allow"]
    _problem(client.http.post(f"{ended.path}/stream", json={}), 405, "method_not_allowed")
