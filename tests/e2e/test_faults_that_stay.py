"""A provider that keeps failing: the others go on, and what went wrong is told."""

from typing import Any

import pytest

from local.simulator.faults import KINDS, Kind
from tailrace.fold import fold
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.faults import (
    FAULTS,
    PROVIDERS,
    SLOW,
    STAYING,
    TRACKS,
    check_that_it_costs_the_run_nothing_but_the_provider,
    tracks_of,
)
from tests.e2e.rules import check_log, check_usage


def test_the_table_is_complete() -> None:
    # A fence is taken off, and rules are each kind's own to check: neither is a failure of the provider.
    assert {*FAULTS, "fenced", "breaks_rules"} == set(KINDS)


@pytest.mark.parametrize(
    ("provider", "fault"), [pair for pair in STAYING if pair[1] not in SLOW], ids=lambda value: value
)
def test_a_provider_that_keeps_failing_costs_the_run_nothing_but_itself(
    deployed: Deployed, schema: Any, provider: str, fault: Kind
) -> None:
    check_that_it_costs_the_run_nothing_but_the_provider(deployed, schema, provider, fault)


def test_a_list_that_breaks_in_the_middle_for_good_is_completed_by_the_next_provider(
    deployed: Deployed, schema: Any
) -> None:
    deployed.simulator.fault("openai", "cut", times=None, match="generate:openai")
    run = deployed.client.start(TRACKS)
    events = run.end()
    check_log(events, schema)
    check_usage(events, deployed.simulator.calls())
    end = events[-1]
    assert (end["type"], end["data"]["degraded"]) == ("run.completed", ["generate:openai"])
    assert end["data"]["summary"]["failed"] == []
    made = [track["data"]["made_by"] for track in tracks_of(events, "openai")]
    own = made.count(None)
    assert 0 < own < TRACKS
    assert made == [None] * own + ["anthropic"] * (TRACKS - own)
    asked = [e["data"]["provider"] for e in of_type(events, "provider.started") if e["step"] == "generate:openai"]
    assert asked == ["openai", "openai", "anthropic"]
    assert run.snapshot() == fold(events)
    # The list is whole, whoever wrote it: to go on would make nothing.
    answer = run.client.http.post(f"{run.path}/continue", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_continue")


@pytest.mark.parametrize("left", PROVIDERS)
def test_two_fail_and_the_third_completes_the_run(deployed: Deployed, schema: Any, left: str) -> None:
    out = [name for name in PROVIDERS if name != left]
    deployed.simulator.fault(out[0], "refusal", times=None, after_tokens=5)
    deployed.simulator.fault(out[1], "auth", times=None)
    run = deployed.client.start(3)
    events = run.end()
    check_log(events, schema)
    end = events[-1]["data"]
    assert (end["summary"]["primary"], end["summary"]["alternatives"]) == (left, [])
    assert end["summary"]["failed"] == out
    assert deployed.execution_end(run.id)["status"] == "SUCCEEDED"


@pytest.mark.parametrize("faults", [("quota", "auth", "refusal"), ("auth", "server_error", "bad_json")])
def test_three_fail_and_so_do_the_run_and_its_execution(
    deployed: Deployed, schema: Any, faults: tuple[Kind, Kind, Kind]
) -> None:
    for provider, fault in zip(PROVIDERS, faults, strict=True):
        deployed.simulator.fault(provider, fault, times=None, after_tokens=5)
    run = deployed.client.start(3)
    events = run.end()
    check_log(events, schema)
    end = events[-1]
    assert end["type"] == "run.failed"
    assert [(e["step"], e["provider"], e["code"]) for e in end["data"]["errors"]] == [
        (f"generate:{provider}", provider, FAULTS[fault].code)
        for provider, fault in zip(PROVIDERS, faults, strict=True)
    ]
    assert all(error["message"] for error in end["data"]["errors"])
    execution = deployed.execution_end(run.id)
    assert (execution["status"], execution["error"]) == ("FAILED", "AllProvidersFailed")
    # That the execution failed is told to settle as well, which finds the run closed.
    assert run.events() == events
    _check_failed(run)


def _check_failed(run: Run) -> None:
    snapshot = run.snapshot()
    assert (snapshot["status"], snapshot["phase"], len(snapshot["errors"])) == ("failed", "failed", 3)
    followed = run.follow()
    assert followed.controls[-1] == {"type": "closed", "seq": snapshot["seq"]}
    assert followed.texts == run.texts()
