"""Runs of a video whose steps are really made, over the local DynamoDB, the simulated websites and models."""

from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import wiring
from tailrace.context import StepContext
from tailrace.events import Draft, RunResumed
from tailrace.fold import Snapshot
from tailrace.log import RunWriter
from tests.integration.step_harness import attempt, begin, finish, snapshot

# Two show all that three would, and every further SDK takes a second to import.
PROVIDERS = ("openai", "anthropic")


def start(simulator: Simulator, site: str = "fintech", **wanted: Any) -> str:
    """A run whose page was read and whose brand was found."""
    page = f"{simulator.url}/simulator/sites/{site}/"
    run_id = begin("video", {"url": page, **wanted}, providers=PROVIDERS)
    for step in ("fetch", "brand"):
        attempt(run_id, step)
    return run_id


def told(simulator: Simulator, site: str = "fintech", **wanted: Any) -> tuple[str, list[str]]:
    """A run that has its story, and the steps of its scenes."""
    run_id = start(simulator, site, **wanted)
    return run_id, attempt(run_id, "narrative").steps["scene"]


def finished(run_id: str, scenes: list[str]) -> Snapshot:
    """The run to its end."""
    for step in [*scenes, "check"]:
        attempt(run_id, step)
    finish(run_id)
    return snapshot(run_id)


def continued(run_id: str, *steps: str, **feedback: str) -> None:
    """The run goes on with these steps."""
    resumed = RunResumed(steps=list(steps), reason="continued", feedback=feedback)
    RunWriter(wiring.run_log(), run_id).append(Draft(resumed))


def prompts(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every prompt that is asked from here on; the calls are made all the same."""
    asked: list[Any] = []
    real = StepContext.ask

    def ask(self: StepContext, provider: str, model: str, prompt: Any) -> Any:
        asked.append(prompt)
        return real(self, provider, model, prompt)

    monkeypatch.setattr(StepContext, "ask", ask)
    return asked
