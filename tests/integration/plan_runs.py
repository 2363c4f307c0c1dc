"""Runs of a plan whose steps are really made, over the local DynamoDB and the simulator."""

from typing import Any

from tailrace import kinds, resuming, wiring
from tailrace.log import RunWriter
from tests.integration.step_harness import attempt, begin, snapshot

PROFILE = {"gender": "F", "age": 34, "height_cm": 168, "weight_kg": 64.5}
VEGAN = {"dietary": {"type": "vegan", "allergies": ["nuts"]}, "conditions": ["pregnancy"]}


def start(days: int = 4, **wanted: Any) -> str:
    return begin("plan", {"profile": PROFILE, "duration": {"unit": "days", "value": days}, **wanted})


def make(run: str, *steps: str) -> None:
    for step in steps:
        attempt(run, step)


def outlined(days: int = 4, **wanted: Any) -> str:
    run = start(days, **wanted)
    make(run, "outline")
    return run


def day(run: str, number: int) -> dict[str, Any]:
    found: dict[str, Any] = snapshot(run)["parts"]["days"][number - 1]
    return found


def resume(run: str, *named: str, feedback: str | None = None) -> list[str]:
    """Continue as a client would; the steps that are to be made."""
    decided = resuming.plan(kinds.load("plan"), snapshot(run), named, feedback)
    RunWriter(wiring.run_log(), run).decide(lambda _: decided.drafts)
    return decided.steps
