"""What the API refuses, and how it says so."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailrace import wiring
from tests.integration.api_client import PROMPT, Answer, Api, Aws

UNKNOWN_RUN = "01k9zq4t0v6h8m3r5w7y9b2d4f"


def refused(answer: Answer, status: int, code: str, *places: str) -> Any:
    """The problem, which must be complete and name these places."""
    problem = answer.json
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status, problem["status"], problem["code"]) == (status, status, code), answer.text
    assert problem["type"].endswith(code)
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert [error["loc"] for error in problem.get("errors", [])] == list(places)
    assert all(error["msg"] for error in problem.get("errors", []))
    return problem


def order(**changes: Any) -> dict[str, Any]:
    return {"kind": "playlist", "input": PROMPT} | changes


def wanted(**changes: Any) -> dict[str, Any]:
    return order(input=PROMPT | changes)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (order(kind="opera"), "kind"),
        (order(kind=7), "kind"),
        ({"input": PROMPT}, "kind"),
        ({"kind": "playlist"}, "input"),
        (order(input="jazz"), "input"),
        (order(inputs={}), "inputs"),
        (order(options={"provider": "openai"}), "options.provider"),
        (order(options={"max_cost_usd": 0}), "options.max_cost_usd"),
        (order(options={"max_cost_usd": 1000.01}), "options.max_cost_usd"),
        (order(options={"max_cost_usd": "0.02"}), "options.max_cost_usd"),
        (order(options={"max_cost_usd": True}), "options.max_cost_usd"),
        (order(options={"providers": []}), "options.providers"),
        (order(options={"providers": ["openai", "acme"]}), "options.providers.1"),
        (order(options={"providers": ["gemini", "gemini"]}), "options.providers.1"),
        (order(options={"metadata": {"a": 1}}), "options.metadata.a"),
        (order(options={"metadata": {str(n): "" for n in range(21)}}), "options.metadata"),
        (wanted(track_count=51), "input.track_count"),
        (wanted(track_count=0), "input.track_count"),
        (wanted(energy_range={"min": 80, "max": 20}), "input.energy_range"),
        (wanted(prompt=""), "input.prompt"),
        (wanted(prompt=" \n "), "input.prompt"),
        (wanted(mood="sad"), "input.mood"),
        ([], "body"),
        (None, "body"),
    ],
)
def test_a_faulty_order_is_refused_by_the_field(api: Api, aws: Aws, body: Any, place: str) -> None:
    before = len(aws.executions())

    problem = refused(api.post("/v1/runs", body), 422, "invalid_request", place)

    assert "instance of" not in problem["detail"]  # says "object": no class is the client's business
    assert len(aws.executions()) == before
    assert api.get("/v1/runs").json["runs"] == []


def test_an_unknown_kind_is_answered_with_the_known_ones(api: Api) -> None:
    problem = refused(api.post("/v1/runs", order(kind="opera")), 422, "invalid_request", "kind")

    assert "playlist" in problem["errors"][0]["msg"]


def test_everything_wrong_is_told_at_once(api: Api) -> None:
    body = order(extra=1, input={"prompt": "", "track_count": 51}, options={"providers": ["acme"], "x": 1})

    problem = api.post("/v1/runs", body).json

    places = {error["loc"] for error in problem["errors"]}
    assert places >= {"extra", "input.prompt", "input.track_count", "options.x"}


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/v1/runs?cursor=garbage", "query.cursor"),
        ("/v1/runs?cursor=", "query.cursor"),
        ("/v1/runs?cursor=%00%ff", "query.cursor"),
        ("/v1/runs?limit=0", "query.limit"),
        ("/v1/runs?limit=101", "query.limit"),
        ("/v1/runs?limit=ten", "query.limit"),
        ("/v1/runs?status=done", "query.status"),
        ("/v1/runs?kind=opera", "query.kind"),
        ("/v1/runs?sort=asc", "query.sort"),
        ("/v1/runs?limit=1&limit=2", "query.limit"),
        ("/v1/kinds?page=2", "query.page"),
    ],
)
def test_a_faulty_query_is_refused_by_the_parameter(api: Api, target: str, place: str) -> None:
    refused(api.get(target), 422, "invalid_request", place)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("?at=x", "query.at"),
        ("?at=0", "query.at"),
        ("?at=-1", "query.at"),
        ("?at=2", "query.at"),
        ("?at=99999999999", "query.at"),
        ("/events?after=x", "query.after"),
        ("/events?after=-1", "query.after"),
        ("/events?after=1.5", "query.after"),
        ("/events?after=1_0", "query.after"),
        ("/events?after=7", "query.after"),
        ("/events?limit=0", "query.limit"),
        ("/events?limit=501", "query.limit"),
        ("/events?wait=21", "query.wait"),
        ("/events?wait=-1", "query.wait"),
        ("/events?wait=nan", "query.wait"),
    ],
)
def test_a_faulty_place_in_a_run_is_refused(api: Api, query: str, place: str) -> None:
    run = api.start()["run_id"]

    refused(api.get(f"/v1/runs/{run}{query}"), 422, "invalid_request", place)


@pytest.mark.parametrize("header", [None, "", "Basic YTpi", "Bearer", "Bearer wrong", "Bearer a b", "wrong"])
def test_without_a_valid_key_there_is_only_401(aws: Aws, header: str | None) -> None:
    given = {} if header is None else {"Authorization": header}

    answer = Api(None).send("GET", "/v1/runs", headers=given)

    refused(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_key_is_refused(aws: Aws) -> None:
    refused(aws.client(revoked_at={"S": "2026-11-20T08:00:00.000Z"}).get("/v1/runs"), 401, "unauthorized")


@pytest.mark.parametrize(
    ("method", "rest"),
    [("GET", ""), ("GET", "/events"), ("GET", "/stream"), ("POST", "/tracks/0/swap")],
)
@pytest.mark.parametrize("which", ["another's", "unknown", "garbage", "upper case"])
def test_anothers_run_is_no_different_from_none(aws: Aws, method: str, rest: str, which: str) -> None:
    own = aws.client()
    run = own.start()["run_id"]
    asked = {
        "another's": run,
        "unknown": UNKNOWN_RUN,
        "garbage": "7zzzzzzzzzzzzzzzzzzzzzzzzz",
        "upper case": run.upper(),
    }
    client = own if which == "upper case" else aws.client()
    body = json.dumps({"provider": "openai"}) if method == "POST" else None

    problem = refused(client.send(method, f"/v1/runs/{asked[which]}{rest}", body), 404, "not_found")

    assert problem["detail"] == "There is no such run, or it is another owner's"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "prompt=jazz",
        "{'kind': 'playlist'}",
        "NaN",
        '{"kind": Infinity}',
        "[" * 100_000,
        '{"a": "\\ud800"}',
        "1" * 9999,
    ],
)
def test_a_body_that_is_not_json_is_refused(api: Api, body: str) -> None:
    refused(api.send("POST", "/v1/runs", body, {"Content-Type": "application/json"}), 400, "invalid_json")


@pytest.mark.parametrize("body", [b"\xff\xfe{}", '{"kind": "caf\xe9"}'.encode("latin-1")])
def test_a_body_that_is_not_utf8_is_refused(api: Api, body: bytes) -> None:
    answer = api.send("POST", "/v1/runs", b64encode(body).decode(), base64=True)

    refused(answer, 400, "invalid_json")


def test_a_body_that_comes_in_base64_is_read(api: Api) -> None:
    body = b64encode(json.dumps(order(input={"prompt": "Caf\xe9"})).encode()).decode()

    answer = api.send("POST", "/v1/runs", body, {"Content-Type": "application/json; charset=utf-8"}, base64=True)

    assert answer.status == 202


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "text/plain", "application/xml"])
def test_another_media_type_is_refused(api: Api, media_type: str) -> None:
    refused(api.send("POST", "/v1/runs", "kind=playlist", {"Content-Type": media_type}), 415, "unsupported_media_type")


@pytest.mark.parametrize("base64", [False, True])
def test_a_body_over_256_kb_is_refused(api: Api, base64: bool) -> None:
    body = json.dumps(wanted(prompt="x" * 1_000_000))
    sent = b64encode(body.encode()).decode() if base64 else body

    refused(api.send("POST", "/v1/runs", sent, base64=base64), 413, "body_too_large")


def test_the_limit_counts_bytes(api: Api) -> None:
    within, over = json.dumps("é" * 131_071, ensure_ascii=False), json.dumps("é" * 131_072, ensure_ascii=False)

    refused(api.send("POST", "/v1/runs", within), 422, "invalid_request", "body")
    refused(api.send("POST", "/v1/runs", over), 413, "body_too_large")


@pytest.mark.parametrize("target", ["/v2/kinds", "/v1/runs/", "/v1", "/favicon.ico", "/v1/kinds/playlist"])
def test_an_unknown_address_is_404(api: Api, target: str) -> None:
    refused(api.get(target), 404, "no_such_route")


@pytest.mark.parametrize(
    ("method", "target", "allowed"),
    [
        ("DELETE", "/v1/kinds", "GET, HEAD"),
        ("PUT", "/v1/runs", "GET, POST, HEAD"),
        ("GET", f"/v1/runs/{UNKNOWN_RUN}/tracks/1/swap", "POST"),
        ("POST", "/v1/health", "GET, HEAD"),
    ],
)
def test_a_method_that_an_address_does_not_know_is_405(api: Api, method: str, target: str, allowed: str) -> None:
    answer = api.send(method, target)

    refused(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == allowed


def test_a_request_id_comes_back(api: Api) -> None:
    assert api.get("/v1/kinds", X_Request_Id="mine-1").headers["x-request-id"] == "mine-1"
    assert api.get("/v9", X_Request_Id="mine-2").json["request_id"] == "mine-2"


@pytest.mark.parametrize("given", ["", "with space", "x" * 129, "line\nbreak", "é"])
def test_a_request_id_that_is_not_fit_for_a_header_is_replaced(api: Api, given: str) -> None:
    got = api.get("/v1/kinds", X_Request_Id=given).headers["x-request-id"]

    assert got
    assert got != given


def test_what_breaks_inside_is_not_told(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the secret ingredient")

    monkeypatch.setattr(wiring.run_index(), "newest_first", broken)

    answer = api.get("/v1/runs")

    refused(answer, 500, "internal")
    assert "ingredient" not in answer.text


def test_a_table_that_does_not_answer_is_503(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: Any, **__: Any) -> None:
        raise EndpointConnectionError(endpoint_url="http://internal:8000")

    monkeypatch.setattr(wiring.dynamodb(), "query", unreachable)

    answer = api.get("/v1/runs")

    refused(answer, 503, "unavailable")
    assert "internal:8000" not in answer.text
    assert int(answer.headers["retry-after"]) > 0


@given(cursor=st.text(max_size=60), run=st.from_regex(r"[0-9A-Za-z_~-]{1,40}", fullmatch=True))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_garbage_breaks_anything(api: Api, cursor: str, run: str) -> None:
    assert api.get(f"/v1/runs?cursor={quote(cursor, errors='replace')}").status == 422
    assert api.get(f"/v1/runs/{run}").status == 404
