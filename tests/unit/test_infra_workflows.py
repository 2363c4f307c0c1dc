"""The state machines keep the promises that steps and the log rely on."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.intrinsics import load
from tailrace import errors, kinds
from tailrace.errors import TailraceError

ROOT = Path(__file__).parents[2]
MACHINES = sorted((ROOT / "statemachine").glob("*.asl.yaml"))
AWS_ERRORS = re.compile(r"(States|Lambda|Sandbox|Runtime)\.\w+")
OURS = {
    name: error for name, error in vars(errors).items() if isinstance(error, type) and issubclass(error, TailraceError)
}
RETRYABLE = {name for name, error in OURS.items() if error.retryable}


def states(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every state at any depth: its name, itself, and the states beside it."""
    for name, state in machine["States"].items():
        yield name, state, machine["States"]
        for inner in [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]:
            yield from states(inner)


def step_tasks(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """The states that run one attempt of a step."""
    for name, state, beside in states(machine):
        if "max_attempts" in state.get("Parameters", {}).get("Payload", {}):
            yield name, state, beside


@pytest.fixture(params=MACHINES, ids=lambda path: path.name)
def machine(request: pytest.FixtureRequest) -> dict[str, Any]:
    definition: dict[str, Any] = yaml.safe_load(request.param.read_text())
    return definition


def test_each_kind_has_its_state_machine() -> None:
    assert [path.name.removesuffix(".asl.yaml") for path in MACHINES] == kinds.kind_names()


def test_a_step_is_told_how_often_it_is_tried(machine: dict[str, Any]) -> None:
    tasks = list(step_tasks(machine))
    assert tasks
    for name, task, _ in tasks:
        payload = task["Parameters"]["Payload"]
        assert len(task["Retry"]) == 1, f"{name}: several retriers count apart, so no sum of attempts is known"
        assert payload["max_attempts"] == task["Retry"][0]["MaxAttempts"] + 1, name
        assert payload["retry_count.$"] == "$$.State.RetryCount", name


def test_steps_are_retried_by_the_names_of_transient_errors(machine: dict[str, Any]) -> None:
    for name, task, _ in step_tasks(machine):
        retried = set(task["Retry"][0]["ErrorEquals"])
        ours = {error for error in retried if not AWS_ERRORS.fullmatch(error)}
        assert ours == RETRYABLE, name
        assert {"States.ALL", "States.TaskFailed"}.isdisjoint(retried), name


def test_who_lost_a_step_or_a_run_does_not_try_again() -> None:
    assert {"SupersededError", "RunClosedError", "RunNotFoundError"} <= OURS.keys() - RETRYABLE


def test_all_steps_are_retried_alike(machine: dict[str, Any]) -> None:
    assert len({yaml.safe_dump(task["Retry"]) for _, task, _ in step_tasks(machine)}) == 1


def test_a_step_that_is_given_up_is_reported_under_its_own_id(machine: dict[str, Any]) -> None:
    for name, task, beside in step_tasks(machine):
        (catch,) = task["Catch"]
        assert catch["ErrorEquals"] == ["States.ALL"], name
        reported = beside[catch["Next"]]["Parameters"]["Payload"]
        error_path = catch["ResultPath"]
        assert reported["action"] == "fail_step"
        assert reported["error.$"] == error_path
        assert reported["step"] == task["Parameters"]["Payload"]["step"], name


def test_every_branch_goes_on_when_its_step_fails(machine: dict[str, Any]) -> None:
    for name, _, beside in step_tasks(machine):
        failed = beside[beside[name]["Catch"][0]["Next"]]
        assert failed.get("End") or "Next" in failed, name


def test_workflows_outlast_their_steps_and_steps_their_functions(machine: dict[str, Any]) -> None:
    functions = load((ROOT / "template.yaml").read_text())["Resources"]
    for name, state, _ in states(machine):
        if state["Type"] == "Task":
            function = state["Parameters"]["FunctionName"].removeprefix("${").removesuffix("Arn}")
            assert state["TimeoutSeconds"] > functions[function]["Properties"]["Timeout"], name
    assert machine["TimeoutSeconds"] > max(map(_longest, machine["States"].values()))


def _longest(state: dict[str, Any]) -> int:
    """Seconds that a state, or the longest branch of it, may take with all its attempts."""
    own = 0
    if "TimeoutSeconds" in state:
        retry = state.get("Retry", [{"MaxAttempts": 0, "MaxDelaySeconds": 0}])[0]
        own = (retry["MaxAttempts"] + 1) * state["TimeoutSeconds"] + retry["MaxAttempts"] * retry["MaxDelaySeconds"]
    # Failure states are not counted: they stand beside a step that did not use all of its time, or end the branch.
    branches = [
        sum(_longest(inner) for name, inner in branch["States"].items() if not name.endswith("failed"))
        for branch in state.get("Branches", [])
    ]
    return own + max(branches, default=0)


def test_a_failed_run_fails_its_execution(machine: dict[str, Any]) -> None:
    top = machine["States"]
    (settle,) = [s for s in top.values() if s.get("Parameters", {}).get("Payload", {}).get("action") == "finish"]
    choice = top[settle["Next"]]
    (on_failed,) = [c for c in choice["Choices"] if c["StringEquals"] == "failed"]
    assert top[on_failed["Next"]]["Type"] == "Fail"
    assert top[choice["Default"]]["Type"] == "Succeed"
