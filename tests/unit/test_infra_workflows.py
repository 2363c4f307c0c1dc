"""The state machines keep the promises that steps and the log rely on."""

import re
from typing import Any

import pytest
import yaml

from local.intrinsics import load
from tailrace import errors, kinds
from tailrace.errors import TailraceError
from tests.unit import machines
from tests.unit.machines import Machine, State

TEMPLATE: dict[str, Any] = load((machines.ROOT / "template.yaml").read_text())["Resources"]
AWS_ERRORS = re.compile(r"(States|Lambda|Sandbox|Runtime)\.\w+")
OURS = {
    name: error for name, error in vars(errors).items() if isinstance(error, type) and issubclass(error, TailraceError)
}
RETRYABLE = {name for name, error in OURS.items() if error.retryable}


@pytest.fixture(name="machine", params=machines.PATHS)
def each_machine(request: pytest.FixtureRequest) -> Machine:
    return machines.machine(request.param)


def _resource(kind: str) -> dict[str, Any]:
    """The machine's own properties in the template."""
    (found,) = [
        resource["Properties"]
        for resource in TEMPLATE.values()
        if resource["Type"] == "AWS::Serverless::StateMachine"
        and resource["Properties"]["DefinitionUri"] == f"statemachine/{kind}.asl.yaml"
    ]
    return dict(found)


def test_each_kind_has_its_state_machine() -> None:
    assert list(machines.PATHS) == kinds.kind_names()


def test_the_machine_makes_the_steps_of_its_kind(machine: Machine) -> None:
    assert machine.step_names() == set(kinds.load(machine.kind).steps)


def test_a_step_is_told_how_often_it_is_tried(machine: Machine) -> None:
    assert machine.steps()
    for state in machine.steps():
        retry = state.itself["Retry"]
        assert len(retry) == 1, f"{state.name}: several retriers count apart, so no sum of attempts is known"
        assert state.payload["max_attempts"] == retry[0]["MaxAttempts"] + 1, state.name
        assert state.payload["retry_count.$"] == "$$.State.RetryCount", state.name
        assert state.payload["run_id.$"] == "$.run_id", state.name


def test_steps_are_retried_by_the_names_of_transient_errors(machine: Machine) -> None:
    for state in machine.steps():
        retried = set(state.itself["Retry"][0]["ErrorEquals"])
        ours = {error for error in retried if not AWS_ERRORS.fullmatch(error)}
        assert ours == RETRYABLE, state.name
        assert {"States.ALL", "States.TaskFailed"}.isdisjoint(retried), state.name


def test_who_lost_a_step_or_a_run_does_not_try_again() -> None:
    assert {"SupersededError", "RunClosedError", "RunNotFoundError"} <= OURS.keys() - RETRYABLE


def test_all_steps_of_all_kinds_are_retried_alike() -> None:
    steps = [state for kind in machines.PATHS for state in machines.machine(kind).steps()]
    assert len({yaml.safe_dump(state.itself["Retry"]) for state in steps}) == 1


def test_a_step_that_is_given_up_is_reported_under_its_own_id(machine: Machine) -> None:
    for state in machine.steps():
        (catch,) = state.itself["Catch"]
        assert catch["ErrorEquals"] == ["States.ALL"], state.name
        failed = State(catch["Next"], state.beside[catch["Next"]], state.beside, state.within)
        assert failed.itself["Parameters"]["FunctionName"] == "${SettleArn}", state.name
        assert failed.payload["action"] == "fail_step", state.name
        assert failed.payload["run_id.$"] == "$.run_id", state.name
        assert failed.payload["error.$"] == catch["ResultPath"], state.name
        assert failed.step == state.step, state.name
        # The report must get through, whatever stands in its way.
        assert failed.itself["Retry"][0]["ErrorEquals"] == ["States.ALL"], state.name


def test_every_branch_goes_on_when_its_step_fails(machine: Machine) -> None:
    for state in machine.steps():
        failed = state.beside[state.itself["Catch"][0]["Next"]]
        assert failed.get("End") or "Next" in failed, state.name


def test_a_map_is_bounded_and_runs_inside_its_execution(machine: Machine) -> None:
    for state in machine.states():
        if state.itself["Type"] == "Map":
            assert 1 <= state.itself["MaxConcurrency"] <= 10, state.name
            assert state.itself["ItemProcessor"]["ProcessorConfig"] == {"Mode": "INLINE"}, state.name
            # What each item gave is in the log; the state must not grow with their number.
            assert state.itself["ResultPath"] is None, state.name


def test_every_way_leads_to_the_end_that_is_written(machine: Machine) -> None:
    top = machine.definition["States"]
    settle = _settle(machine)
    for name, state in top.items():
        ends = state["Type"] in ("Succeed", "Fail")
        assert ends or not state.get("End"), f"{name} ends the execution without Settle"
    reached_without = _reachable(top, machine.definition["StartAt"], without=settle)
    assert not {name for name in reached_without if top[name]["Type"] in ("Succeed", "Fail")}
    assert _reachable(top, machine.definition["StartAt"], without="") == set(top), "states that nothing leads to"


def _settle(machine: Machine) -> str:
    (name,) = [s.name for s in machine.states() if s.payload.get("action") == "finish"]
    return name


def _reachable(states: dict[str, Any], start: str, *, without: str) -> set[str]:
    found, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name not in found and name != without:
            found.add(name)
            state = states[name]
            exits = [state, *state.get("Choices", []), *state.get("Catch", [])]
            waiting += [e[key] for e in exits for key in ("Next", "Default") if key in e]
    return found


def test_a_failed_run_fails_its_execution(machine: Machine) -> None:
    top = machine.definition["States"]
    settle = top[_settle(machine)]
    assert settle["Retry"][0]["ErrorEquals"] == ["States.ALL"]
    choice = top[settle["Next"]]
    (on_failed,) = [c for c in choice["Choices"] if c["StringEquals"] == "failed"]
    assert top[on_failed["Next"]]["Type"] == "Fail"
    assert top[choice["Default"]]["Type"] == "Succeed"


def test_workflows_outlast_their_steps_and_steps_their_functions(machine: Machine) -> None:
    for state in machine.states():
        if state.itself["Type"] == "Task":
            timeout = TEMPLATE[state.function]["Properties"]["Timeout"]
            assert state.itself["TimeoutSeconds"] == timeout + 10, state.name
    # One after the other, with all attempts, and each Map's items side by side.
    assert machine.definition["TimeoutSeconds"] > _longest(machine.definition)


def _longest(machine: dict[str, Any]) -> float:
    """Seconds that a machine may take with all its attempts.

    States that report a failure are not counted: they stand beside a step that did not use all of its time.
    """
    return sum(map(_time, (state for name, state in machine["States"].items() if not name.endswith("failed"))))


def _time(state: dict[str, Any]) -> float:
    inner = [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]
    retry = state.get("Retry", [{"MaxAttempts": 0, "MaxDelaySeconds": 0}])[0]
    own: float = (retry["MaxAttempts"] + 1) * state.get("TimeoutSeconds", 0) + retry["MaxAttempts"] * retry[
        "MaxDelaySeconds"
    ]
    return own + max(map(_longest, inner), default=0)


def test_a_machine_may_call_just_the_functions_that_it_calls(machine: Machine) -> None:
    called = {state.function for state in machine.states() if state.itself["Type"] == "Task"}
    resource = _resource(machine.kind)
    substituted = resource["DefinitionSubstitutions"]
    assert {name: call.argument for name, call in substituted.items()} == {f"{f}Arn": f"{f}.Arn" for f in called}
    (granted,) = [s for p in resource["Policies"] for s in p["Statement"] if s["Action"] == "lambda:InvokeFunction"]
    assert sorted(call.argument for call in granted["Resource"]) == sorted(f"{f}.Arn" for f in called)
    assert resource["Name"].argument == f"${{AWS::StackName}}-{machine.kind}"


def test_the_file_is_written_out_since_step_functions_knows_no_aliases(machine: Machine) -> None:
    tokens = yaml.scan(machine.text, Loader=yaml.SafeLoader)
    assert not [token for token in tokens if isinstance(token, yaml.AnchorToken | yaml.AliasToken)]
