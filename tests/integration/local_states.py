"""The project's state machines on the local AWS, with functions that do what a run's id says."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from local import aws, deploy, ports, process
from local.template import Function, read
from tests.tables import CREDENTIALS
from tests.waiting import until

if TYPE_CHECKING:
    from types_boto3_stepfunctions import SFNClient

# A run's id says what each attempt does, {"generate:openai": ["RateLimitedError", "ok"]}, and which further steps a
# step adds, {"adds": {"plan": {"file": ["file:0"]}}}.
HANDLER = """
import json, os, time

def handler(event, context):
    with open("calls", "a") as calls:
        calls.write(json.dumps({**event, "function": context.function_name, "at": time.monotonic()}) + "\\n")
    step = event.get("step") or event.get("action")
    if event.get("action") == "fail_step" or not step:
        return event
    run = json.loads(event["run_id"])
    plan = run.get(step, ["ok"])
    act = plan[min(event.get("retry_count", 0), len(plan) - 1)]
    if act == "exit":
        os._exit(1)
    if act == "large":
        return "x" * 300_000
    if act == "sleep":
        time.sleep(0.8)
    elif act[0].isupper():
        raise type(act, (Exception,), {})(step)
    steps = run.get("adds", {}).get(step, {})
    return {"step": step, "status": "failed" if act == "failed" else "completed", "steps": steps, "event": event}
"""
WANTED = {"openai": True, "anthropic": True, "gemini": True}


@dataclass
class Local:
    """The AWS under test. `arns` are the functions' by logical id, and the machines' by kind."""

    states: "SFNClient"
    functions: Any
    arns: dict[str, str]
    definitions: dict[str, dict[str, Any]]
    folder: Path
    url: str

    def machine(self, name: str, definition: Mapping[str, Any]) -> str:
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
        lines = map(json.loads, (self.folder / "calls").read_text().splitlines())
        return [call for call in lines if having.items() <= call.items()]

    def told(self, execution: str, function: str = "Told") -> list[str]:
        """The statuses of this execution that a rule's function was told of."""
        events = [call for call in self.calls() if call.get("source") == "aws.states"]
        told = [event["detail"] for event in events if event["function"].endswith(f"-{function}")]
        return [detail["status"] for detail in told if detail["executionArn"] == execution]


@contextmanager
def deployed(folder: Path) -> Iterator[Local]:
    """Every function but those with a URL does what a run's id says; `Busy` may not run, `Told` has a rule for all."""
    (folder / "app.py").write_text(HANDLER)
    (folder / "calls").touch()
    template = read(process.ROOT / "template.yaml", url="http://127.0.0.1:1")
    functions = [
        replace(function, task_root=str(folder), path=[], timeout=1.0, environment={}, schedules=[])
        for function in template.functions
        if function.url is None
    ]
    died = {"source": ["aws.states"], "detail": {"status": ["FAILED", "TIMED_OUT", "ABORTED"]}}
    functions.append(_like(functions[0], "Busy", reserved=0))
    functions.append(_like(functions[0], "Told", rules=[{"pattern": died, "input": None}]))
    listener = ports.listen()
    url = f"http://127.0.0.1:{ports.port_of(listener)}"
    child = aws.launch(listener, functions, endpoints={}, logs=folder, preload=())
    try:
        arns = {function.id: function.arn for function in functions}
        definitions = {}
        for machine in template.machines:
            deploy.machine(url, machine)
            kind = machine.name.rpartition("-")[2]
            arns[kind], definitions[kind] = machine.arn, json.loads(machine.definition)
        yield Local(client(url, "stepfunctions"), client(url, "lambda"), arns, definitions, folder, url)
    finally:
        child.terminate()
        child.end(grace_s=2)


def _like(function: Function, name: str, **changes: Any) -> Function:
    """The same under another name, with the rules that are given only."""
    known = {"rules": [], **changes}
    return replace(function, id=name, name=f"local-{name}", arn=_renamed(function.arn, name), **known)


def _renamed(arn: str, name: str) -> str:
    return f"{arn.rpartition(':')[0]}:local-{name}"


def client(url: str, service: Any) -> Any:
    """A client that makes each call once."""
    config = Config(retries={"total_max_attempts": 1})
    return boto3.client(service, endpoint_url=url, config=config, **CREDENTIALS)


def task(arn: str, **more: Any) -> dict[str, Any]:
    """A state that ends with what a function says."""
    return {"Type": "Task", "Resource": arn, "End": True, **more}
