"""Map states on the local AWS, as the kinds use them: bounded, each item with its own retries and its own failure."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.local_states import Local, deployed
from tests.waiting import until

INVOKE = "arn:aws:states:::lambda:invoke"


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    with deployed(tmp_path_factory.mktemp("aws")) as running:
        yield running


@pytest.fixture(scope="module")
def machine(local: Local) -> str:
    """A plan, then two parts at a time, then those that were asked for, if any, then the end."""
    work, settle = local.arns["Generate"], local.arns["Settle"]

    def step(of: str) -> dict[str, Any]:
        payload = {"run_id.$": "$.run_id", of: "$.step", "retry_count.$": "$$.State.RetryCount", "max_attempts": 2}
        return {"FunctionName": work, "Payload": payload}

    retry = [{"ErrorEquals": ["RateLimitedError", "States.Timeout"], "IntervalSeconds": 1, "MaxAttempts": 1}]
    caught = {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Failed"}
    failed = {"action": "fail_step", "run_id.$": "$.run_id", "step.$": "$.step", "error.$": "$.error"}
    each = {
        "Type": "Map",
        "MaxConcurrency": 2,
        "ItemSelector": {"run_id.$": "$.run_id", "step.$": "$$.Map.Item.Value"},
        "ResultPath": None,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": "Work",
            "States": {
                "Work": {
                    "Type": "Task",
                    "Resource": INVOKE,
                    "Parameters": step("step.$"),
                    "TimeoutSeconds": 2,
                    "ResultPath": None,
                    "Retry": retry,
                    "Catch": [caught],
                    "End": True,
                },
                "Failed": {
                    "Type": "Task",
                    "Resource": INVOKE,
                    "Parameters": {"FunctionName": settle, "Payload": failed},
                    "ResultPath": None,
                    "End": True,
                },
            },
        },
    }
    plan = {"run_id.$": "$.run_id", "step": "plan", "retry_count.$": "$$.State.RetryCount", "max_attempts": 2}
    states = {
        "Plan": {
            "Type": "Task",
            "Resource": INVOKE,
            "Parameters": {"FunctionName": work, "Payload": plan},
            "ResultSelector": {"steps.$": "$.Payload.steps"},
            "ResultPath": "$.plan",
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Settle"}],
            "Next": "Are there parts",
        },
        "Are there parts": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.plan.steps.part", "IsPresent": True, "Next": "Parts"}],
            "Default": "Settle",
        },
        "Parts": {**each, "ItemsPath": "$.plan.steps.part", "Next": "Is something asked for"},
        "Is something asked for": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.requested[0]", "IsPresent": True, "Next": "Asked for"}],
            "Default": "Settle",
        },
        "Asked for": {**each, "ItemsPath": "$.requested", "Next": "Settle"},
        "Settle": {
            "Type": "Task",
            "Resource": INVOKE,
            "Parameters": {"FunctionName": settle, "Payload": {"action": "finish", "run_id.$": "$.run_id"}},
            "ResultSelector": {"status.$": "$.Payload.status"},
            "End": True,
        },
    }
    return local.machine("parts", {"StartAt": "Plan", "States": states})


def run(test: str, parts: int, requested: list[str] | None = None, **acts: list[str]) -> dict[str, Any]:
    """`acts` are what parts do, by their number: `_1=["sleep"]`."""
    plan = {f"part:{name[1:]}": act for name, act in acts.items() if name != "plan"}
    adds = {"plan": {"part": [f"part:{n}" for n in range(parts)]} if parts else {}}
    told = {**plan, "adds": adds, "test": test, **({"plan": acts["plan"]} if "plan" in acts else {})}
    return {"run_id": json.dumps(told), "requested": requested or []}


def steps(local: Local, given: dict[str, Any]) -> list[str]:
    return [call.get("step") or call["action"] for call in local.calls(run_id=given["run_id"])]


def test_every_item_is_worked_on_and_the_state_stays_small(local: Local, machine: str) -> None:
    given = run("all", 25)
    ended = local.run(machine, given)
    assert (ended["status"], json.loads(ended["output"])) == ("SUCCEEDED", {"status": "completed"})
    made = steps(local, given)
    assert (made[0], made[-1]) == ("plan", "finish")
    assert sorted(made[1:-1]) == sorted(f"part:{n}" for n in range(25))


def test_no_more_items_than_allowed_are_under_way(local: Local, machine: str) -> None:
    given = run("two", 4, _0=["sleep"], _1=["sleep"])
    assert local.run(machine, given)["status"] == "SUCCEEDED"
    at = {call.get("step"): call["at"] for call in local.calls(run_id=given["run_id"])}
    # The third begins when one of the first two, which sleep, has ended.
    assert at["part:2"] - max(at["part:0"], at["part:1"]) > 0.5


def test_an_item_that_fails_is_tried_again_and_then_told_of_while_the_others_go_on(local: Local, machine: str) -> None:
    given = run("one fails", 4, _1=["RateLimitedError"], _2=["ValueError"], _3=["RateLimitedError", "ok"])
    assert local.run(machine, given)["status"] == "SUCCEEDED"
    calls = local.calls(run_id=given["run_id"])
    tried = {n: [c["retry_count"] for c in calls if c.get("step") == f"part:{n}" and "action" not in c] for n in (1, 2)}
    assert tried == {1: [0, 1], 2: [0]}
    failed = {call["step"]: call["error"]["Error"] for call in calls if call.get("action") == "fail_step"}
    assert failed == {"part:1": "RateLimitedError", "part:2": "ValueError"}
    assert steps(local, given)[-1] == "finish"


def test_a_choice_passes_over_what_is_not_there(local: Local, machine: str) -> None:
    given = run("none", 0)
    assert local.run(machine, given)["status"] == "SUCCEEDED"
    assert steps(local, given) == ["plan", "finish"]
    asked = run("asked", 1, ["part:7", "part:8"])
    assert local.run(machine, asked)["status"] == "SUCCEEDED"
    assert sorted(steps(local, asked)) == ["finish", "part:0", "part:7", "part:8", "plan"]


def test_a_plan_that_fails_goes_straight_to_the_end(local: Local, machine: str) -> None:
    given = run("no plan", 2, plan=["ValueError"])
    assert local.run(machine, given)["status"] == "SUCCEEDED"
    assert steps(local, given) == ["plan", "finish"]


def test_a_map_that_is_stopped_is_aborted_and_begins_nothing_more(local: Local, machine: str) -> None:
    given = run("stop", 6, **{f"_{n}": ["sleep"] for n in range(6)})
    execution = local.start(machine, given)
    until(lambda: len(steps(local, given)) == 3)
    local.states.stop_execution(executionArn=execution, error="Cancelled", cause="by test")
    ended = local.states.describe_execution(executionArn=execution)
    assert (ended["status"], ended["error"]) == ("ABORTED", "Cancelled")
    until(lambda: local.told(execution) == ["ABORTED"])
    local.run(machine, run("after stop", 2, _0=["sleep"], _1=["sleep"]))
    assert len(steps(local, given)) == 3
    assert local.states.describe_execution(executionArn=execution)["status"] == "ABORTED"
