"""The steps of a plan, really made: the outline line by line, days that break rules, neighbours, verification."""

import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from itertools import pairwise
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import kinds, resuming, wiring
from tailrace.endings import usage_total
from tailrace.errors import ProviderError, RateLimitedError, RuleBrokenError, StreamCutError
from tailrace.events import Draft, RunCancelled
from tailrace.exports import export
from tailrace.kinds.plan.content import DayContent
from tailrace.kinds.plan.events import DayCompleted
from tailrace.log import RunWriter
from tailrace.providers import Prompt, Usage, stream_text
from tests.integration.step_harness import PROVIDERS, attempt, begin, events, finish, functions, snapshot, table

PROFILE = {"gender": "F", "age": 34, "height_cm": 168, "weight_kg": 64.5}
VEGAN = {"dietary": {"type": "vegan", "allergies": ["nuts"]}, "conditions": ["pregnancy"]}


@pytest.fixture(scope="module")
def table_url() -> Iterator[str]:
    with table() as url:
        yield url


@pytest.fixture(autouse=True)
def deployed(table_url: str, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with functions(table_url, simulator, monkeypatch):
        yield


@pytest.fixture
def prompts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of models, in order."""
    asked: list[str] = []
    really = stream_text

    def listening(provider: str, prompt: Prompt, **rest: Any) -> Any:
        asked.append(prompt.user)
        return really(provider, prompt, **rest)

    monkeypatch.setattr("tailrace.context.stream_text", listening)
    return asked


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What models answer from here on, the next first; afterwards they are asked really."""
    answers: list[str] = []
    really = stream_text

    async def writing(provider: str, prompt: Prompt, **rest: Any) -> AsyncGenerator[str | Usage]:
        if answers:
            yield answers.pop(0)
            return
        async with aclosing(really(provider, prompt, **rest)) as answer:
            async for piece in answer:
                yield piece

    monkeypatch.setattr("tailrace.context.stream_text", writing)
    return answers


def start(days: int = 4, **wanted: Any) -> str:
    return begin("plan", {"profile": PROFILE, "duration": {"unit": "days", "value": days}, **wanted})


def make(run: str, *steps: str) -> None:
    for step in steps:
        attempt(run, step)


def outlined(days: int = 4, **wanted: Any) -> str:
    run = start(days, **wanted)
    make(run, "outline")
    return run


def day(run: str, number: int) -> dict[str, Any]:
    found: dict[str, Any] = snapshot(run)["parts"]["days"][number - 1]
    return found


def resume(run: str, *named: str, feedback: str | None = None) -> list[str]:
    """Continue as a client would; the steps that are to be made."""
    decided = resuming.plan(kinds.load("plan"), snapshot(run), named, feedback)
    RunWriter(wiring.run_log(), run).decide(lambda _: decided.drafts)
    return decided.steps


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


def test_ninety_days_are_outlined_in_one_call(simulator: Simulator) -> None:
    run = outlined(90)
    assert len(simulator.calls()) == 1
    assert len(events(run, "plan.outlined")[0]["data"]["days"]) == 90
    make(run, "day:90")
    assert day(run, 90)["content"]["totals"]["kcal"] > 1500
