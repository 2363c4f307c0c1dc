"""Sections that a person wants changed: the form stays, earlier versions stay, and what hangs on them is made again."""

from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace.errors import RefusedError
from tailrace.kinds.vision import on_request
from tailrace.kinds.vision.output import in_form
from tailrace.kinds.vision.prompt import ACTIONS
from tailrace.kinds.vision.rules import check
from tailrace.kinds.vision.sections import FRAMEWORK, REFINABLE
from tests.integration.step_harness import PROVIDERS, finish
from tests.integration.vision_runs import LAST, Run

pytestmark = pytest.mark.usefixtures("deployed_once")


def test_every_section_can_be_refined_in_its_form_and_keeps_its_history() -> None:
    run = Run().whole()
    before = {name: run.section(name)["content"] for name in REFINABLE}
    steps = [f"refine:{name}" for name in REFINABLE]
    assert run.resume(*steps, feedback="different_angle") == [*LAST, *steps]
    run.make(*steps)
    for name in REFINABLE:
        section = run.section(name)
        assert section["content"] != before[name], name
        assert type(section["content"]) is type(before[name])
        if name in FRAMEWORK:
            assert in_form(name, section["content"], "openai") == section["content"]
            assert check(name, section["content"], "") == [] or name == "tensions"
        (earlier,) = section["history"]
        assert (earlier["content"], earlier["feedback"]) == (before[name], "different_angle")
    assert run.section("vc_summary")["content"].count("## ") == 10


@pytest.mark.parametrize("wish", [*ACTIONS, "Name the bakers first"])
def test_each_action_and_own_words_are_answered(wish: str) -> None:
    run = Run().written()
    before = run.section("strategy")["content"]
    run.resume("refine:strategy", feedback=wish)
    run.make("refine:strategy")
    after = run.section("strategy")
    assert after["content"] != before
    assert after["history"][0]["feedback"] == wish
    if wish == "more_concise":
        assert sum(map(len, after["content"])) < sum(map(len, before))
    if " " in wish:
        assert wish in after["content"][0]


def test_what_hangs_on_a_section_is_made_again_and_named_outdated_until_then() -> None:
    run = Run().whole()
    assert run.resume("refine:vision", feedback="more_concise") == [*LAST, "refine:vision"]
    run.make("refine:vision")
    parts = run.snapshot()["parts"]
    assert [parts[name]["outdated"] for name in LAST] == [True] * 3
    run.side_by_side(*LAST)
    assert finish(run.id) == "completed"
    parts = run.snapshot()["parts"]
    assert [parts[name]["outdated"] for name in LAST] == [False] * 3
    assert len(parts["one_pager"]["history"]) == 1
    assert run.snapshot()["degraded"] == []


def test_a_section_may_be_refined_again_and_again() -> None:
    run = Run().written()
    for number, wish in enumerate(("more_concise", "add_detail", "regenerate"), 1):
        run.resume("refine:tensions", feedback=wish)
        run.make("refine:tensions")
        assert finish(run.id) == "completed"
        assert [old["feedback"] for old in run.section("tensions")["history"]][number - 1] == wish


def test_the_old_section_stays_when_nobody_can_write_a_new_one(simulator: Simulator) -> None:
    run = Run().whole()
    before = run.section("metrics")["content"]
    for provider in PROVIDERS:
        simulator.fault(provider, "refusal", match="refine:metrics", after_tokens=40)
    run.resume("refine:metrics", feedback="Fewer of them")
    with pytest.raises(RefusedError):
        run.attempt("refine:metrics")
    section = run.section("metrics")
    assert (section["content"], section["state"], section["draft"], section["history"]) == (before, "completed", "", [])
    run.make(*LAST)
    assert finish(run.id) == "completed"
    assert run.snapshot()["degraded"] == ["refine:metrics"]
    # The wish goes on with the step until it was done.
    assert run.resume() == [*LAST, "refine:metrics"]
    run.make("refine:metrics")
    assert run.section("metrics")["history"][0]["feedback"] == "Fewer of them"


def test_a_refined_section_is_held_against_its_rules(simulator: Simulator) -> None:
    run = Run().written()
    simulator.fault("openai", "breaks_rules", match="refine:near_term_bets")
    run.resume("refine:near_term_bets", feedback="Fewer bets")
    calls = len(simulator.calls())
    run.make("refine:near_term_bets")
    assert len(simulator.calls()) == calls + 2
    section = run.section("near_term_bets")
    assert check("near_term_bets", section["content"], "") == []
    assert len(section["history"]) == 1
    assert run.rules("near_term_bets")[-1] == "pass"


def test_what_stays_wrong_is_told_and_is_still_what_the_person_asked_for(simulator: Simulator) -> None:
    run = Run().written()
    simulator.fault("openai", "breaks_rules", match="refine:vision", times=2)
    run.resume("refine:vision", feedback="One sentence only")
    run.make("refine:vision")
    assert run.rules("vision") == ["pass", "fail"]
    assert len(run.section("vision")["history"]) == 1
    assert finish(run.id) == "completed"
    assert "validate" in run.snapshot()["degraded"]


def test_only_sections_that_are_there_can_be_refined() -> None:
    run = Run()
    run.make("framework")
    snapshot = run.snapshot()

    def can(step: str) -> bool:
        return on_request(snapshot, step) is not None

    assert [name for name in REFINABLE if can(f"refine:{name}")] == list(FRAMEWORK)
    others = [
        "refine:",
        "refine",
        "refine:vc_facts",
        "refine:one_pager",
        "refine:nothing",
        "vision",
        "framework:vision",
    ]
    assert not [step for step in others if can(step)]


def test_the_three_last_can_be_made_again_with_a_wish_and_the_brief_without_them() -> None:
    run = Run().whole()
    before: Any = run.snapshot()["parts"]
    assert run.resume(*LAST, feedback="Mention the pilot") == list(LAST)
    assert [run.snapshot()["parts"][name]["seq"] for name in LAST] == [before[name]["seq"] for name in LAST]
    run.make(*LAST)
    after = run.snapshot()["parts"]
    assert all(after[name]["seq"] > before[name]["seq"] for name in LAST)
    assert [old["feedback"] for old in after["one_pager"]["history"]] == ["Mention the pilot"]
    assert finish(run.id) == "completed"
    # What is made from the framework alone does not change with the brief.
    assert run.resume("refine:founder_brief", feedback="more_concise") == ["refine:founder_brief"]
