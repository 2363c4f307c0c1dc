"""Listing an owner's runs over HTTP."""

import time
from typing import Any

import pytest

from tests.integration.api_client import PROMPT, Answer, Api, Aws
from tests.integration.playlist_runs import complete, race


def ids(answer: Answer) -> list[str]:
    return [run["run_id"] for run in answer.json["runs"]]


def test_own_runs_are_listed_newest_first_page_by_page(aws: Aws) -> None:
    api = aws.client()
    started = []
    for _ in range(5):
        started.append(api.start()["run_id"])
        time.sleep(0.002)  # ids of the same millisecond have no order
    aws.client().start()

    pages, cursor = [], ""
    while True:
        answer = api.get(f"/v1/runs?limit=2{cursor}")
        pages.append(ids(answer))
        if answer.json["next_cursor"] is None:
            break
        cursor = f"&cursor={answer.json['next_cursor']}"

    assert [run for page in pages for run in page] == started[::-1]
    assert all(len(page) <= 2 for page in pages)


def test_a_listed_run_says_what_it_is(api: Api) -> None:
    run = api.start(options={"metadata": {"who": "Zoë"}})

    (listed,) = api.get("/v1/runs").json["runs"]

    assert listed.pop("created_at").endswith("Z")
    assert listed == {
        "run_id": run["run_id"],
        "kind": "playlist",
        "status": "queued",
        "metadata": {"who": "Zoë"},
        "url": run["urls"]["self"],
    }


def test_the_list_tells_the_status_that_the_log_tells(api: Api, aws: Aws) -> None:
    queued, running, completed = (api.start()["run_id"] for _ in range(3))
    race(aws.log, running, "openai")
    complete(race(aws.log, completed, "openai"))

    expected = {queued: "queued", running: "running", completed: "completed"}
    for _ in range(2):  # the second time from what the first has repaired
        assert {run["run_id"]: run["status"] for run in api.get("/v1/runs").json["runs"]} == expected
    for run_id, status in expected.items():
        assert ids(api.get(f"/v1/runs?status={status}&kind=playlist")) == [run_id]
    assert ids(api.get("/v1/runs?status=failed")) == []


def test_a_run_whose_log_never_began_is_not_listed(api: Api, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: Any) -> None:
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(aws.log, "create", die)
        assert api.post("/v1/runs", {"kind": "playlist", "input": PROMPT}).status == 503

    assert ids(api.get("/v1/runs")) == []
