"""The plan and the files of a code project, really made: the contract while the plan streams, then each file."""

import hashlib
import json
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace.errors import MalformedOutputError, StreamCutError, TruncatedError
from tests.integration.code_harness import (
    FIRST,
    SECOND,
    chunks_are_the_content,
    fenced,
    file,
    planned,
    start,
)
from tests.integration.step_harness import attempt, events

pytestmark = pytest.mark.usefixtures("parsing", "deployed_once")


def test_the_contract_is_complete_before_the_plan_is_and_comes_in_pieces(simulator: Simulator) -> None:
    simulator.set(tokens_per_second=2000)
    run, steps = planned()
    types = [event["type"] for event in events(run)]
    assert types.index("file.started") < types.index("file.completed") < types.index("project.planned")
    assert len(events(run, "file.chunk")) > 1
    chunks_are_the_content(run)
    (plan,) = events(run, "project.planned")
    paths = [one["path"] for one in plan["data"]["files"]]
    assert paths[0] == "openapi.yaml"
    assert steps == [f"file:{path}" for path in paths[1:]]
    (added,) = events(run, "run.steps_added")
    assert added["data"]["expected"] == {"parts": len(paths)}


def test_a_plan_that_breaks_after_the_contract_keeps_it_and_asks_for_the_rest(
    simulator: Simulator, prompts: list[str]
) -> None:
    run = start()
    simulator.fault(FIRST, "cut", after_tokens=1_000_000)
    with pytest.raises(StreamCutError):
        attempt(run, "plan")
    (kept,) = events(run, "file.completed")
    assert attempt(run, "plan", retry_count=1).steps["file"]
    assert events(run, "file.completed") == [kept]
    assert len(events(run, "file.started")) == 1
    assert "<contract>" in prompts[1]
    assert fenced(prompts[1], "contract") == kept["data"]["content"]


def test_a_contract_that_breaks_off_is_written_anew_from_its_first_character(simulator: Simulator) -> None:
    simulator.set(tokens_per_second=2000)
    run = start()
    simulator.fault(FIRST, "cut", after_tokens=300)
    with pytest.raises(StreamCutError):
        attempt(run, "plan")
    assert events(run, "file.chunk")
    broken = file(run, "openapi.yaml")
    assert (broken["state"], broken["draft"]) == ("planned", None)
    attempt(run, "plan", retry_count=1)
    assert len(events(run, "file.started")) == 2
    chunks_are_the_content(run)


def test_a_plan_that_cannot_be_built_is_asked_for_once_more_with_the_reasons(
    simulator: Simulator, prompts: list[str]
) -> None:
    run = start()
    simulator.fault(FIRST, "breaks_rules")
    assert attempt(run, "plan").steps["file"]
    assert fenced(prompts[1], "rejected")
    assert "<contract>" in prompts[1]
    assert len(events(run, "file.completed")) == 1
    paths = [one["path"] for one in events(run, "project.planned")[0]["data"]["files"]]
    assert len(set(paths)) == len(paths)
    assert not any(".." in path for path in paths)
    assert any("rejected" in (event["message"] or "") for event in events(run, "step.progress"))


def test_a_plan_that_stays_bad_fails_the_attempt_and_names_the_path(simulator: Simulator) -> None:
    run = start()
    simulator.fault(FIRST, "breaks_rules", times=2)
    with pytest.raises(MalformedOutputError):
        attempt(run, "plan")
    assert events(run, "project.planned") == []
    message = events(run, "step.failed")[0]["data"]["error"]["message"]
    assert "'" in message
    assert attempt(run, "plan", retry_count=1).steps["file"]


def test_a_file_that_broke_in_the_middle_is_whole_in_the_next_attempt(simulator: Simulator) -> None:
    simulator.set(tokens_per_second=4000)
    run, steps = planned()
    step = next(step for step in steps if step.endswith("server.js"))
    path = step.removeprefix("file:")
    simulator.fault(FIRST, "cut", match=step, after_tokens=150)
    with pytest.raises(StreamCutError):
        attempt(run, step)
    void = [event for event in events(run, "file.chunk") if event["data"]["path"] == path]
    assert void
    assert file(run, path)["draft"] is None
    assert file(run, path)["content"] is None
    attempt(run, step, retry_count=1)
    chunks_are_the_content(run)
    last = [event for event in events(run, "file.chunk") if event["step"] == step and event["attempt"] == 2]
    content = "".join(event["data"]["text"] for event in last)
    assert content == file(run, path)["content"]
    assert hashlib.sha256(content.encode()).hexdigest() == file(run, path)["sha256"]


def test_another_provider_takes_a_file_over_from_its_first_character(simulator: Simulator) -> None:
    simulator.set(tokens_per_second=4000)
    run, steps = planned("express", FIRST, SECOND)
    step = next(step for step in steps if step.endswith("server.js"))
    simulator.fault(FIRST, "refusal", match=step, after_tokens=150)
    attempt(run, step)
    assert [event["data"]["provider"] for event in events(run, "provider.failed")] == [FIRST]
    chunks_are_the_content(run)
    assert file(run, step.removeprefix("file:"))["content"]


def test_half_a_file_is_never_taken_for_one(simulator: Simulator) -> None:
    run, steps = planned()
    for step, fault in zip(steps, ("truncate", "bad_json", "eof"), strict=False):
        simulator.fault(FIRST, fault, match=step)
        with pytest.raises((TruncatedError, MalformedOutputError, StreamCutError)):
            attempt(run, step)
    assert [event["step"] for event in events(run, "file.completed")] == ["plan"]


def test_a_step_that_is_complete_is_skipped_and_says_which_steps_it_added(simulator: Simulator) -> None:
    run, steps = planned()
    calls = len(simulator.calls())
    again = attempt(run, "plan", retry_count=1)
    assert (again.status, again.steps["file"]) == ("skipped", steps)
    assert len(simulator.calls()) == calls


def test_an_answer_without_one_file_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    run, steps = planned()
    answers = {
        '{"text": "x"}': "no content",
        '{"content": 5}': "no text",
        '{"content": {"a": 1}}': "no text",
        '{"content": "a", "content": "b"}': "twice",
        "[]": "no content",
    }
    for step, (answer, why) in zip(steps, answers.items(), strict=False):
        answer_with(monkeypatch, answer)
        with pytest.raises(MalformedOutputError, match=why):
            attempt(run, step)


@pytest.mark.parametrize(("contract", "why"), [("", "no OpenAPI"), ("see below", "no OpenAPI"), (None, "no text")])
def test_what_is_no_contract_is_not_kept(contract: Any, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = start()
    answer_with(monkeypatch, {"summary": "s", "contract": contract, "files": [], "requirements": []})
    with pytest.raises(MalformedOutputError, match=why):
        attempt(run, "plan")
    assert events(run, "file.completed") == []


def test_a_contract_is_kept_though_the_plan_around_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = "openapi: '3.1.0'\npaths: {}\n"
    run = start()
    answer_with(monkeypatch, {"summary": "s", "contract": contract, "files": [], "requirements": []})
    with pytest.raises(MalformedOutputError, match="cannot be built"):
        attempt(run, "plan")
    assert [event["data"]["content"] for event in events(run, "file.completed")] == [contract]


def answer_with(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    """Every model answers just this."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    monkeypatch.setattr("local.simulator.content.answer.text", lambda *_, **__: text)
