"""The steps of a vision, really made: what is kept of a broken attempt, what may fail, what is tried again."""

import threading
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import settle
from tailrace.errors import MalformedOutputError, ProviderError, RefusedError, StreamCutError
from tailrace.exports import export
from tailrace.kinds.vision import prompt
from tailrace.kinds.vision.rendering import whole
from tailrace.kinds.vision.sections import BRIEF, FRAMEWORK
from tailrace.providers import Prompt
from tests.integration.step_harness import PROVIDERS, finish
from tests.integration.vision_runs import LAST, Run
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("deployed_once")


def test_a_whole_run_has_every_part_and_is_not_degraded(simulator: Simulator) -> None:
    run = Run().whole()
    snapshot = run.snapshot()
    parts = snapshot["parts"]
    assert all(section["state"] == "completed" and not section["history"] for section in parts["sections"].values())
    assert (parts["one_pager"]["state"], parts["qa"]["overall"] > 0, parts["scores"]["overall"] > 0) == (
        "completed",
        True,
        True,
    )
    assert snapshot["degraded"] == []
    assert snapshot["summary"]["breaks_rules"] == []
    assert 300 <= snapshot["summary"]["one_pager_words"] <= 400
    assert snapshot["summary"]["sections"] == [*BRIEF, *FRAMEWORK]
    assert all(step["duration_ms"] is not None for step in snapshot["steps"])
    assert [call["step"] for call in simulator.calls()] == ["brief", "framework", *LAST]
    assert parts["sections"]["vc_facts"]["content"]["runway"] == {"months": 12.0, "source": "cash_and_burn"}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_sections_stream_in_order_and_their_chunks_are_the_text(provider: str) -> None:
    run = Run((provider,))
    run.make("framework")
    told = run.events("section.chunk", "section.completed")
    names = [event["data"]["section"] for event in told]
    assert list(dict.fromkeys(names)) == list(FRAMEWORK)
    for name in FRAMEWORK:
        own = [event for event in told if event["data"]["section"] == name]
        assert [event["type"] for event in own] == ["section.chunk"] * (len(own) - 1) + ["section.completed"]
        shown = "".join(event["data"]["text"] for event in own[:-1])
        assert shown == whole(name, own[-1]["data"]["content"])


def test_a_section_is_shown_before_the_next_one_is_written(simulator: Simulator) -> None:
    simulator.set(tokens_per_second=400)
    run = Run()
    run.make("framework")
    told = run.events("section.chunk", "section.completed")
    first_strategy = next(n for n, event in enumerate(told) if event["data"]["section"] == "strategy")
    assert [e["data"]["section"] for e in told[:first_strategy] if e["type"] == "section.completed"] == ["vision"]
    assert len([event for event in told if event["type"] == "section.chunk"]) > len(FRAMEWORK)


def test_an_attempt_that_breaks_keeps_its_sections_and_the_next_asks_only_for_the_rest(simulator: Simulator) -> None:
    run = Run()
    simulator.fault("openai", "cut", after_tokens=180)
    with pytest.raises(StreamCutError):
        run.attempt("framework")
    kept = run.events("section.completed")
    names = [event["data"]["section"] for event in kept]
    assert 0 < len(names) < len(FRAMEWORK)
    half = run.snapshot()["parts"]["sections"]
    assert [name for name in FRAMEWORK if half[name]["draft"]] == []
    run.attempt("framework", retry_count=1)
    assert run.events("section.completed")[: len(kept)] == kept
    later = run.events("section.completed")[len(kept) :]
    assert [event["data"]["section"] for event in later] == [name for name in FRAMEWORK if name not in names]
    assert {event["attempt"] for event in later} == {2}
    assert [call["outcome"] for call in simulator.calls()] == ["cut", "completed"]
    assert not [section for section in run.snapshot()["parts"]["sections"].values() if section["history"]]


def test_what_the_second_attempt_is_asked_for_is_the_rest(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    real = prompt.write

    def listened(*args: object, **more: object) -> object:
        made = real(*args, **more)  # type: ignore[arg-type]
        asked.append(list(made.output.model_fields))
        return made

    monkeypatch.setattr("tailrace.kinds.vision.framework.prompt_for", listened)
    run = Run()
    simulator.fault("openai", "cut", after_tokens=180)
    with pytest.raises(StreamCutError):
        run.attempt("framework")
    written = [event["data"]["section"] for event in run.events("section.completed")]
    run.attempt("framework", retry_count=1)
    assert asked == [list(FRAMEWORK), [name for name in FRAMEWORK if name not in written]]


def test_a_provider_that_takes_over_writes_only_what_is_missing(simulator: Simulator) -> None:
    run = Run()
    simulator.fault("openai", "refusal", after_tokens=180)
    run.make("framework")
    assert [event["data"]["provider"] for event in run.events("provider.started")] == ["openai", "anthropic"]
    assert [event["data"]["provider"] for event in run.events("provider.failed")] == ["openai"]
    completed = run.events("section.completed")
    assert [event["data"]["section"] for event in completed] == list(FRAMEWORK)
    took_over = run.events("provider.failed")[0]["seq"]
    assert 0 < len([event for event in completed if event["seq"] < took_over]) < len(FRAMEWORK)
    assert simulator.calls()[1]["tokens_sent"] < simulator.calls()[0]["tokens_sent"] + 400
    run.make("validate")
    assert run.rules("vision") == ["pass"]


def test_an_answer_in_pieces_of_nonsense_is_tried_again(simulator: Simulator) -> None:
    run = Run()
    simulator.fault("openai", "bad_json")
    with pytest.raises(ProviderError):
        run.attempt("framework")
    run.attempt("framework", retry_count=1)
    assert [e["data"]["section"] for e in run.events("section.completed")] == list(FRAMEWORK)


def test_a_brief_keeps_what_was_written_of_it_too(simulator: Simulator) -> None:
    run = Run()
    simulator.fault("openai", "cut", after_tokens=150)
    with pytest.raises(StreamCutError):
        run.attempt("brief")
    kept = [event["data"]["section"] for event in run.events("section.completed")]
    assert kept == ["founder_brief"]
    run.attempt("brief", retry_count=1)
    assert [event["data"]["section"] for event in run.events("section.completed")] == list(BRIEF)


@pytest.mark.parametrize("failing", [("brief", "qa"), ("one_pager", "scores")])
def test_an_optional_step_that_fails_costs_only_itself(failing: tuple[str, str], simulator: Simulator) -> None:
    run = Run()
    for provider in PROVIDERS:
        for step in failing:
            simulator.fault(provider, "refusal", match=step)
    for step in ("brief", "framework", "validate", *LAST):
        if step in failing:
            with pytest.raises(RefusedError):
                run.attempt(step)
        else:
            run.make(step)
    assert finish(run.id) == "completed"
    snapshot = run.snapshot()
    assert snapshot["degraded"] == list(failing)
    text = export(snapshot, "md").content.decode()
    assert ("*Not scored.*" in text) is ("scores" in failing)
    assert ("*Not checked.*" in text) is ("qa" in failing)
    assert "*Not written.*" in text
    assert (snapshot["parts"]["scores"] is None) is ("scores" in failing)
    assert run.resume() == list(failing)
    run.make(*failing)
    assert finish(run.id) == "completed"
    assert run.snapshot()["degraded"] == []


def test_a_wish_that_comes_with_a_step_which_failed_is_told_to_the_model(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, str] = {}
    for step in ("brief", "framework"):

        def listened(*args: Any, step: str = step) -> Prompt:
            made = prompt.write(*args)
            asked[step] = made.user
            return made

        monkeypatch.setattr(f"tailrace.kinds.vision.{step}.prompt_for", listened)
    run = Run()
    for provider in PROVIDERS:
        simulator.fault(provider, "quota", times=2)
    for step in ("brief", "framework"):
        with pytest.raises(ProviderError):
            run.attempt(step)
    assert finish(run.id) == "failed"
    run.resume("brief", "framework", feedback="Say more about tills")
    run.make("brief", "framework")
    assert all('<feedback>\n"Say more about tills"\n</feedback>' in asked[step] for step in ("brief", "framework"))


def test_an_answer_without_end_is_malformed_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tailrace.kinds.vision.writing._LONGEST", 150)
    run = Run()
    with pytest.raises(MalformedOutputError, match="far longer") as refused:
        run.attempt("framework")
    assert refused.value.retryable


def test_without_a_framework_there_is_no_vision_and_every_error_is_told(simulator: Simulator) -> None:
    run = Run()
    run.make("brief")
    for provider in PROVIDERS:
        simulator.fault(provider, "quota", match="framework")
    with pytest.raises(ProviderError):
        run.attempt("framework")
    assert finish(run.id) == "failed"
    assert [error["step"] for error in run.events()[-1]["data"]["errors"]] == ["framework"]
    assert run.section("founder_brief")["state"] == "completed"
    assert run.resume() == ["framework", "validate", *LAST]
    run.make("framework", "validate", *LAST)
    assert finish(run.id) == "completed"


def test_the_three_last_steps_overlap(simulator: Simulator) -> None:
    run = Run()
    run.make("framework", "validate")
    # Long enough for all three to have begun before one of them can be complete.
    simulator.set(first_token_ms=3000)
    run.side_by_side(*LAST)
    types = [(event["type"], event["step"]) for event in run.events("step.started", "step.completed")]
    own = [kind for kind, step in types if step in LAST]
    assert own == ["step.started"] * 3 + ["step.completed"] * 3


def test_a_run_that_is_closed_stops_its_step_and_keeps_what_was_seen(simulator: Simulator) -> None:
    run = Run()
    simulator.set(tokens_per_second=120)
    failures: list[Exception] = []

    def work() -> None:
        try:
            run.attempt("framework")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at below
            failures.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    until(lambda: bool(run.events("section.completed")))
    settle.execution_ended(f"{run.id}-1", "ABORTED", "stopped by hand")
    worker.join(10)
    assert [type(error).__name__ for error in failures] == ["RunClosedError"]
    sections = run.snapshot()["parts"]["sections"]
    seen = {event["data"]["section"]: event["data"]["content"] for event in run.events("section.completed")}
    assert {name: sections[name]["content"] for name in seen} == seen
    assert not [name for name in FRAMEWORK if sections[name]["draft"]]
