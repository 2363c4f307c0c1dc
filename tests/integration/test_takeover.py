"""Steps that any provider may do, and steps that find out about further ones, in a kind that only these tests have."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import kinds, settle, wiring
from tailrace.control import Control
from tailrace.endings import usage_total
from tailrace.errors import OverloadedError, ProviderAuthError, ProviderError
from tailrace.events import Draft, Event, RunFailed, RunResumed
from tailrace.fold import find_step
from tailrace.log import RunWriter
from tests.integration.step_harness import OWNER, attempt, begin, events, snapshot

STEP = "write:letter"


pytestmark = pytest.mark.usefixtures("deployed")


@pytest.fixture(autouse=True)
def more_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind `relay`, which is made for these tests."""
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(Path(__file__).parent / "more_kinds")])


def planned(*names: str) -> str:
    """A run whose plan is complete, so that it has a step `write:<name>` for each name."""
    run = begin("relay", {"names": list(names) or ["letter"]})
    attempt(run, "plan")
    return run


def asked(run: str) -> list[str]:
    return [event["data"]["provider"] for event in events(run, "provider.started")]


def given_up(run: str) -> list[str]:
    return [event["data"]["provider"] for event in events(run, "provider.failed")]


def state(run: str, step: str = STEP) -> dict[str, Any]:
    return find_step(snapshot(run), step)


def test_a_provider_whose_trouble_will_not_pass_is_taken_over_from_at_once(simulator: Simulator) -> None:
    run = planned()
    simulator.fault("openai", "quota")

    assert attempt(run, STEP).status == "completed"

    told = [(e["type"], e["data"].get("provider")) for e in events(run) if e["step"] == STEP]
    assert [fact for fact in told if not fact[0].startswith("usage.")] == [
        ("step.started", None),
        ("provider.started", "openai"),
        ("provider.failed", "openai"),
        ("provider.started", "anthropic"),
        ("text.written", "anthropic"),
        ("step.completed", None),
    ]
    assert events(run, "provider.failed")[0]["data"]["error"]["code"] == "quota_exceeded"
    step = state(run)
    assert (step["provider"], step["given_up"], step["attempt"]) == ("anthropic", ["openai"], 1)


def test_a_provider_whose_trouble_may_pass_is_asked_once_more_before_the_next_is(simulator: Simulator) -> None:
    run = planned()
    simulator.fault("openai", "overloaded", times=2)
    with pytest.raises(OverloadedError):
        attempt(run, STEP)
    assert (asked(run), given_up(run), state(run)["failed_provider"]) == (["openai"], [], "openai")

    attempt(run, STEP, retry_count=1)

    assert (asked(run), given_up(run)) == (["openai", "openai", "anthropic"], ["openai"])
    assert snapshot(run)["parts"]["texts"] == {"letter": "anthropic"}


def test_trouble_that_has_passed_leaves_the_step_with_whom_it_is_liked_best(simulator: Simulator) -> None:
    run = planned()
    simulator.fault("openai", "overloaded")
    with pytest.raises(OverloadedError):
        attempt(run, STEP)

    attempt(run, STEP, retry_count=1)

    assert (asked(run), given_up(run)) == (["openai", "openai"], [])


def test_four_attempts_are_enough_to_ask_three_providers_twice(simulator: Simulator) -> None:
    run = planned()
    for name in ("openai", "anthropic", "gemini"):
        simulator.fault(name, "overloaded", times=None)
    for count in range(4):
        with pytest.raises(OverloadedError):
            attempt(run, STEP, retry_count=count)

    assert asked(run) == ["openai", "openai", "anthropic", "anthropic", "gemini", "gemini"]
    assert given_up(run) == ["openai", "anthropic"]
    assert [event["data"]["final"] for event in events(run, "step.failed")] == [False, False, False, True]
    assert (state(run)["state"], state(run)["error"]["code"]) == ("failed", "overloaded")


def test_what_the_last_attempt_does_not_try_is_not_tried_so_it_tries_all(simulator: Simulator) -> None:
    run = planned()
    simulator.fault("openai", "overloaded")
    simulator.fault("anthropic", "server_error")

    assert attempt(run, STEP, retry_count=3).status == "completed"

    assert (asked(run), given_up(run)) == (["openai", "anthropic", "gemini"], ["openai", "anthropic"])


def test_who_was_given_up_is_not_asked_by_a_later_attempt(simulator: Simulator) -> None:
    run = planned()
    simulator.fault("openai", "auth")
    simulator.fault("anthropic", "overloaded")
    with pytest.raises(OverloadedError):
        attempt(run, STEP)

    attempt(run, STEP, retry_count=1)

    assert asked(run) == ["openai", "anthropic", "anthropic"]


def test_when_nobody_is_able_the_step_fails_for_good_with_the_last_ones_error(simulator: Simulator) -> None:
    run = planned()
    for name, fault in (("openai", "quota"), ("anthropic", "refusal"), ("gemini", "auth")):
        simulator.fault(name, fault)
    with pytest.raises(ProviderAuthError):
        attempt(run, STEP)

    (failed,) = events(run, "step.failed")
    assert (failed["data"]["final"], failed["data"]["error"]["code"]) == (True, "auth")
    assert given_up(run) == ["openai", "anthropic"]
    assert len(events(run, "usage.recorded")) == len([c for c in simulator.calls() if c["outcome"] == "refusal"])


def test_a_run_that_is_continued_asks_everybody_again(simulator: Simulator) -> None:
    run = planned()
    for name in ("openai", "anthropic", "gemini"):
        simulator.fault(name, "quota")
    with pytest.raises(ProviderError):
        attempt(run, STEP)
    fail(run)
    RunWriter(wiring.run_log(), run).append(Draft(RunResumed(steps=[STEP], reason="Asked for")))
    assert (state(run)["given_up"], state(run)["failed_provider"]) == ([], None)

    attempt(run, STEP)

    assert snapshot(run)["parts"]["texts"] == {"letter": "openai"}
    assert events(run, "text.written")[0]["attempt"] == 2


def fail(run: str) -> None:
    writer = RunWriter(wiring.run_log(), run)
    writer.append(Draft(RunFailed(errors=[], usage=usage_total(writer.snapshot))))


def test_a_step_tells_the_state_machine_what_it_has_added_each_time_it_is_asked(simulator: Simulator) -> None:
    run = begin("relay", {"names": ["letter", "poem"]})

    first, second = attempt(run, "plan"), attempt(run, "plan", retry_count=1)

    assert (first.status, second.status) == ("completed", "skipped")
    assert first.steps == second.steps == {"write": ["write:letter", "write:poem"]}
    assert [step["added_by"] for step in snapshot(run)["steps"]] == [None, "plan", "plan"]
    assert snapshot(run)["expected"] == {"parts": 2}
    assert attempt(run, "write:poem").steps == {}


def test_what_a_step_adds_and_its_end_are_one_item_of_the_log(simulator: Simulator) -> None:
    run = planned("letter")

    (item,) = [item for item in wiring.run_log().missed(run, 2) if "steps_added" in item["e"]["S"]]

    assert [kind(line) for line in item["e"]["S"].splitlines()] == ["run.steps_added", "step.completed"]


def kind(line: str) -> str:
    event: Event = json.loads(line)
    return event["type"]


def test_a_wish_reaches_the_step_that_is_repeated_for_it_and_no_other(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = planned("letter", "poem")
    for step in ("write:letter", "write:poem"):
        attempt(run, step)
    fail(run)
    begun: list[Any] = []
    control = Control(wiring.run_log(), wiring.run_index(), wiring.ledger(), Nowhere(begun), 30)  # type: ignore[arg-type] # as much of it as is used

    resumed = control.resume(OWNER, run, ["write:poem"], "shorter")

    assert (resumed.steps, resumed.execution) == (["write:poem"], 2)
    assert [(entry.execution, requested) for entry, requested in begun] == [(2, [])]
    assert attempt(run, "write:letter").status == "skipped"
    attempt(run, "write:poem")
    assert [(e["data"]["name"], e["data"]["feedback"]) for e in events(run, "text.written")] == [
        ("letter", None),
        ("poem", None),
        ("poem", "shorter"),
    ]
    settle.execution_ended(f"{run}-1", "ABORTED")
    assert snapshot(run)["status"] == "running"


class Nowhere:
    """Executions where there is no Step Functions."""

    def __init__(self, begun: list[Any]) -> None:
        self._begun = begun

    def machine(self, kind: str) -> str:
        return kind

    def stop(self, *_: Any) -> bool:
        return True

    def begin(self, entry: Any, providers: Any, requested: Any) -> None:
        self._begun.append((entry, requested))
