"""Deleting a run while the whole stack is at work on it."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from local.simulator.client import Simulator
from tests.e2e.client import Followed, Run
from tests.e2e.deployed import Deployed
from tests.e2e.test_control import all_ended, everyone_has, model_calls, open_runs
from tests.waiting import until


def all_items(deployed: Deployed) -> list[dict[str, Any]]:
    """Everything in the table."""
    dynamodb = deployed.dynamodb()
    try:
        pages = dynamodb.get_paginator("scan").paginate(TableName=deployed.stack.table, ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]
    finally:
        dynamodb.close()


def items_with(deployed: Deployed, text: str) -> list[dict[str, Any]]:
    """Every item in which this stands, but for what may be left of a run that was deleted.

    That is what it has cost, the answer that its start's Idempotency-Key gives for a day, and the tombstones that keep
    late writers out.
    """
    found = [item for item in all_items(deployed) if text in str(item)]
    found = [item for item in found if not item["pk"]["S"].startswith(("usage#", "idempotency#"))]
    return [item for item in found if set(item) != {"pk", "sk", "gone", "expires_at"}]


def followed_to_its_end(run: Run) -> tuple[Followed, int]:
    """What a reader saw, and what it was told when it asked for more."""
    followed = run.follow(connections=1)
    return followed, asked_again(run, followed.last_id)


def asked_again(run: Run, last_id: str) -> int:
    """What the stream answers to a reader that has everything up to this event."""
    headers = {"Authorization": f"Bearer {run.client.key}", "Last-Event-ID": last_id}
    return httpx2.get(run.started["urls"]["stream"], headers=headers, trust_env=False).status_code


@pytest.mark.parametrize("tracks", [1, 4])
def test_a_run_that_is_deleted_while_it_runs_is_gone_and_nobody_works_on(
    deployed: Deployed, simulator: Simulator, tracks: int
) -> None:
    simulator.set(tokens_per_second=60)
    run = deployed.client.start(30, key=f"deleted-at-{tracks}")
    with ThreadPoolExecutor(2) as threads:
        readers = [threads.submit(followed_to_its_end, run) for _ in range(2)]
        run.until(lambda events: everyone_has(tracks, events))

        answer = run.client.http.delete(run.path)

        assert (answer.status_code, answer.content) == (204, b"")
        assert run.client.http.delete(run.path).status_code == 404
        assert run.client.http.get(run.path).status_code == 404
        for reader in readers:
            followed, status = reader.result(timeout=30)
            assert followed.controls[-1]["type"] in ("closed", "reconnect")
            # Between its end and its removal the run is there and over: a reader that has all of it is told so.
            assert status in (204, 404)
        assert asked_again(run, followed.last_id) == 404
    calls = until(lambda: all_ended(model_calls(simulator)))
    assert [call["outcome"] for call in calls] == ["client_closed"] * 3
    assert deployed.execution_end(run.id)["status"] == "ABORTED"
    # What the stopped workflow, its workers and the sweep have to say comes later, and leaves nothing either.
    until(lambda: run.id not in open_runs(deployed))
    assert items_with(deployed, run.id) == []
    assert run.id not in {one["run_id"] for one in deployed.client.get("/v1/runs")["runs"]}
    assert len(model_calls(simulator)) == 3


# By the beginning of the key. What a person has set outlives what it is about: the API keys, and an owner's budget.
EXPIRES = ("run#", "owner#", "open#runs", "idempotency#", "limit#", "usage#", "health", "cache#", "quota#", "poll#")


def test_everything_in_the_table_expires_but_what_a_person_has_set(deployed: Deployed, simulator: Simulator) -> None:
    """Whatever the other tests have left there included."""
    deployed.client.start(1, providers=["openai"], key="once").end()
    simulator.set(first_token_ms=60_000)
    running = deployed.client.start(1, providers=["openai"])
    running.until(lambda events: len(events) > 2)
    items = all_items(deployed)
    running.client.http.post(f"{running.path}/cancel").raise_for_status()
    places = {item["pk"]["S"] for item in items}
    assert [name for name in EXPIRES if not any(place.startswith(name) for place in places)] == []
    made = [item for item in items if not item["pk"]["S"].startswith("key") and "daily_usd" not in item]
    now = time.time()
    assert [item for item in made if float(item.get("expires_at", {}).get("N", 0)) <= now] == []
