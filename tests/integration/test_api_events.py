"""A run's events over HTTP, page by page, and the long poll."""

import threading
from typing import Any

import pytest

from tailrace.events import Draft, StepProgress
from tailrace.log import RunWriter
from tests.integration.api_client import Api, Aws
from tests.integration.playlist_runs import complete, race


@pytest.mark.parametrize("limit", [1, 2, 7, 500])
def test_polling_gives_the_log(api: Api, aws: Aws, limit: int) -> None:
    run_id = api.start()["run_id"]
    complete(race(aws.log, run_id, "openai", "gemini"))

    seen: list[Any] = []
    page = {"next_after": 0, "closed": False, "up_to_date": False, "events": []}
    while not page["closed"]:
        page = api.get(f"/v1/runs/{run_id}/events?after={page['next_after']}&limit={limit}").json
        assert 0 < len(page["events"]) <= limit
        assert page["next_after"] == page["events"][-1]["seq"]
        assert page["up_to_date"] == page["closed"]
        seen += page["events"]
    assert seen == aws.log.read(run_id)


def test_polling_an_open_run_says_when_there_is_nothing_more_yet(api: Api) -> None:
    run_id = api.start()["run_id"]

    first = api.get(f"/v1/runs/{run_id}/events").json
    assert (first["next_after"], first["up_to_date"], first["closed"]) == (1, True, False)
    second = api.get(f"/v1/runs/{run_id}/events?after=1").json
    assert second == {"events": [], "next_after": 1, "up_to_date": True, "closed": False}


def test_who_has_the_whole_of_a_closed_run_is_told_at_once(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    complete(race(aws.log, run_id, "openai"))
    last = len(aws.log.read(run_id))

    page = api.get(f"/v1/runs/{run_id}/events?after={last}&wait=20").json

    assert page == {"events": [], "next_after": last, "up_to_date": True, "closed": True}


def test_a_long_poll_ends_when_something_happens(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    asked = threading.Event()
    read_lines = aws.log.read_lines

    def announce(*arguments: Any) -> list[str]:
        lines = read_lines(*arguments)
        asked.set()
        return lines

    def happen() -> None:
        asked.wait(10)
        race(aws.log, run_id, "openai")

    happening = threading.Thread(target=happen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aws.log, "read_lines", announce)
        happening.start()
        page = api.get(f"/v1/runs/{run_id}/events?after=1&wait=20").json
    happening.join()

    assert page["events"][0]["seq"] == 2


def test_a_page_of_events_fits_into_a_lambdas_answer(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    writer = race(aws.log, run_id, "openai")
    for _ in range(20):
        writer.append(Draft(StepProgress(fraction=0.5), "x" * 250_000, "generate:openai", 1))

    page = api.get(f"/v1/runs/{run_id}/events")

    assert len(page.text) < 6_000_000
    assert not page.json["up_to_date"]
    rest = api.get(f"/v1/runs/{run_id}/events?after={page.json['next_after']}").json
    assert page.json["events"] + rest["events"] == aws.log.read(run_id)


def test_a_page_of_large_events_fits_into_an_answer_and_the_pages_make_the_log(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    step = api.get(f"/v1/runs/{run_id}").json["steps"][0]["id"]
    RunWriter(aws.log, run_id, step, 1).append(*[Draft(StepProgress(fraction=0), "x" * 250_000)] * 30)
    pages: list[Any] = []
    after = 0
    while not pages or not pages[-1]["up_to_date"]:
        answer = api.get(f"/v1/runs/{run_id}/events?after={after}")
        assert len(answer.text) < 6_000_000
        pages.append(answer.json)
        after = answer.json["next_after"]
    assert len(pages) > 1
    assert [event["seq"] for page in pages for event in page["events"]] == list(range(1, 32))
