"""What a key has used, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tailrace import settle
from tailrace.events import Draft, UsageRecorded
from tailrace.ledger import Ledger
from tailrace.log import RunWriter
from tailrace.run_index import RunIndex
from tests.integration.api_client import Api, Aws
from tests.integration.controlled import cancel, dying, fail, go_on, kill

NOTHING = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0}


@pytest.fixture(autouse=True)
def not_about_midnight() -> None:
    """The day is that of the computer's clock."""
    if datetime.now(UTC).strftime("%H:%M") == "23:59":
        pytest.skip("the day is about to change")


def spend(aws: Aws, run_id: str, provider: str, cost: float | None, step: str = "generate:openai") -> None:
    writer = RunWriter(aws.log, run_id)
    total = writer.snapshot["usage"]["cost_usd"] + (cost or 0)
    used = UsageRecorded(
        provider=provider, model="m", input_tokens=10, output_tokens=20, cost_usd=cost, total_cost_usd=total
    )
    writer.append(Draft(used, None, step, 1))


def today(api: Api) -> Any:
    answer = api.get("/v1/usage")
    assert answer.status == 200, answer.text
    report = answer.json
    assert report["this_month"] | {"since": ""} == report["today"] | {"since": ""}
    return report["today"]


def test_a_key_that_has_done_nothing_has_used_nothing(api: Api) -> None:
    report = api.get("/v1/usage").json

    now = datetime.now(UTC)
    nothing = {"runs": 0, **NOTHING, "by_provider": {}, "by_kind": {}}
    assert report == {
        "today": {"since": now.strftime("%Y-%m-%d"), **nothing},
        "this_month": {"since": now.strftime("%Y-%m-01"), **nothing},
        "budget": None,
    }
    assert api.get("/v1/usage?month=2").status == 422
    assert Api(None).get("/v1/usage").status == 401


def test_a_run_counts_when_it_ends_with_its_wasted_attempts_by_provider_and_kind(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    for provider, cost in (("openai", 0.25), ("openai", 0.5), ("gemini", None)):
        spend(aws, run_id, provider, cost)
    assert today(api)["runs"] == 0

    cancel(api, run_id)

    amounts = {"calls": 3, "input_tokens": 30, "output_tokens": 60, "cost_usd": 0.75}
    used = today(api)
    assert used | {"since": ""} == {
        "since": "",
        "runs": 1,
        **amounts,
        "by_provider": {
            "openai": {"calls": 2, "input_tokens": 20, "output_tokens": 40, "cost_usd": 0.75},
            "gemini": {"calls": 1, "input_tokens": 10, "output_tokens": 20, "cost_usd": 0},
        },
        "by_kind": {"playlist": {"runs": 1, **amounts}},
    }
    cancel(api, run_id)
    settle.execution_ended(f"{run_id}-1", "ABORTED")
    assert today(api) == used
    assert today(aws.client())["runs"] == 0


def test_a_run_that_goes_on_adds_only_what_it_uses_then(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    spend(aws, run_id, "openai", 0.25)
    settle.execution_ended(f"{run_id}-1", "FAILED")
    go_on(api, run_id)
    spend(aws, run_id, "openai", 0.5)
    assert today(api)["cost_usd"] == 0.25

    settle.execution_ended(f"{run_id}-2", "FAILED")

    used = today(api)
    assert (used["runs"], used["calls"], used["cost_usd"]) == (1, 2, 0.75)


@pytest.mark.parametrize("ended", [True, False])
def test_what_a_deleted_run_has_cost_stays_counted(api: Api, aws: Aws, ended: bool) -> None:
    run_id = api.start()["run_id"]
    spend(aws, run_id, "openai", 0.25)
    if ended:
        fail(aws, run_id)

    assert api.send("DELETE", f"/v1/runs/{run_id}").status == 204

    used = today(api)
    assert (used["runs"], used["cost_usd"]) == (1, 0.25)


def test_who_dies_before_it_is_written_down_leaves_that_to_the_sweep(
    api: Api, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = api.start()["run_id"]
    spend(aws, run_id, "openai", 0.25)
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "record", kill)
        dying(lambda: cancel(api, run_id))
    assert today(api)["runs"] == 0

    settle.sweep(datetime.now(UTC) + timedelta(minutes=5))

    assert today(api)["cost_usd"] == 0.25
    assert run_id not in {entry.run_id for entry in RunIndex(aws.table, "tailrace").open(before="z")}
