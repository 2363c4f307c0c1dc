"""Every model step of every kind, when its worker is killed. One run a kind is taken through all of its steps."""

import os
import signal
from typing import Any

import pytest

from local.simulator.client import Simulator
from tests.e2e.client import of_type
from tests.e2e.deployed import Deployed
from tests.e2e.kind_runs import STEPS, begin, made_once, spoil_a_file
from tests.e2e.rules import check_log
from tests.e2e.workers import generating
from tests.processes import linux
from tests.waiting import until

pytestmark = pytest.mark.parametrize("kind", STEPS)

# Those of them that are at work at the same time.
TOGETHER = {"vision": (("brief",), ("framework",), ("one_pager", "qa", "scores"))}


@linux
def test_a_worker_killed_in_each_step_costs_that_attempt_and_nothing_else(
    deployed: Deployed, simulator: Simulator, schema: Any, kind: str
) -> None:
    spoil_a_file(kind, simulator)
    struck = [match for match in STEPS[kind] if match != "file:"]
    for match in struck:
        simulator.fault("openai", "silence", match=match, after_tokens=5)
    run = begin(deployed, kind)
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
    made_once(events)
    # No model was asked twice for anything but what had been begun and was lost.
    done = [call["step"] for call in simulator.calls() if call["outcome"] == "completed"]
    assert len(done) == len(set(done))


def _hanging(deployed: Deployed, silent: int, workers: int) -> list[int]:
    """The workers in a call, once so many calls in all have gone silent and nobody else is in one."""
    calls = deployed.simulator.calls()
    hang = len([call for call in calls if call["outcome"] == "silence"]) == silent
    found = generating(deployed) if hang and all(call["outcome"] for call in calls) else []
    return found if len(found) == workers else []
