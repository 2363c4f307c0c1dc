"""The events for `sam local invoke` are such as the functions get."""

import json
from pathlib import Path
from typing import Any

import pytest
from ulid import ULID

from tailrace import kinds
from tailrace.steps import StepInvocation
from tests.unit.machines import PATHS, machine

EVENTS = Path(__file__).parents[2] / "events"


def event(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((EVENTS / name).read_text())
    return content


@pytest.mark.parametrize(
    ("name", "function"),
    [("generate", "Generate"), ("enrich", "Enrich"), ("check", "Check"), ("fetch_site", "FetchSite")],
)
def test_step_events(name: str, function: str) -> None:
    invocation = StepInvocation.model_validate(event(f"{name}.json"))
    assert str(ULID.from_str(invocation.run_id.upper())).lower() == invocation.run_id
    made = {state.step_name for kind in PATHS for state in machine(kind).steps() if state.function == function}
    assert invocation.step.partition(":")[0] in made


def test_a_start_that_the_kind_takes() -> None:
    body = json.loads(event("api-start.json")["body"])
    kinds.load(body["kind"]).input_model.model_validate(body["input"])


def test_an_execution_that_died() -> None:
    detail = event("settle-execution-failed.json")["detail"]
    assert detail["executionArn"].endswith(f":{detail['name']}")
    assert detail["name"].startswith(json.loads(detail["input"])["run_id"])
