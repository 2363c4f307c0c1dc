"""The API's own route of a run's stream, which sends readers to the stream function."""

import time
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from tailrace import tokens
from tests.integration.api_client import STREAM_URL, Api, Aws


def test_who_asks_here_for_the_stream_is_sent_there_with_a_token(api: Api) -> None:
    run_id = api.start()["run_id"]

    answer = api.get(f"/v1/runs/{run_id}/stream?after=3&replay=2")

    location = urlsplit(answer.headers["location"])
    query = parse_qs(location.query)
    assert answer.status == 307
    assert f"{location.scheme}://{location.netloc}{location.path}" == f"{STREAM_URL}/v1/runs/{run_id}/stream"
    assert (query["after"], query["replay"]) == (["3"], ["2"])
    tokens.verify(["a secret"], run_id, query["token"][0], time.time())


def test_who_brings_a_token_for_the_stream_needs_no_key(api: Api) -> None:
    run_id = api.start()["run_id"]

    answer = Api(None).get(f"/v1/runs/{run_id}/stream?token=t&after=1")

    assert (answer.status, answer.headers["location"]) == (
        307,
        f"{STREAM_URL}/v1/runs/{run_id}/stream?token=t&after=1",
    )
    assert Api(None).get(f"/v1/runs/{run_id}/stream").status == 401


@pytest.mark.parametrize("run_id", ["é", "a b", "01K9ZQ4T0V6H8M3R5W7Y9B2D4F", "..", "z" * 26])
def test_nobody_is_sent_to_the_stream_of_what_is_no_run(api: Api, run_id: str) -> None:
    answer = Api(None).get(f"/v1/runs/{run_id}/stream?token=t")
    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert "location" not in answer.headers


def test_a_run_is_shared_by_a_token_that_opens_its_stream(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]

    shared = api.send("POST", f"/v1/runs/{run_id}/share").json

    expires_at = datetime.fromisoformat(shared["expires_at"]).timestamp()
    assert shared["urls"]["stream"] == f"{STREAM_URL}/v1/runs/{run_id}/stream"
    tokens.verify(["a secret"], run_id, shared["read_token"], expires_at - 1)
    with pytest.raises(tokens.InvalidTokenError):
        tokens.verify(["a secret"], run_id, shared["read_token"], expires_at)
    assert aws.client().send("POST", f"/v1/runs/{run_id}/share").status == 404
    odd = api.post(f"/v1/runs/{run_id}/share", {"with": "you"})
    assert (odd.status, odd.json["errors"]) == (422, [{"loc": "with", "msg": "unknown field"}])
