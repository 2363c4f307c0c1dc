"""Swapping tracks over HTTP."""

from typing import Any

import pytest

from tailrace.events import Draft, RunFailed, UsageTotal
from tailrace.fold import fold
from tests.integration.api_client import Answer, Api, Aws
from tests.integration.playlist_runs import complete, race


def swap(api: Api, run_id: str, index: Any, provider: Any) -> Answer:
    return api.post(f"/v1/runs/{run_id}/tracks/{index}/swap", {"provider": provider})


def shown(api: Api, run_id: str, index: int) -> tuple[str, str]:
    position = api.get(f"/v1/runs/{run_id}").json["parts"]["tracks"][index]
    return position["provider"], position["track"]["title"]


def test_an_alternative_is_put_in_place_and_back(api: Api, aws: Aws, run_id: str) -> None:
    race(aws.log, run_id, "openai", "gemini")
    before = shown(api, run_id, 1)

    answer = swap(api, run_id, 1, "gemini")

    assert answer.status == 200
    position = answer.json
    assert (position["index"], position["provider"]) == (1, "gemini")
    assert shown(api, run_id, 1) == ("gemini", position["track"]["title"])
    last = aws.log.read(run_id)[-1]
    assert (last["type"], last["seq"]) == ("track.swapped", position["seq"])
    assert swap(api, run_id, 1, "openai").status == 200
    assert shown(api, run_id, 1) == before


def test_a_track_that_is_shown_already_is_not_swapped_again(api: Api, aws: Aws, run_id: str) -> None:
    race(aws.log, run_id, "openai", "gemini")
    swap(api, run_id, 0, "gemini")
    seq = len(aws.log.read(run_id))

    answer = swap(api, run_id, 0, "gemini")

    assert (answer.status, answer.json["seq"]) == (200, seq)
    assert len(aws.log.read(run_id)) == seq


def test_a_completed_run_is_reopened_and_closed_around_the_swap(api: Api, aws: Aws, run_id: str) -> None:
    complete(race(aws.log, run_id, "openai", "gemini"))
    events = aws.log.read(run_id)
    before = fold(events)

    assert swap(api, run_id, 2, "gemini").status == 200

    added = aws.log.read(run_id, after=len(events))
    assert [event["type"] for event in added] == ["run.resumed", "track.swapped", "run.completed"]
    after = fold([*events, *added])
    for field in ("status", "summary", "degraded", "progress", "steps", "usage"):
        assert after[field] == before[field]
    assert shown(api, run_id, 2)[0] == "gemini"
    assert api.get(f"/v1/runs/{run_id}/events?after={len(events)}").json["closed"]


@pytest.mark.parametrize(
    ("index", "provider", "status", "code", "place"),
    [
        (3, "gemini", 404, "no_such_track", "path.index"),
        (999999, "gemini", 404, "no_such_track", "path.index"),
        (1, "anthropic", 409, "no_alternative", "provider"),
        (1, "acme", 409, "no_alternative", "provider"),
        (1, "", 422, "invalid_request", "provider"),
        (1, None, 422, "invalid_request", "provider"),
        ("one", "gemini", 422, "invalid_request", "path.index"),
        ("-1", "gemini", 422, "invalid_request", "path.index"),
        ("9" * 30, "gemini", 422, "invalid_request", "path.index"),
    ],
)
def test_what_cannot_be_swapped_is_refused(
    api: Api, aws: Aws, run_id: str, index: Any, provider: Any, status: int, code: str, place: str
) -> None:
    race(aws.log, run_id, "openai", "gemini")
    seq = len(aws.log.read(run_id))

    answer = swap(api, run_id, index, provider)

    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.json["errors"][0]["loc"] == place
    assert len(aws.log.read(run_id)) == seq


def test_before_a_list_is_complete_there_is_nothing_to_swap(api: Api, run_id: str) -> None:
    answer = swap(api, run_id, 0, "gemini")

    assert (answer.status, answer.json["code"]) == (409, "not_swappable")


def test_a_failed_run_is_not_reopened(api: Api, aws: Aws, run_id: str) -> None:
    writer = race(aws.log, run_id, "openai", "gemini")
    usage = UsageTotal(calls=0, input_tokens=0, output_tokens=0, cost_usd=0)
    writer.append(Draft(RunFailed(errors=[], usage=usage)))

    answer = swap(api, run_id, 0, "gemini")

    assert (answer.status, answer.json["code"]) == (409, "not_swappable")
    assert aws.log.read(run_id)[-1]["type"] == "run.failed"
