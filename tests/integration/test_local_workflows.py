"""Every kind's own state machine, run for real over functions that do as they are told."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local import process
from tests.integration.local_states import WANTED, Local, deployed
from tests.waiting import until

KINDS = sorted(path.name.partition(".")[0] for path in (process.ROOT / "statemachine").glob("*.asl.yaml"))
ITEMS = 3


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    with deployed(tmp_path_factory.mktemp("aws")) as running:
        yield running


class Workflow:
    """A kind's state machine; `fixed` are the steps that it names, `maps` the names that it goes through, by the step
    that adds them (None: those that are asked for)."""

    def __init__(self, local: Local, kind: str) -> None:
        self.kind = kind
        self._local = local
        states = list(_states(local.definitions[kind]))
        tasks = [state for state in states if "max_attempts" in state.get("Parameters", {}).get("Payload", {})]
        payloads = [(task, task["Parameters"]["Payload"]) for task in tasks]
        self.fixed = [payload["step"] for _, payload in payloads if "step" in payload]
        adders = {task.get("ResultPath"): payload["step"] for task, payload in payloads if "step" in payload}
        self.adds: dict[str, dict[str, list[str]]] = {}
        self.requested = False
        for path in (state["ItemsPath"] for state in states if state["Type"] == "Map"):
            if path == "$.requested":
                self.requested = True
                continue
            result, name = path.split(".steps.")
            self.adds.setdefault(adders[result], {})[name] = [f"{name}:{n}" for n in range(1, ITEMS + 1)]

    @property
    def added(self) -> list[str]:
        return [step for names in self.adds.values() for ids in names.values() for step in ids]

    def run(self, test: str, acts: dict[str, list[str]] | None = None, requested: tuple[str, ...] = ()) -> "Ran":
        run_id = json.dumps({**(acts or {}), "adds": self.adds, "test": [self.kind, test]})
        given = {"run_id": run_id, "kind": self.kind, "wanted": WANTED, "requested": requested}
        execution = self._local.start(self._local.arns[self.kind], given)
        ended = self._local.ended(execution)
        return Ran(execution, ended["status"], self._local.calls(run_id=run_id))


class Ran:
    def __init__(self, execution: str, status: str, calls: list[dict[str, Any]]) -> None:
        self.execution = execution
        self.status = status
        self.calls = calls
        self.attempts = [(c["step"], c["retry_count"]) for c in calls if "retry_count" in c]
        self.failed = {c["step"]: c["error"]["Error"] for c in calls if c.get("action") == "fail_step"}

    @property
    def steps(self) -> list[str]:
        return [step for step, _ in self.attempts]


def _states(machine: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for state in machine["States"].values():
        yield state
        for inner in [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]:
            yield from _states(inner)


@pytest.fixture(params=KINDS)
def workflow(request: pytest.FixtureRequest, local: Local) -> Workflow:
    return Workflow(local, request.param)


def test_every_step_is_made_once_and_then_the_run_is_settled(workflow: Workflow) -> None:
    ran = workflow.run("all well")
    assert ran.status == "SUCCEEDED"
    assert sorted(ran.attempts) == sorted((step, 0) for step in [*workflow.fixed, *workflow.added])
    assert [call.get("action") for call in ran.calls][-1] == "finish"
    assert not ran.failed


def test_a_step_that_fails_is_told_of_and_the_run_is_settled_all_the_same(workflow: Workflow) -> None:
    """Each fixed step, and one of those of each Map, whose others are made."""
    some = [ids[0] for names in workflow.adds.values() for ids in names.values()]
    for step in [*workflow.fixed, *some]:
        ran = workflow.run(f"{step} fails", {step: ["QuotaExceededError"]})
        assert ran.status == "SUCCEEDED", step
        assert ran.failed == {step: "QuotaExceededError"}
        assert ran.calls[-1].get("action") == "finish", step
        assert ran.steps.count(step) == 1
        if step in some:
            name = step.partition(":")[0]
            assert sorted(s for s in ran.steps if s.partition(":")[0] == name) == [
                f"{name}:{n}" for n in range(1, ITEMS + 1)
            ]


def test_what_is_transient_is_tried_again_with_its_count(workflow: Workflow) -> None:
    """The first step and one item of each Map, at once."""
    chosen = [workflow.fixed[0], *(ids[1] for names in workflow.adds.values() for ids in names.values())]
    ran = workflow.run("again", {step: ["StreamCutError", "ok"] for step in chosen})
    assert ran.status == "SUCCEEDED"
    assert not ran.failed
    counts = {step: [count for s, count in ran.attempts if s == step] for step in ran.steps}
    assert counts == {step: [0, 1] if step in chosen else [0] for step in [*workflow.fixed, *workflow.added]}


def test_what_is_asked_for_is_made_besides(workflow: Workflow) -> None:
    if workflow.requested:
        ran = workflow.run("asked", requested=("other:1", "other:2"))
        assert ran.status == "SUCCEEDED"
        assert {"other:1", "other:2"} <= set(ran.steps)


def test_a_run_that_failed_fails_its_execution_and_settle_is_told(workflow: Workflow, local: Local) -> None:
    ran = workflow.run("all fail", {"finish": ["failed"]})
    assert ran.status == "FAILED"
    until(lambda: local.told(ran.execution, "Settle") == ["FAILED"])
