"""Attempts of steps under a limit: the real steps and price list over the local DynamoDB and the simulator."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import settle, wiring
from tailrace.errors import BudgetExceededError, RateLimitedError, RunClosedError, StreamCutError
from tailrace.events import Draft, StepStarted, UsageReserved
from tailrace.fold import find_step, fold
from tailrace.log import RunWriter
from tests.integration.step_harness import OWNER, PROVIDERS, attempt, begin, events, finish, snapshot
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("deployed")


def start(limit: float | None, tracks: int = 4) -> str:
    """A playlist run with a limit of which only the beginning is written."""
    return begin("playlist", {"prompt": "Rain on a night bus", "track_count": tracks}, max_cost_usd=limit)


def begin_and_die(run: str) -> None:
    """What a worker leaves that is killed while its call is open."""
    dead = RunWriter(wiring.run_log(), run, step="generate:openai", attempt=1)
    reserved = UsageReserved(
        provider="openai", model="m", max_input_tokens=1, max_output_tokens=1, reserved_usd=0.03, price=None
    )
    dead.append(Draft(StepStarted(label="go")), Draft(reserved))


def money(run: str) -> tuple[float, float, float]:
    """Spent, reserved, held."""
    made = snapshot(run)
    return made["usage"]["cost_usd"], made["budget"]["reserved_usd"], made["budget"]["held_usd"]


def data(run: str, kind: str) -> list[dict[str, Any]]:
    return [event["data"] for event in events(run, kind)]


def never_passed(run: str, limit: float) -> bool:
    """Whether at no event of the run more than the limit was spent, held and reserved together."""
    log = events(run)
    sums = []
    for end in range(1, len(log) + 1):
        made = fold(log[:end])
        sums.append(made["usage"]["cost_usd"] + made["budget"]["held_usd"] + made["budget"]["reserved_usd"])
    return bool(round(max(sums), 9) <= limit)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_call_is_reserved_for_before_it_is_made_also_without_a_limit(provider: str) -> None:
    run = start(None)
    attempt(run, f"generate:{provider}")
    types = [event["type"] for event in events(run)]
    assert types.index("provider.started") + 1 == types.index("usage.reserved") < types.index("track.added")
    (reserved,), (recorded,) = data(run, "usage.reserved"), data(run, "usage.recorded")
    assert recorded["cost_usd"] < reserved["reserved_usd"]
    assert recorded["input_tokens"] < reserved["max_input_tokens"]
    assert reserved["max_output_tokens"] == 4000 + 4 * 260
    assert reserved["price"]["source"].startswith("genai-prices ")
    made = snapshot(run)
    assert made["usage"]["prices"] == {reserved["model"]: reserved["price"]}
    assert money(run) == (recorded["cost_usd"], 0, 0)


def test_branches_that_contend_for_a_small_limit_wait_for_what_others_do_not_use(simulator: Simulator) -> None:
    # Of the dearest one alone the reservation is 0.024: the three do not fit side by side.
    limit = 0.026
    simulator.set(tokens_per_second=1500)
    run = start(limit)
    workers = [threading.Thread(target=attempt, args=(run, f"generate:{name}")) for name in PROVIDERS]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {event["data"]["provider"] for event in events(run, "provider.completed")} == set(PROVIDERS)
    assert never_passed(run, limit)
    assert {each["max_output_tokens"] for each in data(run, "usage.reserved")} == {4000 + 4 * 260}


def test_a_call_that_the_rest_does_not_pay_in_full_may_write_less(simulator: Simulator) -> None:
    run = start(0.012)
    attempt(run, "generate:gemini")
    (reserved,) = data(run, "usage.reserved")
    assert 512 <= reserved["max_output_tokens"] < 4000 + 4 * 260
    assert reserved["reserved_usd"] <= 0.012
    assert [call["outcome"] for call in simulator.calls()] == ["completed"]


def test_an_answer_for_which_the_money_is_too_short_ends_the_step_and_keeps_its_parts(simulator: Simulator) -> None:
    run = start(0.012, tracks=40)
    with pytest.raises(BudgetExceededError):
        attempt(run, "generate:gemini")
    (failed,) = data(run, "step.failed")
    assert (failed["error"]["code"], failed["final"]) == ("budget_exceeded", True)
    assert [call["outcome"] for call in simulator.calls()] == ["truncate"]
    assert 0 < len(events(run, "track.added")) < 40
    (recorded,) = data(run, "usage.recorded")
    assert recorded["cost_usd"] > 0
    assert money(run) == (recorded["cost_usd"], 0, 0)


def test_what_pays_for_nothing_is_refused_before_anybody_is_asked(simulator: Simulator) -> None:
    run = start(0.0001)
    with pytest.raises(BudgetExceededError, match="may cost"):
        attempt(run, "generate:openai")
    assert simulator.calls() == []
    assert events(run, "usage.reserved", "usage.released", "usage.recorded") == []


def test_a_run_that_completes_without_a_step_for_which_the_money_was_short_has_failed() -> None:
    run = start(0.004)
    attempt(run, "generate:openai")
    attempt(run, "generate:anthropic")
    with pytest.raises(BudgetExceededError):
        attempt(run, "generate:gemini")
    assert finish(run) == "failed"
    end = events(run)[-1]["data"]
    assert [(error["step"], error["code"]) for error in end["errors"]] == [("generate:gemini", "budget_exceeded")]
    made = snapshot(run)
    assert (made["parts"]["primary"], len(made["parts"]["tracks"])) == ("openai", 4)


def test_a_model_of_unknown_price_is_asked_only_without_a_limit(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tailrace.context.choose", lambda *_: "somebody-elses-model")
    run = start(1.0)
    with pytest.raises(BudgetExceededError, match="somebody-elses-model has no known price"):
        attempt(run, "generate:openai")
    assert simulator.calls() == []

    free = start(None)
    attempt(free, "generate:openai")
    (reserved,) = data(free, "usage.reserved")
    assert (reserved["reserved_usd"], reserved["price"]) == (None, None)


def test_what_was_turned_away_is_released_and_what_was_cut_is_held(simulator: Simulator) -> None:
    run = start(0.1)
    simulator.fault("openai", "rate_limit", retry_after_s=0)
    with pytest.raises(RateLimitedError):
        attempt(run)
    assert [len(data(run, kind)) for kind in ("usage.reserved", "usage.released", "usage.recorded")] == [1, 1, 0]
    assert money(run) == (0, 0, 0)

    simulator.fault("openai", "cut", after_tokens=20)
    with pytest.raises(StreamCutError):
        attempt(run, retry_count=1)
    (recorded,) = data(run, "usage.recorded")
    assert recorded["cost_usd"] is None
    assert money(run) == (0, 0, data(run, "usage.reserved")[-1]["reserved_usd"])


def test_what_a_killed_attempt_had_reserved_is_held_for_good(simulator: Simulator) -> None:
    run = start(0.1)
    begin_and_die(run)
    assert money(run) == (0, 0.03, 0)

    attempt(run, retry_count=1)

    spent, reserved, held = money(run)
    assert (reserved, held) == (0, 0.03)
    assert spent > 0


def test_a_dead_call_is_waited_for_only_as_long_as_it_is_open(simulator: Simulator) -> None:
    run = start(0.05)
    begin_and_die(run)
    outcome: list[Any] = []
    waiting = threading.Thread(target=lambda: outcome.append(attempt(run, "generate:gemini")))
    waiting.start()
    until(lambda: any(e["step"] == "generate:gemini" for e in events(run, "provider.started")))
    assert simulator.calls() == []

    settle.fail_step(run, f"{run}-1", "generate:openai", "Sandbox.Timedout", "{}")
    waiting.join(20)

    assert [each.status for each in outcome] == ["completed"]
    (failed,), reserved = events(run, "step.failed"), events(run, "usage.reserved")
    assert failed["seq"] < reserved[-1]["seq"]
    assert money(run)[2] == 0.03
    assert never_passed(run, 0.05)


def test_who_waits_for_money_is_woken_when_the_run_is_closed(simulator: Simulator) -> None:
    run = start(0.05)
    begin_and_die(run)
    outcome: list[type[Exception]] = []

    def work() -> None:
        try:
            attempt(run, "generate:gemini")
        except RunClosedError as error:
            outcome.append(type(error))

    waiting = threading.Thread(target=work)
    waiting.start()
    until(lambda: any(e["step"] == "generate:gemini" for e in events(run, "provider.started")))
    settle.execution_ended(f"{run}-1", "ABORTED", "stopped by hand")
    waiting.join(20)

    assert outcome == [RunClosedError]
    assert simulator.calls() == []
    assert find_step(snapshot(run), "generate:openai")["call"] is None


def test_a_limit_leaves_the_next_provider_alone(simulator: Simulator) -> None:
    """It is not the provider that fails: nobody takes over."""
    run = start(0.0001)
    with pytest.raises(BudgetExceededError):
        attempt(run, retry_count=3)
    assert [e["data"]["provider"] for e in events(run, "provider.started")] == ["openai"]


class TestDailyBudget:
    """The owner's day counts the same calls, whatever the runs' own limits are."""

    @pytest.fixture(autouse=True)
    def limit(self, deployed: None) -> Iterator[None]:
        wiring.daily_budgets().set_limit(OWNER, 0.02)
        yield
        wiring.daily_budgets().set_limit(OWNER, None)

    def committed(self) -> float:
        state = wiring.daily_budgets().state(OWNER)
        assert state
        return state.committed_usd

    def test_what_a_call_has_cost_takes_the_place_of_its_reservation(self) -> None:
        before = self.committed()
        run = start(None)
        attempt(run)
        assert self.committed() - before == pytest.approx(money(run)[0], abs=1e-9)

    def test_a_call_that_was_turned_away_costs_the_day_nothing_and_one_that_was_cut_all(
        self, simulator: Simulator
    ) -> None:
        before = self.committed()
        run = start(None)
        simulator.fault("openai", "rate_limit", retry_after_s=0)
        with pytest.raises(RateLimitedError):
            attempt(run)
        assert self.committed() == before

        simulator.fault("openai", "cut", after_tokens=20)
        with pytest.raises(StreamCutError):
            attempt(run, retry_count=1)
        assert self.committed() - before == pytest.approx(money(run)[2], abs=1e-9)

    def test_the_rest_of_a_day_makes_a_call_shorter(self) -> None:
        run = start(None)
        attempt(run, "generate:gemini")
        (reserved,) = data(run, "usage.reserved")
        assert 512 <= reserved["max_output_tokens"] < 4000 + 4 * 260
        assert reserved["reserved_usd"] <= 0.02

    def test_when_nothing_is_left_of_the_day_nobody_is_asked(self, simulator: Simulator) -> None:
        wiring.daily_budgets().set_limit(OWNER, 0.0001)
        run = start(None)
        with pytest.raises(BudgetExceededError):
            attempt(run)
        assert simulator.calls() == []
        assert data(run, "step.failed")[0]["error"]["code"] == "budget_exceeded"

    def test_what_the_run_may_not_spend_is_given_back_to_the_day(self) -> None:
        before = self.committed()
        with pytest.raises(BudgetExceededError, match="The run may cost"):
            attempt(start(0.0001))
        assert self.committed() == before
