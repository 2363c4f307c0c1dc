"""What is named of a run that has ended is made once more, as it is wished: a file, a day, a scene, a section."""

import pytest

from local.simulator.client import Simulator
from tailrace.fold import fold
from tests.e2e.deployed import Deployed
from tests.e2e.kind_runs import begin, post, steps_of

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
