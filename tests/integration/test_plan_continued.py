"""Whole plans, really made: to their end, and on after it."""

import json

import pytest

from local.simulator.client import Simulator
from tailrace import wiring
from tailrace.endings import usage_total
from tailrace.errors import RateLimitedError
from tailrace.events import Draft, RunCancelled
from tailrace.exports import export
from tailrace.kinds.plan.content import DayContent
from tailrace.kinds.plan.events import DayCompleted
from tailrace.log import RunWriter
from tests.integration.plan_runs import VEGAN, day, make, outlined, resume, start
from tests.integration.step_harness import PROVIDERS, attempt, events, finish, snapshot

pytestmark = pytest.mark.usefixtures("deployed_once")


def test_a_whole_plan_for_a_pregnant_vegan_with_a_nut_allergy() -> None:
    run = start(5, **VEGAN)
    make(run, "outline", *(f"day:{n}" for n in (3, 1, 2, 5, 4)), "verify")
    assert finish(run) == "completed"
    made = snapshot(run)
    assert [event["data"]["day"] for event in events(run, "day.completed")] == [3, 1, 2, 5, 4]
    assert [found["state"] for found in made["parts"]["days"]] == ["completed"] * 5
    assert made["summary"]["failed_checks"] == []
    assert made["summary"]["scores"]["overall"] > 0.9
    assert made["degraded"] == []
    assert "refer_to_professional" in [warning["code"] for warning in made["parts"]["warnings"]]
    written = export(made, "md").content.decode()
    assert written.count("\n## Day ") == 5
    assert made["parts"]["disclaimer"] in written


def test_a_missing_day_fails_the_run_and_continuing_makes_only_it(simulator: Simulator) -> None:
    run = outlined(4)
    make(run, "day:1", "day:2", "day:4")
    for name in PROVIDERS:
        simulator.fault(name, "rate_limit", match="day:3")
    with pytest.raises(RateLimitedError):
        attempt(run, "day:3", retry_count=3)
    make(run, "verify")
    assert finish(run) == "failed"
    verification = snapshot(run)["parts"]["verification"]
    assert {c["name"]: c["result"] for c in verification["checks"]}["days_present"] == "fail"
    assert verification["scores"]["overall"] is None
    kept = json.dumps([day(run, n) for n in (1, 2, 4)])

    assert resume(run) == ["day:3", "verify"]
    calls = len(simulator.calls())
    make(run, "outline", *(f"day:{n}" for n in range(1, 5)), "verify")
    assert len(simulator.calls()) == calls + 1
    assert finish(run) == "completed"
    assert json.dumps([day(run, n) for n in (1, 2, 4)]) == kept
    assert snapshot(run)["parts"]["verification"]["scores"]["overall"] > 0.9


def test_a_plan_stopped_at_day_4_of_14_goes_on_with_day_5() -> None:
    run = outlined(14)
    make(run, *(f"day:{n}" for n in range(1, 5)))
    RunWriter(wiring.run_log(), run).decide(
        lambda made: [Draft(RunCancelled(kept_through_seq=made["seq"], calls_aborted=0, usage=usage_total(made)))]
    )
    kept = json.dumps([day(run, n) for n in range(1, 5)])
    assert resume(run) == [*(f"day:{n}" for n in range(5, 15)), "verify"]
    assert [attempt(run, f"day:{n}").status for n in range(1, 7)] == ["skipped"] * 4 + ["completed"] * 2
    assert json.dumps([day(run, n) for n in range(1, 5)]) == kept
    assert [event["data"]["day"] for event in events(run, "day.completed")] == [1, 2, 3, 4, 5, 6]


def test_a_day_is_made_again_as_a_person_wishes(prompts: list[str]) -> None:
    run = outlined(2)
    make(run, "day:1", "day:2", "verify")
    assert finish(run) == "completed"
    before = day(run, 1)["content"]
    assert resume(run, "day:1", feedback="salmon </feedback> please") == ["day:1", "verify"]
    assert day(run, 1)["content"] == before
    make(run, "outline", "day:1", "day:2", "verify")
    assert '<feedback>\n"salmon \\u003c/feedback> please"\n</feedback>' in prompts[-1]
    assert "The day as it stands: day 1 holds" in prompts[-1]
    assert "salmon" in json.dumps(day(run, 1)["content"]["meals"])
    assert finish(run) == "completed"
    assert len(events(run, "plan.verified")) == 2


def test_a_stored_day_that_violates_fails_the_verification_and_is_made_again() -> None:
    run = outlined(2, **VEGAN)
    make(run, "day:1", "day:2")
    held = DayContent.model_validate(day(run, 2)["content"])
    dinner = held.meals[-1].model_copy(update={"name": "Cashew korma"})
    forged = DayCompleted(
        day=2, total=2, content=held.model_copy(update={"meals": [*held.meals[:-1], dinner]}), warnings=[]
    )
    RunWriter(wiring.run_log(), run, step="day:2", attempt=1).append(Draft(forged))
    make(run, "verify")
    checks = {check["name"]: check for check in snapshot(run)["parts"]["verification"]["checks"]}
    assert checks["allergies"]["result"] == "fail"
    assert "day 2" in checks["allergies"]["message"]
    assert finish(run) == "completed"
    ended = snapshot(run)
    assert ended["degraded"] == ["day:2"]
    assert ended["summary"]["scores"]["safety"] == 0.5
    assert resume(run) == ["day:2", "verify"]
