"""An owner's daily budget, over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tailrace import wiring
from tailrace.settings import Settings, settings
from tests.integration.api_client import PROMPT, Answer, Api, Aws
from tests.integration.controlled import cancel, dying, go_on, is_watched, kill, snapshot
from tests.integration.wired import forget

ORDER = {"kind": "playlist", "input": PROMPT}


@pytest.fixture(autouse=True)
def not_about_midnight() -> None:
    """The day is that of the computer's clock."""
    if datetime.now(UTC).strftime("%H:%M") == "23:59":
        pytest.skip("the day is about to change")


@pytest.fixture(autouse=True)
def a_dollar_a_day(aws: Aws) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAILY_BUDGET_USD", "1")
        settings.cache_clear()
        wiring.daily_budgets.cache_clear()
        yield
    forget()


def owner_of(api: Api, aws: Aws) -> str:
    return aws.log.owner(api.start()["run_id"])


def spend(owner: str, usd: float, call: str = "a call") -> None:
    wiring.daily_budgets().reserve(owner, call, usd, usd)
    wiring.daily_budgets().settle(owner, call, usd)


def start(api: Api, key: str | None = None) -> Answer:
    return api.post("/v1/runs", ORDER, **({"Idempotency-Key": key} if key else {}))


def test_when_nothing_is_left_no_run_begins_or_goes_on_until_the_next_day(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    cancel(api, run_id)
    before = snapshot(api, run_id)
    spend(aws.log.owner(run_id), 1)

    for refused in (start(api), go_on(api, run_id)):
        assert (refused.status, refused.json["code"]) == (402, "budget_exceeded")
        assert refused.headers["content-type"] == "application/problem+json"
        now = datetime.now(UTC)
        midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
        assert refused.json["detail"] == (
            "Of today's budget of 1 US dollars 1 are spent, or reserved by calls at work; it starts anew at "
            f"{midnight:%Y-%m-%d}T00:00:00Z"
        )
        assert abs(int(refused.headers["retry-after"]) - (midnight - now).total_seconds()) < 30
    assert snapshot(api, run_id) == before
    assert not is_watched(run_id)
    assert [run["run_id"] for run in api.get("/v1/runs").json["runs"]] == [run_id]
    assert start(aws.client()).status == 202


def test_what_is_reserved_by_a_call_at_work_counts_and_what_it_did_not_use_comes_back(api: Api, aws: Aws) -> None:
    owner = owner_of(api, aws)
    wiring.daily_budgets().reserve(owner, "a call", 1, 1)
    assert start(api).status == 402

    wiring.daily_budgets().settle(owner, "a call", 0.25)

    assert start(api).status == 202


def test_all_keys_of_an_owner_share_it(aws: Aws) -> None:
    one, two = aws.client("carl"), aws.client("carl")
    spend(owner_of(one, aws), 1)

    assert (start(one).status, start(two).status) == (402, 402)
    assert one.get("/v1/usage").json["budget"] == two.get("/v1/usage").json["budget"]


def test_a_refused_start_leaves_nothing_and_does_not_use_up_its_key(api: Api, aws: Aws) -> None:
    owner = owner_of(api, aws)
    begun = len(aws.executions())
    spend(owner, 1)
    refused = start(api, "k")
    assert (refused.status, refused.headers.get("idempotency-replayed")) == (402, None)
    assert len(list(wiring.run_index().newest_first(owner))) == 1

    asked = datetime.now(UTC)
    wiring.daily_budgets().set_limit(owner, 2)
    run = start(api, "k")

    assert (run.status, "idempotency-replayed" in run.headers) == (202, False)
    # Its id, and with it its day, is of now, not of the try that was refused.
    created = datetime.fromisoformat(api.get("/v1/runs").json["runs"][0]["created_at"])
    assert created >= asked - timedelta(milliseconds=1)
    again = start(api, "k")
    assert (again.status, again.json["run_id"]) == (202, run.json["run_id"])
    assert len(aws.executions()) == begun + 1


def test_a_start_that_is_repeated_is_told_of_its_run_though_nothing_is_left(
    api: Api, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once after it was answered, once after the function had died on the way."""
    answered = start(api, "answered")
    owner = aws.log.owner(answered.json["run_id"])
    with monkeypatch.context() as patch:
        patch.setattr(wiring.workflows(), "start_execution", kill)
        # Its time is over: nobody waits for its answer.
        patch.setattr("tests.integration.api_client.Context.get_remaining_time_in_millis", lambda _: -1)
        dying(lambda: start(api, "died"))
    (died,) = [e.run_id for e in wiring.run_index().newest_first(owner) if e.run_id != answered.json["run_id"]]
    spend(owner, 1)

    assert [start(api, key).json["run_id"] for key in ("answered", "died")] == [answered.json["run_id"], died]
    assert start(api, "new").status == 402


def test_usage_tells_the_budget_and_what_is_left_of_it(api: Api, aws: Aws) -> None:
    owner = owner_of(api, aws)
    spend(owner, 0.1)
    wiring.daily_budgets().reserve(owner, "at work", 0.2, 0.2)

    budget = api.get("/v1/usage").json["budget"]

    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    told = {"daily_usd": 1, "committed_usd": 0.3, "left_usd": 0.7, "resets_at": f"{tomorrow}T00:00:00Z"}
    assert budget == told
    wiring.daily_budgets().set_limit(owner, 0.25)
    assert api.get("/v1/usage").json["budget"] == told | {"daily_usd": 0.25, "left_usd": 0}
    wiring.daily_budgets().set_limit(owner, 0)
    assert api.get("/v1/usage").json["budget"] is None
    assert start(api).status == 202


def test_where_the_budget_cannot_be_looked_up_nothing_begins(
    api: Api, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = owner_of(api, aws)

    def silent(*_: Any) -> Any:
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(wiring.daily_budgets(), "state", silent)
        assert start(api).status == 503

    assert len(list(wiring.run_index().newest_first(owner))) == 1


@pytest.mark.parametrize("usd", ["-1", "nan", "inf", "much"])
def test_what_is_no_budget_is_refused_when_the_function_starts(usd: str) -> None:
    with pytest.raises(ValueError, match="daily_budget_usd"):
        Settings.model_validate({"table_name": "t", "daily_budget_usd": usd})
