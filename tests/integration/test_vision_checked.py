"""What a vision's steps write, held against its rules: what is mended, asked for once more, kept and told."""

import pytest

from local.simulator.client import Simulator
from tailrace.errors import RefusedError, StreamCutError
from tailrace.exports import export
from tests.integration.step_harness import PROVIDERS, finish
from tests.integration.vision_runs import LAST, Run

pytestmark = pytest.mark.usefixtures("deployed_once")


def test_figures_that_no_answer_holds_are_taken_out_of_the_brief(simulator: Simulator) -> None:
    run = Run()
    simulator.fault("openai", "breaks_rules")
    run.make("brief")
    assert "340" not in run.section("founder_brief")["content"]
    assert run.section("vc_facts")["content"]["traction"][0]["value"] is None
    told = {
        e["data"]["stage"]: [f["message"] for f in e["data"]["findings"]] for e in run.events("validation.progress")
    }
    assert "340 percent" in told["founder_brief"][0]
    assert "12,500" in told["vc_facts"][0]


def test_rules_are_mended_by_code_first_and_only_what_is_left_is_asked_for_again(simulator: Simulator) -> None:
    run = Run()
    simulator.fault("openai", "breaks_rules")
    run.make("framework", "validate")
    assert (run.rules("strategy"), run.rules("near_term_bets"), run.rules("vision")) == (
        ["pass"],
        ["fail", "pass"],
        ["pass"],
    )
    assert [call["step"] for call in simulator.calls()] == ["framework", "validate"]
    asked_again = simulator.calls()[1]
    assert asked_again["tokens_sent"] < 250
    strategy, bets = run.section("strategy"), run.section("near_term_bets")
    assert len(strategy["content"][0]) <= 300
    assert len(strategy["history"][0]["content"][0]) > 300
    assert [bet["horizon"] for bet in bets["history"][0]["content"]] == ["next spring"]
    assert len(bets["content"]) >= 2
    assert run.section("vision")["history"] == []
    repairs = [f["message"] for e in run.events("validation.progress") for f in e["data"]["findings"]]
    assert any("to at most 300 characters" in message for message in repairs)


def test_what_still_breaks_a_rule_is_told_and_the_run_completed_but_degraded(simulator: Simulator) -> None:
    run = Run()
    for step in ("framework", "validate"):
        simulator.fault("openai", "breaks_rules", match=step)
    run.make("framework", "validate")
    assert run.rules("near_term_bets") == ["fail", "fail"]
    run.make(*LAST)
    assert finish(run.id) == "completed"
    snapshot = run.snapshot()
    assert snapshot["summary"]["breaks_rules"] == ["near_term_bets"]
    assert "validate" in snapshot["degraded"]
    assert "Rules that are not kept" in export(snapshot, "md").content.decode()


def test_a_validation_that_cannot_ask_costs_only_itself(simulator: Simulator) -> None:
    run = Run()
    simulator.fault("openai", "breaks_rules", match="framework")
    for provider in PROVIDERS:
        simulator.fault(provider, "refusal", match="validate")
    run.make("brief", "framework")
    with pytest.raises(RefusedError):
        run.attempt("validate")
    run.make(*LAST)
    assert finish(run.id) == "completed"
    snapshot = run.snapshot()
    assert snapshot["degraded"] == ["validate"]
    assert snapshot["summary"]["breaks_rules"] == ["near_term_bets"]
    assert len(run.section("strategy")["content"][0]) <= 300


def test_a_second_attempt_of_the_validation_repairs_nothing_twice(simulator: Simulator) -> None:
    run = Run()
    simulator.fault("openai", "breaks_rules", match="framework")
    simulator.fault("openai", "cut", match="validate")
    run.make("framework")
    with pytest.raises(StreamCutError):
        run.attempt("validate")
    run.attempt("validate", retry_count=1)
    assert run.rules("strategy") == ["pass"]
    assert len(run.section("strategy")["history"]) == 1
    assert run.rules("near_term_bets") == ["fail", "fail", "pass"]


def test_a_page_that_breaks_rules_is_asked_for_once_more(simulator: Simulator) -> None:
    run = Run()
    run.make("framework")
    simulator.fault("openai", "breaks_rules", match="one_pager")
    run.make("one_pager")
    assert [call["step"] for call in simulator.calls()] == ["framework", "one_pager", "one_pager"]
    assert run.rules("one_pager") == ["pass"]
    assert run.section("one_pager")["history"] == []


@pytest.mark.parametrize("fault", ["breaks_rules", "refusal"])
def test_a_page_that_stays_wrong_is_kept_and_told(fault: str, simulator: Simulator) -> None:
    run = Run()
    run.make("brief", "framework", "validate", "qa", "scores")
    simulator.fault("openai", "breaks_rules", match="one_pager")
    simulator.fault("openai", fault, match="one_pager")
    run.make("one_pager")
    (told,) = run.events("validation.progress")[-1:]
    messages = [found["message"] for found in told["data"]["findings"]]
    assert any("not 300 to 400" in message for message in messages)
    assert "holds the placeholder 'TBD'" in messages
    assert ("could not be asked for again" in str(told["message"])) is (fault == "refusal")
    assert finish(run.id) == "completed"
    assert run.snapshot()["degraded"] == ["one_pager"]


def test_scores_out_of_range_and_verdicts_against_themselves_are_not_taken_as_they_are(simulator: Simulator) -> None:
    run = Run()
    run.make("framework")
    simulator.fault("openai", "breaks_rules", times=2)
    run.make("scores", "qa")
    parts = run.snapshot()["parts"]
    assert parts["scores"]["sections"]["vision"]["specificity"] == 10
    assert any("was 14, counted as 10" in note for note in parts["scores"]["notes"])
    consistency = parts["qa"]["checks"][0]
    assert (consistency["result"], consistency["score"]) == ("unknown", None)
    known = [check["score"] for check in parts["qa"]["checks"][1:]]
    assert parts["qa"]["overall"] == round(sum(known) / len(known), 2)
