"""Every model step of every kind, when a call breaks off or a provider has no money left.

A run is taken through all of its steps one after the other, so that each of these costs one run a kind.
"""

from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace.fold import fold
from tests.e2e.client import of_type
from tests.e2e.deployed import Deployed
from tests.e2e.kind_runs import STEPS, begin, made_once, spoil_a_file
from tests.e2e.rules import check_log, check_usage

pytestmark = pytest.mark.parametrize("kind", STEPS)


def test_a_call_that_breaks_off_in_each_step_is_made_again(
    deployed: Deployed, simulator: Simulator, schema: Any, kind: str
) -> None:
    spoil_a_file(kind, simulator)
    broken = [match for match in STEPS[kind] if match != "file:"]
    for match in broken:
        simulator.fault("openai", "cut", match=match)
    run = begin(deployed, kind)
    events = run.end()
    check_log(events, schema)
    check_usage(events, simulator.calls())
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    for match in broken:
        [failed] = [e for e in of_type(events, "step.failed") if e["step"].startswith(match)]
        assert (failed["attempt"], failed["data"]["final"], failed["data"]["error"]["code"]) == (1, False, "stream_cut")
    made_once(events)
    assert run.snapshot() == fold(events)


def test_a_provider_without_money_is_taken_over_from_in_each_step(
    deployed: Deployed, simulator: Simulator, schema: Any, kind: str
) -> None:
    simulator.fault("openai", "quota", times=None)
    run = begin(deployed, kind)
    events = run.end()
    check_log(events, schema)
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    assert not of_type(events, "step.failed")
    asked = {e["step"] for e in of_type(events, "provider.started")}
    given_up = of_type(events, "provider.failed")
    assert {(e["data"]["provider"], e["data"]["error"]["code"]) for e in given_up} == {("openai", "quota_exceeded")}
    assert {e["step"] for e in given_up} == asked
    assert {e["data"]["provider"] for e in of_type(events, "usage.recorded")} == {"anthropic"}
