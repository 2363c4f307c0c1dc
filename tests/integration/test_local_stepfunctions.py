"""The playlist's state machine on the local AWS, and what AWS promises where moto by itself differs."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.local_states import WANTED, Local, client, deployed, task
from tests.waiting import until


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    with deployed(tmp_path_factory.mktemp("aws")) as running:
        yield running


def playlist(plan: dict[str, list[str]], **more: str) -> dict[str, Any]:
    # The run's id must be its own, so that calls can be told apart.
    return {"run_id": json.dumps({**plan, "": list(more.values())}), "kind": "playlist", "wanted": WANTED}


def test_the_playlist_runs_three_branches_then_settles(local: Local) -> None:
    run = playlist({}, test="all well")
    ended = local.run(local.arns["playlist"], run)
    assert ended["status"] == "SUCCEEDED"
    steps = [call.get("step") or call["action"] for call in local.calls(run_id=run["run_id"])]
    branches = {f"{work}:{provider}" for work in ("generate", "enrich") for provider in WANTED}
    assert sorted(steps) == sorted([*branches, "finish"])
    assert steps[-1] == "finish"


def test_one_branch_that_fails_is_caught_alone(local: Local) -> None:
    run = playlist({"generate:openai": ["QuotaExceededError"]}, test="one fails")
    assert local.run(local.arns["playlist"], run)["status"] == "SUCCEEDED"
    (failed,) = local.calls(run_id=run["run_id"], action="fail_step")
    assert failed["step"] == "generate:openai"
    assert failed["error"]["Error"] == "QuotaExceededError"
    assert json.loads(failed["error"]["Cause"])["errorMessage"] == "generate:openai"
    steps = {call.get("step") for call in local.calls(run_id=run["run_id"])}
    assert "enrich:openai" not in steps
    assert {"enrich:anthropic", "enrich:gemini"} <= steps


@pytest.mark.parametrize("first", ["RateLimitedError", "exit"])
def test_what_is_transient_is_tried_again_with_its_count(local: Local, first: str) -> None:
    run = playlist({"generate:gemini": [first, "ok"]}, test=f"retry {first}")
    assert local.run(local.arns["playlist"], run)["status"] == "SUCCEEDED"
    attempts = local.calls(run_id=run["run_id"], step="generate:gemini")
    assert [attempt["retry_count"] for attempt in attempts] == [0, 1]
    assert not local.calls(run_id=run["run_id"], action="fail_step")


def test_a_run_that_failed_fails_its_execution_and_the_rule_is_told(local: Local) -> None:
    run = playlist({"finish": ["failed"]}, test="all fail")
    execution = local.start(local.arns["playlist"], run)
    assert local.ended(execution)["status"] == "FAILED"
    until(lambda: local.told(execution) == ["FAILED"])


def test_a_stopped_execution_is_aborted_at_once(local: Local) -> None:
    run = playlist({f"generate:{name}": ["sleep"] for name in WANTED}, test="stop")
    execution = local.start(local.arns["playlist"], run)
    until(lambda: len(local.calls(run_id=run["run_id"])) == 3)
    local.states.stop_execution(executionArn=execution, error="Cancelled", cause="by test")
    ended = local.states.describe_execution(executionArn=execution)
    assert (ended["status"], ended["error"], ended["cause"]) == ("ABORTED", "Cancelled", "by test")
    assert ended["stopDate"] >= ended["startDate"]
    history = local.states.get_execution_history(executionArn=execution)["events"]
    assert history[-1]["type"] == "ExecutionAborted"
    until(lambda: local.told(execution) == ["ABORTED"])
    local.run(local.arns["playlist"], playlist({}, test="after stop"))
    assert len(local.calls(run_id=run["run_id"])) == 3  # no branch went on
    assert local.states.describe_execution(executionArn=execution)["status"] == "ABORTED"


def test_a_time_out_is_told(local: Local) -> None:
    states = {"Wait": {"Type": "Wait", "Seconds": 30, "End": True}}
    machine = local.machine("slow", {"StartAt": "Wait", "TimeoutSeconds": 1, "States": states})
    execution = local.start(machine, {})
    ended = local.ended(execution)
    assert ended["status"] == "TIMED_OUT"
    assert ended["stopDate"] >= ended["startDate"]
    until(lambda: local.told(execution) == ["TIMED_OUT"])


def test_a_throttled_function_is_caught_by_name(local: Local) -> None:
    catch = [{"ErrorEquals": ["Lambda.TooManyRequestsException"], "Next": "Caught"}]
    states = {
        "Direct": {"Type": "Task", "Resource": local.arns["Busy"], "Catch": catch, "End": True},
        "Caught": {
            **task("arn:aws:states:::lambda:invoke", Parameters={"FunctionName": local.arns["Busy"], "Payload": {}}),
            "Catch": [{**catch[0], "Next": "Again"}],
        },
        "Again": {"Type": "Pass", "End": True},
    }
    assert local.run(local.machine("busy", {"StartAt": "Direct", "States": states}), {})["status"] == "SUCCEEDED"


def test_inside_a_map_the_item_and_error_names_are_there(local: Local) -> None:
    iterator = {
        "StartAt": "Work",
        "States": {
            "Work": {
                **task(local.arns["Generate"]),
                "Parameters": {"step.$": "$.step", "run_id.$": "$.run_id", "index.$": "$$.Map.Item.Index"},
                "ResultSelector": {"index.$": "$.event.index"},
            },
        },
    }
    states = {"Map": {"Type": "Map", "Iterator": iterator, "End": True}}
    items = [{"step": "s", "run_id": "{}"} for _ in range(3)]
    ended = local.run(local.machine("map", {"StartAt": "Map", "States": states}), items)
    assert json.loads(ended["output"]) == [{"index": 0}, {"index": 1}, {"index": 2}]


@pytest.mark.parametrize("kind", ["Map", "Parallel"])
def test_a_states_error_keeps_its_name_on_the_way_out(local: Local, kind: str) -> None:
    parameters = {"step": "s", "run_id": '{"s": ["large"]}'}
    program = {"StartAt": "Large", "States": {"Large": task(local.arns["Generate"], Parameters=parameters)}}
    inner = {"Iterator": program} if kind == "Map" else {"Branches": [program]}
    catch = [{"ErrorEquals": ["States.DataLimitExceeded"], "Next": "Right"}]
    states = {"Work": {"Type": kind, **inner, "Catch": catch, "End": True}, "Right": {"Type": "Pass", "End": True}}
    machine = local.machine(f"names-{kind}", {"StartAt": "Work", "States": states})
    ended = local.run(machine, [{}])
    assert ended["status"] == "SUCCEEDED", ended


def test_executions_without_a_name_are_different_and_a_start_time_may_be_in_an_output(local: Local) -> None:
    states = {"Pass": {"Type": "Pass", "Parameters": {"at.$": "$$.Execution.StartTime"}, "End": True}}
    machine = local.machine("pass", {"StartAt": "Pass", "States": states})
    first, second = local.start(machine, {}), local.start(machine, {})
    assert first != second
    assert json.loads(local.ended(first)["output"])["at"].endswith("Z")


def test_a_name_that_was_used_is_refused(local: Local) -> None:
    machine = local.machine("named", {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}})
    started = local.states.start_execution(stateMachineArn=machine, name="run-1", input="{}")
    local.ended(started["executionArn"])
    with pytest.raises(local.states.exceptions.ExecutionAlreadyExists):
        local.states.start_execution(stateMachineArn=machine, name="run-1", input="{}")


def test_lambda_itself_can_be_called(local: Local) -> None:
    answer = local.functions.invoke(FunctionName=local.arns["Generate"], Payload=b'{"step": "s", "run_id": "{}"}')
    assert json.load(answer["Payload"])["status"] == "completed"
    with pytest.raises(local.functions.exceptions.TooManyRequestsException):
        local.functions.invoke(FunctionName=local.arns["Busy"])
    with pytest.raises(local.functions.exceptions.ResourceNotFoundException):
        local.functions.invoke(FunctionName="none")


def test_secrets_and_identity(local: Local) -> None:
    secrets = client(local.url, "secretsmanager")
    secrets.create_secret(Name="keys", SecretString="{}")
    assert secrets.get_secret_value(SecretId="keys")["SecretString"] == "{}"
    with pytest.raises(secrets.exceptions.ResourceNotFoundException):
        secrets.get_secret_value(SecretId="keys", VersionStage="AWSPREVIOUS")
    assert client(local.url, "sts").get_caller_identity()["Account"] == "123456789012"
