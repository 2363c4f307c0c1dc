"""What ends a step or a run that cannot do it itself: the word of a step that died, the end, the sweep."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from ulid import ULID

from local.simulator.client import Simulator
from tailrace import settle, wiring
from tailrace.endings import usage_total
from tailrace.errors import (
    ProviderAuthError,
    ProviderError,
)
from tailrace.events import Draft, RunFailed, StepStarted, utc_now
from tailrace.log import RunWriter
from tailrace.log.body import encode
from tailrace.run_index import IndexEntry
from tests.integration.step_harness import PROVIDERS, attempt, begin_playlist, events, finish

pytestmark = pytest.mark.usefixtures("deployed")


def test_a_step_that_died_is_failed_once_with_the_workflows_reason() -> None:
    run = begin_playlist()
    writer = RunWriter(wiring.run_log(), run, step="generate:openai", attempt=1)
    writer.append(Draft(StepStarted(label="go")))
    for _ in range(2):
        settle.fail_step(run, f"{run}-1", "generate:openai", "Sandbox.Timedout", "{}")
    failed = events(run, "step.failed")
    assert [(e["step"], e["attempt"], e["data"]["error"]["code"]) for e in failed] == [
        ("generate:openai", 1, "timeout")
    ]
    assert len(events(run, "provider.failed")) == 1


def test_what_the_attempt_said_itself_is_not_said_again(simulator: Simulator) -> None:
    run = begin_playlist()
    simulator.fault("openai", "auth")
    with pytest.raises(ProviderAuthError):
        attempt(run)
    before = events(run)
    settle.fail_step(run, f"{run}-1", "generate:openai", "ProviderAuthError", '{"errorMessage": "x"}')
    assert events(run) == before


def test_all_failed_is_a_failed_run_with_every_error(simulator: Simulator) -> None:
    run = begin_playlist()
    for name in PROVIDERS:
        simulator.fault(name, "quota")
        with pytest.raises(ProviderError):
            attempt(run, f"generate:{name}")
    assert finish(run) == "failed"
    errors = events(run)[-1]["data"]["errors"]
    assert [(e["provider"], e["code"]) for e in errors] == [(name, "quota_exceeded") for name in PROVIDERS]


def test_one_is_enough_and_the_others_are_named(simulator: Simulator) -> None:
    run = begin_playlist()
    attempt(run)
    for name in ("anthropic", "gemini"):
        simulator.fault(name, "refusal")
        with pytest.raises(ProviderError):
            attempt(run, f"generate:{name}")
    assert finish(run) == "completed"
    assert finish(run) == "completed"
    end = events(run)[-1]["data"]
    assert end["summary"]["primary"] == "openai"
    assert end["summary"]["failed"] == ["anthropic", "gemini"]
    assert {"generate:anthropic", "generate:gemini"} <= set(end["degraded"])
    assert len(events(run, "run.completed")) == 1


def test_an_execution_that_the_run_has_left_behind_changes_nothing() -> None:
    run = begin_playlist()
    settle.execution_ended(f"{run}-2", "FAILED")
    assert [event["type"] for event in events(run)] == ["run.started"]


def test_the_sweep_closes_what_never_started_and_leaves_what_is_young() -> None:
    now = datetime.now(UTC)
    old, young = begin_playlist(now - timedelta(minutes=5)), begin_playlist(now)
    for run in (old, young):
        _index(run)
    assert settle.sweep(now) >= 1
    end = events(old)[-1]
    assert (end["type"], end["data"]["errors"][0]["code"]) == ("run.failed", "workflow_never_started")
    assert events(young)[-1]["type"] == "run.started"
    assert old not in {entry.run_id for entry in wiring.run_index().open(before="z")}
    assert next(e.status for e in wiring.run_index().newest_first("somebody") if e.run_id == old) == "failed"


def test_a_run_that_cannot_be_swept_keeps_no_other_from_its_end() -> None:
    now = datetime.now(UTC)
    lost, broken = begin_playlist(now - timedelta(minutes=6)), begin_playlist(now - timedelta(minutes=5))
    for run in (lost, broken):
        _index(run)
    body = Draft(StepStarted(label="of a version that knew more steps"), None, "rehearse:openai", 1)
    wiring.run_log().put(broken, 2, [encode(broken, body, utc_now(), None, None).line(2)])
    with pytest.raises(ExceptionGroup) as failure:
        settle.sweep(now)
    assert failure.group_contains(LookupError, match="rehearse:openai")
    assert events(lost)[-1]["type"] == "run.failed"
    wiring.run_index().forget("somebody", broken, 1)


def test_a_run_without_a_list_names_the_steps_that_it_does_not_wait_for() -> None:
    run = begin_playlist()
    RunWriter(wiring.run_log(), run, step="generate:openai", attempt=1).append(Draft(StepStarted(label="go")))
    assert finish(run) == "failed"
    assert [(e["step"], e["provider"], e["code"]) for e in events(run)[-1]["data"]["errors"]] == [
        ("generate:openai", "openai", "unfinished")
    ]


def test_the_sweep_forgets_an_entry_that_will_get_no_log_and_one_that_is_closed() -> None:
    now = datetime.now(UTC)
    lost, late = (str(ULID.from_datetime(now - timedelta(hours=age))).lower() for age in (25, 23))
    closed = begin_playlist(now - timedelta(minutes=5))
    writer = RunWriter(wiring.run_log(), closed)
    writer.append(Draft(RunFailed(errors=[], usage=usage_total(writer.snapshot))))
    for run in (lost, late, closed):
        _index(run)
    settle.sweep(now)
    open_runs = {entry.run_id for entry in wiring.run_index().open(before="z")}
    assert {lost, late, closed} & open_runs == {late}


def _index(run_id: str) -> None:
    wiring.run_index().add(
        IndexEntry(
            run_id=run_id,
            owner="somebody",
            kind="playlist",
            status="queued",
            created_at="2026-11-20T08:00:00.000Z",
            expires_at=int(time.time()) + 1000,
            metadata={},
            execution=1,
            listed_at=time.time(),
        )
    )
