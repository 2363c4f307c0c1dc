"""Every model step of every kind: broken once, its worker killed, and nobody left who could do it.

A run is taken through all of its steps one after the other, so that each of these costs one run a kind.
"""

import os
import signal
from collections.abc import Sequence
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace.fold import fold
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example
from tests.e2e.rules import check_log, check_usage
from tests.e2e.workers import generating
from tests.processes import linux
from tests.waiting import until

PROVIDERS = ("openai", "anthropic", "gemini")
# The model's steps, in the order in which they come; of those that come in numbers, one.
STEPS = {
    "code": ("plan", "file:", "repair:"),
    "video": ("narrative", "scene:2"),
    "plan": ("outline", "day:2"),
    "vision": ("brief", "framework", "one_pager", "qa", "scores"),
}
# Those of them that are at work at the same time.
TOGETHER = {"vision": (("brief",), ("framework",), ("one_pager", "qa", "scores"))}
# What is broken in each execution of a run that is continued until nothing is.
ROUNDS = {
    "code": (("plan",), ("file:",), ("repair:",)),
    "video": (("narrative",), ("scene:2",)),
    "plan": (("outline",), ("day:2",)),
    "vision": (("brief", "framework"), ("brief", "one_pager", "qa", "scores")),
}
# Without these a run is complete all the same, and says that it is degraded. A scene that no model makes is made
# plain, so its step completes.
OPTIONAL = ("repair:", "scene:2", "brief", "one_pager", "qa", "scores")


@pytest.fixture(params=STEPS)
def kind(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def _begin(deployed: Deployed, kind: str) -> Run:
    site = f"{deployed.client.url}/simulator/sites/fintech/" if kind == "video" else ""
    return deployed.client.begin(kind, example(kind, site))


def _spoil_a_file(kind: str, simulator: Simulator) -> None:
    """A project needs a repair only when a file is wrong."""
    if kind == "code":
        simulator.fault("openai", "breaks_rules", match="file:")


def _step(events: Sequence[Any], kind: str, match: str) -> list[str]:
    """The ids of the steps of which an event of this type is told."""
    return [e["step"] for e in of_type(events, kind) if e["step"].startswith(match)]


def _made_once(events: Sequence[Any]) -> None:
    """No step was completed twice, and no part of it was made twice."""
    completed = [e["step"] for e in of_type(events, "step.completed")]
    assert len(completed) == len(set(completed))


def test_a_call_that_breaks_off_in_each_step_is_made_again(
    deployed: Deployed, simulator: Simulator, schema: Any, kind: str
) -> None:
    _spoil_a_file(kind, simulator)
    broken = [match for match in STEPS[kind] if match != "file:"]
    for match in broken:
        simulator.fault("openai", "cut", match=match)
    run = _begin(deployed, kind)
    events = run.end()
    check_log(events, schema)
    check_usage(events, simulator.calls())
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    for match in broken:
        [failed] = [e for e in of_type(events, "step.failed") if e["step"].startswith(match)]
        assert (failed["attempt"], failed["data"]["final"], failed["data"]["error"]["code"]) == (1, False, "stream_cut")
    _made_once(events)
    assert run.snapshot() == fold(events)


def test_a_provider_without_money_is_taken_over_from_in_each_step(
    deployed: Deployed, simulator: Simulator, schema: Any, kind: str
) -> None:
    simulator.fault("openai", "quota", times=None)
    run = _begin(deployed, kind)
    events = run.end()
    check_log(events, schema)
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    assert not of_type(events, "step.failed")
    asked = {e["step"] for e in of_type(events, "provider.started")}
    given_up = of_type(events, "provider.failed")
    assert {(e["data"]["provider"], e["data"]["error"]["code"]) for e in given_up} == {("openai", "quota_exceeded")}
    assert {e["step"] for e in given_up} == asked
    assert {e["data"]["provider"] for e in of_type(events, "usage.recorded")} == {"anthropic"}


def test_a_step_that_nobody_can_do_stops_the_run_which_goes_on_later_with_what_it_had(
    deployed: Deployed, simulator: Simulator, schema: Any, kind: str
) -> None:
    run = None
    held: list[str] = []
    for broken in ROUNDS[kind]:
        simulator.reset()
        _spoil_a_file(kind, simulator)
        for match in broken:
            for provider in PROVIDERS:
                simulator.fault(provider, "auth", times=None, match=match)
        run = _continue(run) if run else _begin(deployed, kind)
        events = run.end()
        assert run.texts()[: len(held)] == held
        later, held = events[len(held) :], run.texts()
        end = events[-1]
        assert end["type"] == ("run.completed" if set(broken) <= set(OPTIONAL) else "run.failed")
        named = end["data"].get("degraded") or [error["step"] for error in end["data"]["errors"]]
        assert all(any(step.startswith(match) for step in named) for match in broken), named
        assert {e["data"]["final"] for e in of_type(later, "step.failed")} <= {True}
    simulator.reset()
    assert run
    events = _continue(run).end()
    assert run.texts()[: len(held)] == held
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    completed = [e["step"] for e in of_type(events, "step.completed")]
    again = {step for step in completed if completed.count(step) > 1}
    # What looks at all parts together does so again, and a plain scene is replaced.
    assert again <= {"check", "recheck", "verify", "validate", "one_pager", "qa", "scores", "scene:2"}
    assert run.snapshot() == fold(events)


@linux
def test_a_worker_killed_in_each_step_costs_that_attempt_and_nothing_else(
    deployed: Deployed, simulator: Simulator, schema: Any, kind: str
) -> None:
    _spoil_a_file(kind, simulator)
    struck = [match for match in STEPS[kind] if match != "file:"]
    for match in struck:
        simulator.fault("openai", "silence", match=match, after_tokens=5)
    run = _begin(deployed, kind)
    silent = 0
    for group in TOGETHER.get(kind, [(match,) for match in struck]):
        silent += len(group)
        wanted = (silent, len(group))
        for victim in until(lambda wanted=wanted: _hanging(deployed, *wanted)):  # type: ignore[misc]
            os.kill(victim, signal.SIGKILL)
    events = run.end()
    check_log(events, schema)
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    superseded = [e["step"] for e in of_type(events, "step.superseded")]
    assert len(superseded) == len(struck)
    assert all(any(step.startswith(match) for step in superseded) for match in struck)
    assert not of_type(events, "step.failed")
    _made_once(events)
    # No model was asked twice for anything but what had been begun and was lost.
    done = [call["step"] for call in simulator.calls() if call["outcome"] == "completed"]
    assert len(done) == len(set(done))


def _hanging(deployed: Deployed, silent: int, workers: int) -> list[int]:
    """The workers in a call, once so many calls in all have gone silent and nobody else is in one."""
    calls = deployed.simulator.calls()
    hang = len([call for call in calls if call["outcome"] == "silence"]) == silent
    found = generating(deployed) if hang and all(call["outcome"] for call in calls) else []
    return found if len(found) == workers else []


def _continue(run: Run) -> Run:
    answer = run.client.http.post(f"{run.path}/continue", json={})
    assert answer.status_code == 202, answer.text
    return run
