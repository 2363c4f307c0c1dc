"""Runs of every kind, and their steps in which models are asked."""

from collections.abc import Sequence
from typing import Any

from local.simulator.client import Simulator
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example

# The model's steps, in the order in which they come; of those that come in numbers, one.
STEPS = {
    "code": ("plan", "file:", "repair:"),
    "video": ("narrative", "scene:2"),
    "plan": ("outline", "day:2"),
    "vision": ("brief", "framework", "one_pager", "qa", "scores"),
}


def begin(deployed: Deployed, kind: str) -> Run:
    site = f"{deployed.client.url}/simulator/sites/fintech/" if kind == "video" else ""
    return deployed.client.begin(kind, example(kind, site))


def spoil_a_file(kind: str, simulator: Simulator) -> None:
    """A project needs a repair only when a file is wrong."""
    if kind == "code":
        simulator.fault("openai", "breaks_rules", match="file:")


def made_once(events: Sequence[Any]) -> None:
    """No step was completed twice, and no part of it was made twice."""
    completed = [e["step"] for e in of_type(events, "step.completed")]
    assert len(completed) == len(set(completed))


def steps_of(events: Sequence[Any], kind: str) -> list[str]:
    """The steps of which events of this type are told."""
    return [event["step"] for event in of_type(events, kind)]


def post(run: Run, call: str, **body: Any) -> Any:
    """What is answered to a call about a run, such as `cancel`, that succeeds."""
    answer = run.client.http.post(f"{run.path}/{call}", json=body)
    assert answer.status_code == 202, answer.text
    return answer.json()
