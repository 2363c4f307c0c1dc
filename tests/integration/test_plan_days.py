"""The days of a plan, really made: days that break rules, neighbours, whom else is asked."""

import json

import pytest

from local.simulator.client import Simulator
from tailrace.errors import ProviderError, RuleBrokenError
from tests.integration.plan_runs import PROFILE, VEGAN, day, make, outlined
from tests.integration.step_harness import PROVIDERS, attempt, begin, events, snapshot

pytestmark = pytest.mark.usefixtures("deployed_once")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (json.dumps({"meals": ["x" * 70_000]}), "longer than 64000 characters"),
        ('{"meals": "' + "\\u0000" * 300, "not the JSON asked for"),
        ('{"meals": NaN}', "not the JSON asked for"),
        ("[]", "not as asked for"),
        (json.dumps({"x" * 5000: 1}), "not as asked for"),
    ],
)
def test_whatever_a_model_writes_costs_one_call(answer: str, reason: str, written: list[str]) -> None:
    run = outlined(1)
    written.append(answer)
    attempt(run, "day:1")
    told = [str(event["message"]) for event in events(run, "step.progress")]
    assert len(told) == 1
    assert reason in told[0]
    assert len(told[0]) < 1000
    assert day(run, 1)["state"] == "completed"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_day_that_breaks_a_rule_is_made_again_with_the_reason(
    provider: str, simulator: Simulator, prompts: list[str]
) -> None:
    run = begin("plan", {"profile": PROFILE, "duration": {"unit": "days", "value": 2}, **VEGAN}, providers=(provider,))
    make(run, "outline")
    simulator.fault(provider, "breaks_rules", match="day:2")
    make(run, "day:2")
    assert len(prompts) == 3
    assert "Your last answer was not taken" not in prompts[1]
    told = [str(event["message"]) for event in events(run, "step.progress")]
    assert len(told) == 1
    reason = told[0].partition("made again: ")[2]
    assert reason.partition(":")[0] in ("allergies", "diet", "contraindications", "condition_foods", "calories")
    assert json.dumps(reason, ensure_ascii=False)[1:30] in prompts[2].partition("Your last answer was not taken")[2]
    assert day(run, 2)["state"] == "completed"
    assert len(events(run, "usage.recorded")) == 3


def test_a_day_that_always_breaks_a_rule_is_never_shown(simulator: Simulator) -> None:
    run = outlined(2, **VEGAN)
    for name in PROVIDERS:
        simulator.fault(name, "breaks_rules", match="day:1", times=None)
    calls = len(simulator.calls())
    with pytest.raises(RuleBrokenError, match="Day 1 breaks a rule: "):
        attempt(run, "day:1")
    assert len(simulator.calls()) - calls == 3 * len(PROVIDERS)
    assert events(run, "day.completed") == []
    assert [event["data"]["provider"] for event in events(run, "provider.failed")] == ["openai", "anthropic"]
    failed = events(run, "step.failed")
    assert [(event["data"]["final"], event["data"]["error"]["code"]) for event in failed] == [(True, "rule_broken")]
    # Nobody is told of a new day that does not come.
    assert len([event for event in events(run, "step.progress") if event["step"] == "day:1"]) == 2 * len(PROVIDERS)
    assert (day(run, 1)["state"], day(run, 1)["content"]) == ("failed", None)


def test_the_next_provider_takes_over_a_day(simulator: Simulator) -> None:
    run = outlined(2, **VEGAN)
    simulator.fault("openai", "breaks_rules", match="day:1", times=None)
    attempt(run, "day:1")
    assert day(run, 1)["state"] == "completed"
    step = next(step for step in snapshot(run)["steps"] if step["id"] == "day:1")
    assert (step["provider"], step["given_up"]) == ("anthropic", ["openai"])


def test_a_day_is_told_the_outline_and_what_its_neighbours_hold(prompts: list[str]) -> None:
    run = outlined(6)
    make(run, "day:2", "day:3")
    after = prompts[-1]
    before = prompts[-2]
    lines = snapshot(run)["parts"]["days"]
    assert all(json.dumps(line["theme"], ensure_ascii=False) in after for line in lines)
    for near in (1, 2, 4, 5, 6):
        assert f"- day {near}: " + json.dumps({"theme": lines[near - 1]["theme"]}, ensure_ascii=False)[:-1] in after
    held = next(line for line in after.splitlines() if line.startswith("- day 2 holds: "))
    for meal in lines[1]["content"]["meals"]:
        assert meal["name"] in held
    assert "holds: " not in before


def test_what_is_no_json_is_asked_for_again_at_once(simulator: Simulator, prompts: list[str]) -> None:
    run = outlined(1)
    simulator.fault("openai", "bad_json", match="day:1")
    attempt(run, "day:1")
    assert "not the JSON asked for" in prompts[-1]
    assert day(run, 1)["state"] == "completed"


@pytest.mark.parametrize("fault", ["cut", "truncate", "overloaded"])
def test_what_passes_costs_a_day_an_attempt(fault: str, simulator: Simulator) -> None:
    run = outlined(2)
    simulator.fault("openai", fault, match="day:1")
    with pytest.raises(ProviderError):
        attempt(run, "day:1")
    assert day(run, 1)["state"] == "outlined"
    attempt(run, "day:1", retry_count=1)
    assert day(run, 1)["state"] == "completed"


def test_a_refusal_hands_the_day_to_the_next_at_once(simulator: Simulator) -> None:
    run = outlined(2)
    simulator.fault("openai", "refusal", match="day:1")
    attempt(run, "day:1")
    assert [event["data"]["provider"] for event in events(run, "provider.failed")] == ["openai"]
    assert day(run, 1)["state"] == "completed"
