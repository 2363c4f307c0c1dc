"""Every kind's run can be cancelled at any point and goes on with what it had; what is named is made once more."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import kinds
from tailrace.fold import fold
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example


def begin(deployed: Deployed, kind: str) -> Run:
    site = f"{deployed.client.url}/simulator/sites/fintech/" if kind == "video" else ""
    return deployed.client.begin(kind, example(kind, site))


def post(run: Run, call: str, **body: Any) -> Any:
    answer = run.client.http.post(f"{run.path}/{call}", json=body)
    assert answer.status_code == 202, answer.text
    return answer.json()


def steps_of(events: Sequence[Any], kind: str) -> list[str]:
    return [event["step"] for event in of_type(events, kind)]


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


REPEATED = {"code": "file", "plan": "day", "video": "scene"}


@pytest.mark.parametrize(("kind", "name"), REPEATED.items())
def test_one_part_is_made_again_as_it_is_wished(deployed: Deployed, kind: str, name: str) -> None:
    run = begin(deployed, kind)
    before = run.end()
    held = run.snapshot()
    step = [step["id"] for step in held["steps"] if step["id"].startswith(f"{name}:")][-1]

    told = post(run, "continue", steps=[step], feedback="Make it shorter and friendlier")

    events = run.end()
    later = events[len(before) :]
    assert (later[0]["type"], later[0]["data"]["feedback"]) == (
        "run.resumed",
        {step: "Make it shorter and friendlier"},
    )
    assert events[-1]["type"] == "run.completed", events[-1]
    started = steps_of(later, "step.started")
    assert step in told["steps"]
    assert set(told["steps"]) <= set(started)
    assert [other for other in started if other.startswith(f"{name}:")] == [step]
    assert run.snapshot() == fold(events)


def test_a_section_is_refined_on_request_and_again(deployed: Deployed, simulator: Simulator) -> None:
    run = begin(deployed, "vision")
    run.end()
    step = "refine:strategy"
    assert step not in [one["id"] for one in run.snapshot()["steps"]]
    written = run.snapshot()["parts"]["sections"]["strategy"]["content"]
    for number, wish in enumerate(("Name the first market", "Shorter"), start=2):
        before = len(run.events())

        told = post(run, "continue", steps=[step], feedback=wish)

        later = run.end()[before:]
        assert step in told["steps"]
        assert steps_of(later, "step.started").count(step) == 1
        assert later[-1]["type"] == "run.completed"
        state = next(one for one in run.snapshot()["steps"] if one["id"] == step)
        assert (state["feedback"], state["added_by"], state["attempt"]) == (wish, None, number - 1)
        assert deployed.execution_end(run.id, "vision", number)["status"] == "SUCCEEDED"
    assert run.snapshot()["parts"]["sections"]["strategy"]["content"] != written
