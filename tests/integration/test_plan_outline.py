"""The outline of a plan, really made: line by line, and on from where it broke."""

import json
from itertools import pairwise

import pytest

from local.simulator.client import Simulator
from tailrace.errors import RuleBrokenError, StreamCutError
from tests.integration.plan_runs import PROFILE, day, make, outlined, start
from tests.integration.step_harness import PROVIDERS, attempt, begin, events, finish, snapshot

pytestmark = pytest.mark.usefixtures("deployed_once")


def test_the_outline_comes_line_by_line_and_plans_its_days() -> None:
    run = start(4)
    outcome = attempt(run, "outline")
    assert outcome.steps == {"day": ["day:1", "day:2", "day:3", "day:4"], "verify": ["verify"]}
    assert attempt(run, "outline").steps == outcome.steps
    types = [event["type"] for event in events(run)]
    told = types[types.index("plan.titled") : types.index("usage.recorded")]
    assert told == ["plan.titled", *["day.outlined"] * 4]
    assert types[types.index("plan.outlined") :][:3] == ["plan.outlined", "run.steps_added", "step.completed"]
    assert events(run, "plan.outlined")[0]["data"]["targets"]["calories_kcal"] == 2120


def test_a_broken_outline_goes_on_where_it_broke_with_the_same_lines(simulator: Simulator, prompts: list[str]) -> None:
    run = start(30)
    simulator.fault("openai", "cut", after_tokens=500)
    with pytest.raises(StreamCutError):
        attempt(run, "outline")
    kept = events(run, "day.outlined")
    assert 0 < len(kept) < 30
    attempt(run, "outline", retry_count=1)
    lines = events(run, "day.outlined")
    assert lines[: len(kept)] == kept
    assert [line["data"]["day"] for line in lines] == list(range(1, 31))
    assert f"Write exactly {30 - len(kept)} days." in prompts[1]
    assert len(events(run, "plan.titled")) == 1
    dishes = [line["data"]["dishes"] for line in lines]
    assert all(not set(a) & set(b) for a, b in pairwise(dishes))


def test_a_line_that_is_left_out_is_asked_for(simulator: Simulator, prompts: list[str]) -> None:
    run = start(7)
    simulator.fault("openai", "breaks_rules")
    attempt(run, "outline")
    assert [event["data"]["day"] for event in events(run, "day.outlined")] == [1, 2, 3, 5, 6, 7, 4]
    assert "Write exactly 1 days." in prompts[1]
    assert [found["day"] for found in snapshot(run)["parts"]["days"]] == list(range(1, 8))


def test_an_outline_that_stays_short_fails_and_keeps_its_lines(simulator: Simulator) -> None:
    run = begin("plan", {"profile": PROFILE}, providers=PROVIDERS[:2])
    for name in PROVIDERS:
        simulator.fault(name, "breaks_rules", times=None)
    # Three rounds with each provider, and no attempt after that: asking the same again would be wasted.
    with pytest.raises(RuleBrokenError, match="no usable line for day 4"):
        attempt(run, "outline")
    assert len(simulator.calls()) == 3 * 2
    assert finish(run) == "failed"
    assert len(snapshot(run)["parts"]["days"]) == 6


def test_an_outline_without_end_is_left_and_asked_for_again(written: list[str]) -> None:
    run = start(3)
    written.append(json.dumps({"title": " ", "days": [{"day": 1}] * 2000}))
    attempt(run, "outline")
    assert len(events(run, "day.outlined")) == 3
    assert 3 < len(events(run, "step.progress")) < 10


def test_ninety_days_are_outlined_in_one_call(simulator: Simulator) -> None:
    run = outlined(90)
    assert len(simulator.calls()) == 1
    assert len(events(run, "plan.outlined")[0]["data"]["days"]) == 90
    make(run, "day:90")
    assert day(run, 90)["content"]["totals"]["kcal"] > 1500
