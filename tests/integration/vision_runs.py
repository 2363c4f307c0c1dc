"""Runs of a vision whose steps are really made, over the local DynamoDB and the simulator."""

import threading
from typing import Any

from tailrace import kinds, resuming, wiring
from tailrace.events import Event
from tailrace.fold import Snapshot
from tailrace.kinds.vision.input import VisionInput
from tailrace.log import RunWriter
from tailrace.steps import StepOutcome
from tests.integration.step_harness import PROVIDERS, attempt, begin, events, finish, snapshot

LAST = ("one_pager", "qa", "scores")
KIND = kinds.load("vision")


def example(**changes: Any) -> dict[str, Any]:
    """The whole input that the kind itself gives as an example, with some fields changed."""
    (found,) = VisionInput.model_json_schema()["examples"]
    return {**found, **changes}


class Run:
    """One run and what a workflow does with it."""

    def __init__(self, providers: tuple[str, ...] = PROVIDERS, **changes: Any) -> None:
        self.id = begin("vision", example(**changes), providers=providers)

    def attempt(self, step: str, retry_count: int = 0) -> StepOutcome:
        """One attempt of a step; raises what the state machine would see."""
        return attempt(self.id, step, retry_count)

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
        return events(self.id, *types)

    def snapshot(self) -> Snapshot:
        return snapshot(self.id)

    def section(self, name: str) -> Any:
        parts = self.snapshot()["parts"]
        return parts["one_pager"] if name == "one_pager" else parts["sections"][name]

    def rules(self, stage: str) -> list[str]:
        """How a stage was judged, one after the other."""
        told = self.events("validation.progress")
        return [event["data"]["result"] for event in told if event["data"]["stage"] == stage]
