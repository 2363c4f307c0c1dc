"""The API's own route of a run's stream, which sends readers to the stream function."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from tailrace import tokens
from tests.integration.api_client import STREAM_URL, Api


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
