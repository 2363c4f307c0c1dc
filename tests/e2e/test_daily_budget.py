"""Runs of one owner that share a day's budget, with the whole stack at work."""

from collections.abc import Iterator
from typing import Any

import pytest

from tailrace.daily_budget import DailyBudgets
from tests.e2e.client import Client, Run, of_type
from tests.e2e.deployed import Deployed

WEEK = {
    "profile": {"gender": "F", "age": 34, "height_cm": 168, "weight_kg": 64.5},
    "duration": {"unit": "weeks", "value": 1},
}
# Less than a week's plan costs at its provider's list price, which is about 0.08.
DAILY_USD = 0.06


@pytest.fixture
def ann(deployed: Deployed) -> Iterator[Client]:
    """An owner of whom nothing else is at work in this stack meanwhile."""
    with Client(deployed.stack.url, "key-of-ann") as client:
        yield client


@pytest.fixture
def budgets(deployed: Deployed) -> Iterator[DailyBudgets]:
    """Sets the owner's limit, which is taken away again."""
    client = deployed.dynamodb()
    found = DailyBudgets(client, deployed.stack.table, default_usd=None)
    yield found
    found.set_limit("ann", None)
    client.close()


def codes(run: Run) -> set[str]:
    """Why a run has failed."""
    end: Any = run.end()[-1]
    assert end["type"] == "run.failed"
    return {error["code"] for error in end["data"]["errors"]}


def spent(*runs: Run) -> float:
    return sum(float(event["data"]["cost_usd"]) for run in runs for event in of_type(run.events(), "usage.recorded"))


def test_two_runs_at_once_never_spend_more_than_their_owner_may_and_go_on_with_more(
    ann: Client, budgets: DailyBudgets
) -> None:
    budgets.set_limit("ann", DAILY_USD)
    first, second = (ann.begin("plan", WEEK, providers=["openai"]) for _ in range(2))

    assert codes(first) == codes(second) == {"budget_exceeded"}

    assert 0 < spent(first, second) <= DAILY_USD
    budget = ann.get("/v1/usage")["budget"]
    assert budget["committed_usd"] == pytest.approx(spent(first, second), abs=1e-8)

    budgets.set_limit("ann", budget["committed_usd"])
    order = {"kind": "plan", "input": WEEK}
    for refused in (ann.http.post("/v1/runs", json=order), ann.http.post(f"{first.path}/continue")):
        assert (refused.status_code, refused.json()["code"]) == (402, "budget_exceeded")
        assert 0 < int(refused.headers["retry-after"]) <= 86_400

    budgets.set_limit("ann", 50)
    assert ann.http.post(f"{first.path}/continue").status_code == 202
    events = first.until(lambda events: events[-1]["type"] == "run.completed" or len(of_type(events, "run.failed")) > 1)
    assert events[-1]["type"] == "run.completed"
    assert len(of_type(events, "day.completed")) == 7
    assert ann.get("/v1/usage")["budget"]["committed_usd"] == pytest.approx(spent(first, second), abs=1e-8)
