"""What happens to a run when something that works for it dies."""

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from ulid import ULID

from local.http_client import fetch
from local.simulator.client import Simulator
from tailrace.events import Draft, Expected, RunStarted, StepPlan
from tailrace.log import RunLog
from tailrace.run_index import RunIndex, new_entry
from tests.e2e.client import PATIENCE_S, Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example
from tests.e2e.raw_reader import RawReader
from tests.e2e.rules import check_log
from tests.e2e.test_control import open_runs
from tests.e2e.workers import generating
from tests.processes import linux
from tests.waiting import until

TRACKS = 12


def _tracks(events: list[Any], step: str) -> list[Any]:
    return [e for e in of_type(events, "track.added") if e["step"] == step]


def _each_has(count: int, events: list[Any]) -> bool:
    steps = ("generate:openai", "generate:anthropic", "generate:gemini")
    return all(len(_tracks(events, step)) >= count for step in steps)


@linux
def test_a_killed_worker_costs_only_what_it_had_not_finished(
    deployed: Deployed, simulator: Simulator, schema: Any
) -> None:
    simulator.set(tokens_per_second=250)
    run = deployed.client.start(TRACKS)
    run.until(lambda events: _each_has(3, events))
    victim, *others = generating(deployed)
    assert len(others) == 2
    os.kill(victim, signal.SIGKILL)
    events = run.end()
    check_log(events, schema)
    [given_up] = of_type(events, "step.superseded")
    step = given_up["step"]
    assert (given_up["attempt"], given_up["data"]) == (1, {"by_attempt": 2})
    tracks = _tracks(events, step)
    assert [t["data"]["index"] for t in tracks] == list(range(TRACKS))
    kept = [t for t in tracks if t["seq"] < given_up["seq"]]
    assert 3 <= len(kept) < TRACKS
    assert {t["attempt"] for t in kept} == {1}
    assert {t["attempt"] for t in tracks[len(kept) :]} == {2}
    # The others never noticed, and nothing is degraded.
    assert {e["attempt"] for e in events if e["step"] not in (None, step)} == {1}
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    first, second = [c for c in simulator.calls() if c["step"] == step]
    assert (first["outcome"], second["outcome"]) == ("client_closed", "completed")


@linux
def test_a_worker_that_dies_every_time_is_told_of_by_the_workflow(
    deployed: Deployed, simulator: Simulator, schema: Any
) -> None:
    simulator.fault("gemini", "silence", times=None, after_tokens=0)
    run = deployed.client.start(4, providers=["openai", "gemini"])
    for attempt in range(1, 5):
        run.until(lambda events, attempt=attempt: bool(_started(events, attempt)))  # type: ignore[misc]
        [victim] = until(lambda: generating(deployed))
        os.kill(victim, signal.SIGKILL)
    events = run.end()
    check_log(events, schema)
    [failure] = of_type(events, "step.failed")
    assert (failure["step"], failure["attempt"], failure["data"]["final"]) == ("generate:gemini", 4, True)
    assert failure["data"]["error"]["code"] == "crashed"
    assert [e["data"]["by_attempt"] for e in of_type(events, "step.superseded")] == [2, 3, 4]
    assert events[-1]["data"]["summary"] | {"checks": None} == {
        "primary": "openai",
        "tracks": 4,
        "alternatives": [],
        "failed": ["gemini"],
        "checks": None,
    }


def _started(events: list[Any], attempt: int) -> list[Any]:
    """The model is asked in this attempt, and every other provider has ended."""
    asked = [
        e for e in of_type(events, "provider.started") if (e["step"], e["attempt"]) == ("generate:gemini", attempt)
    ]
    return asked if of_type(events, "provider.completed") else []


@linux
def test_a_plan_whose_workers_are_killed_at_three_days_is_complete_with_each_day_made_once(
    deployed: Deployed, simulator: Simulator, schema: Any
) -> None:
    killed = [f"day:{day}" for day in (2, 5, 9)]
    for step in killed:
        # From the middle on that day's answer comes a byte a second; the other days are done long before.
        simulator.fault("openai", "drip", match=step, after_tokens=300)
    run = deployed.client.begin("plan", {**example("plan"), "duration": {"unit": "weeks", "value": 2}})
    for left in (3, 2, 1):
        # All the others are there, those too that were made again.
        run.until(lambda events, left=left: len(of_type(events, "day.completed")) == 14 - left)  # type: ignore[misc]
        victims = until(lambda left=left: _of_number(generating(deployed), left))  # type: ignore[misc]
        os.kill(victims[0], signal.SIGKILL)
    events = run.end()
    check_log(events, schema)
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    assert sorted(e["step"] for e in of_type(events, "step.superseded")) == sorted(killed)
    days = of_type(events, "day.completed")
    assert sorted(e["data"]["day"] for e in days) == list(range(1, 15))
    assert {e["step"] for e in days if e["attempt"] == 2} == set(killed)
    calls = [call for call in simulator.calls() if call["step"].startswith("day:")]
    assert sorted(call["step"] for call in calls if call["outcome"] == "completed") == sorted(e["step"] for e in days)
    assert sorted(call["step"] for call in calls if call["outcome"] == "drip") == sorted(killed)
    assert len(calls) == 14 + len(killed)


def _of_number(found: list[int], number: int) -> list[int]:
    return found if len(found) == number else []


def test_a_stopped_execution_closes_its_run_and_ends_its_calls(
    deployed: Deployed, simulator: Simulator, schema: Any
) -> None:
    simulator.set(tokens_per_second=60)
    run = deployed.client.start(30)
    before = run.until(lambda events: _each_has(1, events))
    workflows = deployed.workflows()
    workflows.stop_execution(executionArn=deployed.execution(run.id), error="Stopped", cause="by hand, at night")
    workflows.close()
    events = run.end()
    assert events[: len(before)] == before
    end = events[-1]
    assert end["type"] == "run.failed"
    [reason] = end["data"]["errors"]
    assert (reason["step"], reason["code"]) == (None, "workflow_stopped")
    assert "by hand, at night" in reason["message"]
    # The functions at work see that the run is closed, and hang up on their models.
    calls = until(lambda: _ended(simulator.calls()))
    assert {c["outcome"] for c in calls} == {"client_closed"}
    assert run.events() == events
    snapshot = run.snapshot()
    assert snapshot["status"] == "failed"
    made = of_type(events, "track.added")
    assert sum(len(p["tracks"]) for p in snapshot["parts"]["providers"].values()) == len(made) >= 3
    assert deployed.execution_end(run.id)["status"] == "ABORTED"


def _ended(calls: list[Any]) -> list[Any]:
    return calls if all(call["outcome"] for call in calls) else []


@pytest.fixture
def never_started(deployed: Deployed) -> Iterator[Run]:
    """A run as it lies there when its API call died just before the workflow was to be started, a minute ago."""
    dynamodb = deployed.dynamodb()
    run_id = str(ULID.from_timestamp(ULID().timestamp - 60)).lower()
    table = deployed.stack.table
    entry = new_entry(run_id, "local", "playlist", {}, ttl_days=1)
    RunIndex(dynamodb, table).add(entry)
    started = RunStarted(
        kind="playlist",
        input={"prompt": "x", "track_count": 1},
        steps=[StepPlan(id="generate:openai", label="OpenAI picks tracks", expected_seconds=2)],
        providers=["openai"],
        expected=Expected(parts=1),
    )
    RunLog(dynamodb, table).create(run_id, "local", Draft(started))
    url = f"{deployed.client.url}/v1/runs/{run_id}/stream"
    yield Run(deployed.client, {"run_id": run_id, "read_token": "", "urls": {"stream": url}})
    dynamodb.close()


@contextmanager
def _workflow(deployed: Deployed, definition: dict[str, Any]) -> Iterator[str]:
    """The playlists' workflow, replaced for a while by another; its ARN."""
    arn, workflows = deployed.stack.machine_arn("-playlist"), deployed.workflows()
    own = workflows.describe_state_machine(stateMachineArn=arn)["definition"]
    workflows.update_state_machine(stateMachineArn=arn, definition=json.dumps(definition))
    try:
        yield arn
    finally:
        workflows.update_state_machine(stateMachineArn=arn, definition=own)
        workflows.close()


@pytest.mark.parametrize(
    ("state", "status", "code"),
    [
        ({"Type": "Fail", "Error": "Broken"}, "FAILED", "workflow_failed"),
        ({"Type": "Wait", "Seconds": 60, "End": True}, "TIMED_OUT", "workflow_timed_out"),
    ],
    ids=["failed", "timed_out"],
)
def test_an_execution_that_ends_badly_closes_its_run_without_the_sweep(
    deployed: Deployed, never_started: Run, state: dict[str, Any], status: str, code: str
) -> None:
    workflows = deployed.workflows()
    with _workflow(deployed, {"StartAt": "Only", "TimeoutSeconds": 1, "States": {"Only": state}}) as machine:
        workflows.start_execution(stateMachineArn=machine, name=f"{never_started.id}-1", input="{}")
        assert deployed.execution_end(never_started.id)["status"] == status
    workflows.close()
    events = never_started.end()
    assert [e["type"] for e in events] == ["run.started", "run.failed"]
    assert [e["code"] for e in events[-1]["data"]["errors"]] == [code]
    until(lambda: never_started.id not in open_runs(deployed))


def test_the_sweep_closes_a_run_that_never_started_and_leaves_one_that_runs(
    deployed: Deployed, never_started: Run, simulator: Simulator
) -> None:
    simulator.set(first_token_ms=1500)
    running = deployed.client.start(1, providers=["openai"])
    assert never_started.snapshot()["status"] == "queued"
    url = f"{deployed.stack.aws_url}/2015-03-31/functions/tailrace-local-Settle/invocations"
    answer = fetch(url, method="POST", body=json.dumps({"action": "sweep"}).encode())
    assert (answer.status, answer.headers.get("x-amz-function-error")) == (200, None), answer.body
    events = never_started.end()
    assert [e["type"] for e in events] == ["run.started", "run.failed"]
    assert [e["code"] for e in events[-1]["data"]["errors"]] == ["workflow_never_started"]
    assert never_started.follow().controls[-1] == {"type": "closed", "seq": 2}
    listed = {run["run_id"]: run["status"] for run in deployed.client.get("/v1/runs", limit=100)["runs"]}
    assert listed[never_started.id] == "failed"
    assert running.end()[-1]["type"] == "run.completed"


def test_a_reader_survives_the_death_of_the_server_of_the_tail(deployed: Deployed, simulator: Simulator) -> None:
    simulator.set(tokens_per_second=400)
    run = deployed.client.start(8)
    reader = RawReader(run)
    with ThreadPoolExecutor(1) as thread:
        connected = thread.submit(reader.connect)
        run.until(lambda events: len(of_type(events, "track.added")) > 3)
        until(lambda: reader.held.texts)
        os.kill(deployed.stack.pids()["stream"], signal.SIGKILL)
        assert connected.result(PATIENCE_S) is False
    until(lambda: deployed.stack.check() == ["stream"])
    until(lambda: deployed.client.http.head(f"{run.path}/stream").status_code == 200)
    assert reader.connect()
    assert reader.held.controls[-1]["type"] == "closed"
    assert reader.held.texts == run.texts()
