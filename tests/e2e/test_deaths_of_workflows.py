"""What happens to a run whose workflow was stopped, ended badly or never began."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from ulid import ULID

from local.http_client import fetch
from local.simulator.client import Simulator
from tailrace.events import Draft, Expected, RunStarted, StepPlan
from tailrace.log import RunLog
from tailrace.run_index import RunIndex, new_entry
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.test_control import everyone_has, open_runs
from tests.waiting import until


def test_a_stopped_execution_closes_its_run_and_ends_its_calls(
    deployed: Deployed, simulator: Simulator, schema: Any
) -> None:
    simulator.set(tokens_per_second=60)
    run = deployed.client.start(30)
    before = run.until(lambda events: everyone_has(1, events))
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
