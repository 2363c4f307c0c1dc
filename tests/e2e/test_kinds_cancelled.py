"""Every kind's run can be cancelled at any point and goes on with what it had."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from local.simulator.client import Simulator
from tailrace import kinds
from tailrace.fold import fold
from tests.e2e.client import of_type
from tests.e2e.deployed import Deployed
from tests.e2e.kind_runs import begin, post, steps_of


# With some of its parts made; and before the steps are known that those before it add.
@pytest.mark.parametrize(
    ("kind", "completed"), [*((kind, 3) for kind in kinds.kind_names()), ("plan", 1), ("video", 1)]
)
def test_a_cancelled_run_of_every_kind_goes_on_with_what_it_had(
    deployed: Deployed, simulator: Simulator, kind: str, completed: int
) -> None:
    simulator.set(tokens_per_second=4000)
    run = begin(deployed, kind)
    run.until(lambda events: len(of_type(events, "step.completed")) >= completed)
    receipt = post(run, "cancel")
    before = run.texts()
    held = run.snapshot()
    assert receipt["parts"] == kinds.load_fold(kind).made(held["parts"])
    deployed.execution_end(run.id, kind)
    simulator.set(tokens_per_second=None)

    # Of two at once one lets it go on.
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda _: run.client.http.post(f"{run.path}/continue", json={}), range(2)))
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code, lost.json()["code"]) == (202, 409, "run_is_open"), answers
    told = won.json()

    events = run.end()
    assert run.texts()[: len(before)] == before
    assert events[-1]["type"] == "run.completed", events[-1]
    assert len(of_type(events, "run.resumed")) == 1
    complete = [step["id"] for step in held["steps"] if step["state"] == "completed"]
    later = events[len(before) :]
    assert not set(steps_of(later, "step.started")) & set(complete)
    assert not set(told["steps"]) & set(complete)
    assert set(complete) <= set(steps_of(later, "step.skipped"))
    snapshot = run.snapshot()
    assert snapshot == fold(events)
    assert {step["state"] for step in snapshot["steps"]} == {"completed"}
    assert (snapshot["execution"], snapshot["progress"]) == (2, 100)
    assert deployed.execution_end(run.id, kind, number=2)["status"] == "SUCCEEDED"
    for form in next(k for k in deployed.client.get("/v1/kinds")["kinds"] if k["name"] == kind)["export_formats"]:
        answer = deployed.client.http.get(f"{run.path}/export", params={"format": form["name"]})
        assert answer.status_code == 200, answer.text
        assert answer.content
