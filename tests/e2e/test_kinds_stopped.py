"""Every model step of every kind, when nobody is left who could do it: the run stops, and goes on later."""

from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace.fold import fold
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.kind_runs import STEPS, begin, spoil_a_file

pytestmark = pytest.mark.parametrize("kind", STEPS)

PROVIDERS = ("openai", "anthropic", "gemini")
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


def test_a_step_that_nobody_can_do_stops_the_run_which_goes_on_later_with_what_it_had(
    deployed: Deployed, simulator: Simulator, schema: Any, kind: str
) -> None:
    run = None
    held: list[str] = []
    for broken in ROUNDS[kind]:
        simulator.reset()
        spoil_a_file(kind, simulator)
        for match in broken:
            for provider in PROVIDERS:
                simulator.fault(provider, "auth", times=None, match=match)
        run = _continue(run) if run else begin(deployed, kind)
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


def _continue(run: Run) -> Run:
    answer = run.client.http.post(f"{run.path}/continue", json={})
    assert answer.status_code == 202, answer.text
    return run
