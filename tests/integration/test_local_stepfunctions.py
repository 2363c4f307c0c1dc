"""State machines on the local AWS: the project's own, and what AWS promises where moto by itself differs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from local import aws, deploy, ports, process
from local.template import read
from tests.tables import CREDENTIALS
from tests.waiting import until

if TYPE_CHECKING:
    from types_boto3_stepfunctions import SFNClient

TEMPLATE = """
Globals:
  Function:
    CodeUri: work
    Handler: app.handler
    Timeout: 1
Resources:
  Generate: { Type: AWS::Serverless::Function }
  Enrich: { Type: AWS::Serverless::Function }
  Busy: { Type: AWS::Serverless::Function, Properties: { ReservedConcurrentExecutions: 0 } }
  Settle:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Died:
          Type: EventBridgeRule
          Properties:
            Pattern: { source: [aws.states], detail: { status: [FAILED, TIMED_OUT, ABORTED] } }
  Playlist:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: playlist
      DefinitionUri: PLAYLIST
      DefinitionSubstitutions:
        GenerateArn: !GetAtt Generate.Arn
        EnrichArn: !GetAtt Enrich.Arn
        SettleArn: !GetAtt Settle.Arn
"""

# A run's id says what shall happen: {"generate:openai": ["RateLimitedError", "ok"]} by step and retry count.
HANDLER = """
import json, os, time

def handler(event, context):
    with open("calls", "a") as calls:
        calls.write(json.dumps(event) + "\\n")
    step = event.get("step") or event.get("action")
    if event.get("action") == "fail_step" or not step:
        return event
    plan = json.loads(event["run_id"]).get(step, ["ok"])
    act = plan[min(event.get("retry_count", 0), len(plan) - 1)]
    if act == "exit":
        os._exit(1)
    if act == "large":
        return "x" * 300_000
    if act == "sleep":
        time.sleep(0.8)
    elif act[0].isupper():
        raise type(act, (Exception,), {})(step)
    return {"status": "failed" if act == "failed" else "completed", "event": event}
"""

WANTED = {"openai": True, "anthropic": True, "gemini": True}


@dataclass
class Local:
    """The AWS under test."""

    states: "SFNClient"
    functions: Any
    arns: dict[str, str]
    folder: Path
    url: str

    def machine(self, name: str, definition: dict[str, Any]) -> str:
        found: str = self.states.create_state_machine(
            name=name, definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/local"
        )["stateMachineArn"]
        return found

    def start(self, machine: str, value: Any) -> str:
        return self.states.start_execution(stateMachineArn=machine, input=json.dumps(value))["executionArn"]

    def ended(self, execution: str) -> dict[str, Any]:
        until(lambda: self.states.describe_execution(executionArn=execution)["status"] != "RUNNING")
        return dict(self.states.describe_execution(executionArn=execution))

    def run(self, machine: str, value: Any) -> dict[str, Any]:
        return self.ended(self.start(machine, value))

    def calls(self, **having: Any) -> list[dict[str, Any]]:
        lines = map(json.loads, (self.folder / "work" / "calls").read_text().splitlines())
        return [call for call in lines if having.items() <= call.items()]

    def told(self, execution: str) -> list[str]:
        """The statuses of this execution that the rule's function was told of."""
        events = [call["detail"] for call in self.calls() if call.get("source") == "aws.states"]
        return [event["status"] for event in events if event["executionArn"] == execution]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    folder = tmp_path_factory.mktemp("aws")
    (folder / "work").mkdir()
    (folder / "work" / "app.py").write_text(HANDLER)
    (folder / "work" / "calls").touch()
    path = folder / "template.yaml"
    path.write_text(TEMPLATE.replace("PLAYLIST", str(process.ROOT / "statemachine" / "playlist.asl.yaml")))
    template = read(path, url="http://127.0.0.1:1")
    listener = ports.listen()
    url = f"http://127.0.0.1:{ports.port_of(listener)}"
    child = aws.launch(listener, template.functions, endpoints={}, logs=folder, preload=())
    try:
        deploy.machine(url, template.machines[0])
        arns = {function.id: function.arn for function in template.functions}
        arns["playlist"] = template.machines[0].arn
        yield Local(client(url, "stepfunctions"), client(url, "lambda"), arns, folder, url)
    finally:
        child.terminate()
        child.end(grace_s=2)


def client(url: str, service: Any) -> Any:
    return boto3.client(
        service,
        endpoint_url=url,
        config=Config(retries={"total_max_attempts": 1}),
        **CREDENTIALS,
    )


def playlist(plan: dict[str, list[str]], **more: str) -> dict[str, Any]:
    # The run's id must be its own, so that calls can be told apart.
    return {"run_id": json.dumps({**plan, "": list(more.values())}), "kind": "playlist", "wanted": WANTED}


def task(arn: str, **more: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": arn, "End": True, **more}


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
