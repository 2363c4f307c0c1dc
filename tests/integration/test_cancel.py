"""What a cancelled run's workers do: nothing that costs money."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import wiring
from tailrace.endings import usage_total
from tailrace.errors import LogError, RateLimitedError, RunClosedError, SupersededError
from tailrace.events import Draft, RunCancelled, StepStarted, StepSuperseded
from tailrace.fold import Snapshot
from tailrace.log import BufferedWriter, RunWriter
from tailrace.reservation import Reservation
from tests.integration.step_harness import PROVIDERS, attempt, begin_playlist, events
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("deployed")


def cancel(run: str) -> None:
    def decide(snapshot: Snapshot) -> list[Draft]:
        data = RunCancelled(kept_through_seq=snapshot["seq"], calls_aborted=0, usage=usage_total(snapshot))
        return [Draft(data)]

    RunWriter(wiring.run_log(), run).decide(decide)


def supersede(run: str) -> None:
    (started,) = events(run, "step.started")
    step = started["step"]
    RunWriter(wiring.run_log(), run).append(
        Draft(StepSuperseded(by_attempt=2), step=step, attempt=1),
        Draft(StepStarted(label="again"), step=step, attempt=2),
    )


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("act", "error"), [(cancel, RunClosedError), (supersede, SupersededError)])
def test_a_call_for_which_everything_is_ready_is_not_made_when_the_log_says_no(
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    provider: str,
    act: Callable[[str], None],
    error: type[LogError],
) -> None:
    """It happens when the step has begun and knows whom to ask: the last look is behind everything that takes time."""
    run = begin_playlist()

    def key(_: str) -> str:
        until(lambda: events(run, "provider.started"))
        act(run)
        return "k"

    monkeypatch.setattr("tailrace.context.provider_key", key)
    # Of the writer's looks of its own there is none in time: what is tested is the one before the call.
    defaults = BufferedWriter.__init__.__kwdefaults__
    assert defaults
    monkeypatch.setitem(defaults, "look_s", 60)

    with pytest.raises(error):
        attempt(run, f"generate:{provider}")

    assert simulator.calls() == []
    assert events(run, "usage.recorded", "track.added", "step.failed") == []


@pytest.mark.parametrize(("act", "error"), [(cancel, RunClosedError), (supersede, SupersededError)])
def test_a_call_that_is_reserved_is_not_made_when_the_log_says_no_meanwhile(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, act: Callable[[str], None], error: type[LogError]
) -> None:
    """The store has taken the reservation, and its answer is long on the way."""
    run = begin_playlist()
    reserve = Reservation._reserve

    async def slowly(reservation: Reservation) -> None:
        await reserve(reservation)
        await asyncio.to_thread(act, run)

    monkeypatch.setattr(Reservation, "_reserve", slowly)

    with pytest.raises(error):
        attempt(run)

    assert simulator.calls() == []
    assert len(events(run, "usage.reserved")) == 1


def in_a_thread(run: str, retry_count: int) -> tuple[threading.Thread, list[Any]]:
    outcome: list[Any] = []

    def work() -> None:
        try:
            attempt(run, retry_count=retry_count)
        except LogError as error:
            outcome.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    return thread, outcome


def test_who_waits_for_a_providers_leave_is_woken_and_asks_no_more(simulator: Simulator) -> None:
    run = begin_playlist()
    simulator.fault("openai", "rate_limit", retry_after_s=20)
    with pytest.raises(RateLimitedError):
        attempt(run)
    waiting, outcome = in_a_thread(run, retry_count=1)
    until(lambda: len(events(run, "step.started")) == 2)

    cancel(run)
    waiting.join(10)

    assert [type(error) for error in outcome] == [RunClosedError]
    assert [call["outcome"] for call in simulator.calls()] == ["rate_limit"]
    assert events(run)[-1]["type"] == "run.cancelled"


def test_an_open_call_is_closed_and_what_was_made_of_it_is_kept(simulator: Simulator) -> None:
    run = begin_playlist()
    simulator.set(tokens_per_second=80)
    working, outcome = in_a_thread(run, retry_count=0)
    until(lambda: events(run, "track.added"))

    cancel(run)
    working.join(10)

    assert [type(error) for error in outcome] == [RunClosedError]
    until(lambda: simulator.calls()[0]["outcome"] == "client_closed")
    end = events(run)[-1]
    assert (end["type"], end["data"]["kept_through_seq"]) == ("run.cancelled", end["seq"] - 1)


def test_a_step_of_a_cancelled_run_does_not_begin(simulator: Simulator) -> None:
    run = begin_playlist()
    cancel(run)

    with pytest.raises(RunClosedError):
        attempt(run)

    assert simulator.calls() == []
    assert [event["type"] for event in events(run)] == ["run.started", "run.cancelled"]
