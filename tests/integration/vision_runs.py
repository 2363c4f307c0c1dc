"""Runs of a vision whose steps are really made, over the local DynamoDB and the simulator."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws
from ulid import ULID

from local import dynamodb
from local.simulator.client import Simulator
from tailrace import kinds, resuming, wiring
from tailrace.events import Draft, Event, RunStarted
from tailrace.fold import Snapshot, fold
from tailrace.kinds.vision.input import VisionInput
from tailrace.log import RunWriter
from tailrace.steps import StepInvocation, StepOutcome, run_step
from tests import tables
from tests.integration.step_harness import execution, finish
from tests.integration.wired import forget

TABLE = "visions"
PROVIDERS = ("openai", "anthropic", "gemini")
KEYS = '{"openai": "k", "anthropic": "k", "gemini": "k"}'
LAST = ("one_pager", "qa", "scores")
KIND = kinds.load("vision")


def example(**changes: Any) -> dict[str, Any]:
    """The whole input that the kind itself gives as an example, with some fields changed."""
    (found,) = VisionInput.model_json_schema()["examples"]
    return {**found, **changes}


@contextmanager
def generating(simulator: Simulator) -> Iterator[None]:
    """The function `generate`, as far as its environment goes, with the simulator where the providers are."""
    with dynamodb.start() as server, pytest.MonkeyPatch.context() as patch:
        tables.make(tables.connect(server.url), TABLE)
        with _environment(server.url, simulator, patch):
            yield


@contextmanager
def _environment(table_url: str, simulator: Simulator, patch: pytest.MonkeyPatch) -> Iterator[None]:
    environment = {
        "AWS_ENDPOINT_URL_DYNAMODB": table_url,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "TABLE_NAME": TABLE,
        "STATE_MACHINES": json.dumps({"vision": "arn:aws:states:us-east-1:123456789012:stateMachine:tailrace-vision"}),
        "PROVIDER_KEYS_SECRET": "keys",
        "OPENAI_BASE_URL": simulator.openai,
        "ANTHROPIC_BASE_URL": simulator.anthropic,
        "GOOGLE_GEMINI_BASE_URL": simulator.gemini,
        "PROVIDER_SILENCE_SECONDS": "10",
    }
    for name, value in environment.items():
        patch.setenv(name, value)
    with mock_aws():
        boto3.client("secretsmanager").create_secret(Name="keys", SecretString=KEYS)
        forget()
        yield
    forget()


class Run:
    """One run and what a workflow does with it."""

    def __init__(self, providers: tuple[str, ...] = PROVIDERS, **changes: Any) -> None:
        wanted = VisionInput.model_validate(example(**changes))
        steps, expected = KIND.plan(wanted, providers)
        self.id = str(ULID()).lower()
        started = RunStarted(
            kind="vision",
            input=wanted.model_dump(mode="json"),
            steps=steps,
            providers=list(providers),
            expected=expected,
        )
        wiring.run_log().create(self.id, "somebody", Draft(started))

    def attempt(self, step: str, retry_count: int = 0) -> StepOutcome:
        """One attempt of a step; raises what the state machine would see."""
        invocation = StepInvocation(
            run_id=self.id, execution=execution(self.id), step=step, retry_count=retry_count, max_attempts=4
        )
        return run_step(invocation, remaining_s=60)

    def make(self, *steps: str) -> None:
        """Steps one after the other, each at its first attempt."""
        for step in steps:
            self.attempt(step)

    def side_by_side(self, *steps: str) -> None:
        """Steps at the same time."""
        workers = [threading.Thread(target=self.attempt, args=(step,)) for step in steps]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)

    def whole(self) -> "Run":
        """All steps, to the run's end."""
        self.make("brief", "framework", "validate", *LAST)
        assert finish(self.id) == "completed"
        return self

    def written(self) -> "Run":
        """A framework, and nothing else, in a run that has ended."""
        self.make("framework", "validate")
        assert finish(self.id) == "completed"
        return self

    def resume(self, *steps: str, feedback: str | None = None) -> list[str]:
        """What `continue` writes down; answers the steps that are to be made, in the run's order."""
        decided = resuming.plan(KIND, self.snapshot(), steps, feedback)
        RunWriter(wiring.run_log(), self.id).append(*decided.drafts)
        return decided.steps

    def events(self, *types: str) -> list[Event]:
        return [event for event in wiring.run_log().read(self.id) if not types or event["type"] in types]

    def snapshot(self) -> Snapshot:
        return fold(wiring.run_log().read(self.id))

    def section(self, name: str) -> Any:
        parts = self.snapshot()["parts"]
        return parts["one_pager"] if name == "one_pager" else parts["sections"][name]

    def rules(self, stage: str) -> list[str]:
        """How a stage was judged, one after the other."""
        told = self.events("validation.progress")
        return [event["data"]["result"] for event in told if event["data"]["stage"] == stage]
