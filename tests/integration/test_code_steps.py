"""The steps of a code project, really made: the contract while the plan streams, files, checks, repairs, the end."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import kinds, resuming, wiring
from tailrace.errors import MalformedOutputError, ProviderError, StreamCutError, TruncatedError
from tailrace.exports import export
from tailrace.log import RunWriter
from tailrace.providers import Prompt, stream_text
from tests.integration.step_harness import attempt, begin, events, finish, functions, snapshot, table

FRAMEWORKS = ("express", "fastapi")
PROMPT = "A to-do list API: tasks with a title, a due date and tags"


@pytest.fixture(scope="module")
def table_url() -> Iterator[str]:
    with table() as url:
        yield url


@pytest.fixture(autouse=True)
def deployed(table_url: str, simulator: Simulator, esbuild: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ESBUILD_PATH", esbuild)
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


def start(framework: str = "express", **wanted: Any) -> str:
    return begin("code", {"prompt": PROMPT, "framework": framework, **wanted})


def planned(framework: str = "express", **wanted: Any) -> tuple[str, list[str]]:
    """A run whose plan is made, and its steps for files."""
    run = start(framework, **wanted)
    return run, attempt(run, "plan").steps["file"]


def write(run: str, steps: list[str]) -> None:
    """The files, at the same time."""
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda step: attempt(run, step), steps))


def written(framework: str = "express", **wanted: Any) -> str:
    run, steps = planned(framework, **wanted)
    write(run, steps)
    return run


def file(run: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in snapshot(run)["parts"]["files"] if one["path"] == path)
    return found


def chunks_are_the_content(run: str) -> None:
    """For each completed file: the chunks since the last `file.started` are its content, at their offsets."""
    texts: dict[str, str] = {}
    for event in events(run, "file.started", "file.chunk", "file.completed"):
        data = event["data"]
        if event["type"] == "file.started":
            texts[data["path"]] = ""
        elif event["type"] == "file.chunk":
            assert data["offset"] == len(texts[data["path"]])
            texts[data["path"]] += data["text"]
        else:
            assert texts.pop(data["path"]) == data["content"]
            encoded = data["content"].encode()
            assert (data["bytes"], data["sha256"]) == (len(encoded), hashlib.sha256(encoded).hexdigest())


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_whole_project_from_the_plan_to_its_zip(framework: str) -> None:
    run = written(framework, advanced=True, requirements=["Tags are in lower case"])
    assert attempt(run, "check").steps == {}
    assert finish(run) == "completed"
    end = events(run)[-1]["data"]
    assert (end["summary"]["result"], end["degraded"]) == ("pass", [])
    assert len(end["summary"]["checks"]) == 8
    chunks_are_the_content(run)
    state = snapshot(run)
    assert state["progress"] == 100
    assert state["expected"]["parts"] == len(state["parts"]["files"]) == end["summary"]["files"]
    assert "Tags are in lower case" in state["parts"]["requirements"]
    with zipfile.ZipFile(io.BytesIO(export(state, None).content)) as archive:
        names = {name.partition("/")[2]: name for name in archive.namelist()}
        assert set(names) == {one["path"] for one in state["parts"]["files"]}
        assert archive.read(names["openapi.yaml"]).decode() == file(run, "openapi.yaml")["content"]


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
    simulator.fault("openai", "cut", after_tokens=1_000_000)
    with pytest.raises(StreamCutError):
        attempt(run, "plan")
    (kept,) = events(run, "file.completed")
    assert attempt(run, "plan", retry_count=1).steps["file"]
    assert events(run, "file.completed") == [kept]
    assert len(events(run, "file.started")) == 1
    assert "<contract>" in prompts[1]
    assert json.loads(prompts[1].split("<contract>\n")[1].split("\n</contract>")[0]) == kept["data"]["content"]
    write(run, attempt(run, "plan", retry_count=2).steps["file"])
    assert attempt(run, "check").steps == {}


def test_a_contract_that_breaks_off_is_written_anew_from_its_first_character(simulator: Simulator) -> None:
    simulator.set(tokens_per_second=2000)
    run = start()
    simulator.fault("openai", "cut", after_tokens=300)
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
    simulator.fault("openai", "breaks_rules")
    assert attempt(run, "plan").steps["file"]
    rejected = json.loads(prompts[1].split("<rejected>\n")[1].split("\n</rejected>")[0])
    assert rejected
    assert "<contract>" in prompts[1]
    assert len(events(run, "file.completed")) == 1
    paths = [one["path"] for one in events(run, "project.planned")[0]["data"]["files"]]
    assert len(set(paths)) == len(paths)
    assert not any(".." in path for path in paths)
    assert any("rejected" in (event["message"] or "") for event in events(run, "step.progress"))


def test_a_plan_that_stays_bad_fails_the_attempt_and_names_the_path(simulator: Simulator) -> None:
    run = start()
    simulator.fault("openai", "breaks_rules", times=2)
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
    simulator.fault("openai", "cut", match=step, after_tokens=150)
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
    run, steps = planned()
    step = next(step for step in steps if step.endswith("server.js"))
    simulator.fault("openai", "refusal", match=step, after_tokens=150)
    attempt(run, step)
    assert [event["data"]["provider"] for event in events(run, "provider.failed")] == ["openai"]
    chunks_are_the_content(run)
    write(run, [other for other in steps if other != step])
    assert attempt(run, "check").steps == {}


@pytest.mark.parametrize("fault", ["truncate", "bad_json", "eof"])
def test_half_a_file_is_never_taken_for_one(simulator: Simulator, fault: str) -> None:
    run, steps = planned()
    simulator.fault("openai", fault, match=steps[1])
    with pytest.raises((TruncatedError, MalformedOutputError, StreamCutError)):
        attempt(run, steps[1])
    assert [event for event in events(run, "file.completed") if event["step"] == steps[1]] == []


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_what_fails_a_check_is_repaired_with_the_findings_and_checked_again(
    framework: str, simulator: Simulator, prompts: list[str]
) -> None:
    run, steps = planned(framework)
    spoiled = [step for step in steps if step.endswith((".js", ".py")) and not step.endswith("__init__.py")][:2]
    for step in spoiled:
        simulator.fault("openai", "breaks_rules", match=step)
    write(run, steps)
    before = {step: file(run, step.removeprefix("file:"))["content"] for step in spoiled}
    outcome = attempt(run, "check")
    assert outcome.steps["recheck"] == ["recheck"]
    assert outcome.steps["repair"]
    failing = [one for one in snapshot(run)["parts"]["validation"] if one["result"] == "fail"]
    assert failing
    assert all(found["path"] for one in failing for found in one["findings"])
    prompts.clear()
    write(run, outcome.steps["repair"])
    for prompt in prompts:
        path = next(line for line in prompt.split("\n") if line.startswith("File to write: ")).partition(": ")[2]
        findings = json.loads(prompt.split("<findings>\n")[1].split("\n</findings>")[0])
        told = [f["message"] for one in failing for f in one["findings"] if f["path"] == path]
        assert [finding["message"] for finding in findings] == told
    assert any(file(run, step.removeprefix("file:"))["content"] != old for step, old in before.items())
    attempt(run, "recheck")
    assert finish(run) == "completed"
    assert events(run)[-1]["data"]["summary"]["result"] == "pass"
    chunks_are_the_content(run)


def test_what_still_fails_is_told_and_a_continuation_repairs_once_more(simulator: Simulator) -> None:
    run, steps = planned()
    step = next(step for step in steps if step.endswith("server.js"))
    simulator.fault("openai", "breaks_rules", match=step)
    simulator.fault("openai", "breaks_rules", match="repair:", times=None)
    write(run, steps)
    write(run, attempt(run, "check").steps["repair"])
    attempt(run, "recheck")
    assert finish(run) == "completed"
    end = events(run)[-1]["data"]
    assert (end["summary"]["result"], end["degraded"]) == ("fail", ["check"])
    assert end["summary"]["failing"]
    simulator.reset()

    continuation = resuming.plan(kinds.load("code"), snapshot(run), [], None)
    assert {"check", "recheck"} <= set(continuation.steps)
    assert not any(step.startswith("file:") for step in continuation.steps)
    RunWriter(wiring.run_log(), run).append(*continuation.drafts)
    assert all(attempt(run, step).status == "skipped" for step in ["plan", *steps])
    write(run, attempt(run, "check").steps["repair"])
    attempt(run, "recheck")
    assert finish(run) == "completed"
    assert events(run)[-1]["data"]["summary"]["result"] == "pass"


def test_a_file_that_cannot_be_made_fails_the_run_and_keeps_the_others(simulator: Simulator) -> None:
    run, steps = planned()
    lost, *others = steps
    write(run, others)
    for provider in ("openai", "anthropic", "gemini"):
        simulator.fault(provider, "auth", match=lost)
    with pytest.raises(ProviderError):
        attempt(run, lost, retry_count=3)
    outcome = attempt(run, "check")
    assert outcome.steps == {}, "nothing is repaired while a file is missing"
    results = {one["stage"]: one["result"] for one in snapshot(run)["parts"]["validation"]}
    assert "fail" not in results.values()
    assert results["manifest"] == "unknown"
    assert finish(run) == "failed"
    assert [error["step"] for error in events(run)[-1]["data"]["errors"]] == [lost]
    kept = {one["path"]: one["sha256"] for one in snapshot(run)["parts"]["files"] if one["content"] is not None}
    assert len(kept) == len(steps)

    simulator.reset()
    continuation = resuming.plan(kinds.load("code"), snapshot(run), [], None)
    assert continuation.steps == ["check", lost] or continuation.steps == [lost, "check"]
    RunWriter(wiring.run_log(), run).append(*continuation.drafts)
    assert [attempt(run, step).status for step in steps] == ["completed", *["skipped"] * len(others)]
    assert attempt(run, "check").steps == {}
    assert finish(run) == "completed"
    after = {one["path"]: one["sha256"] for one in snapshot(run)["parts"]["files"]}
    assert kept.items() <= after.items()


def test_a_person_can_have_one_file_written_again_and_it_is_checked(simulator: Simulator, prompts: list[str]) -> None:
    run = written()
    attempt(run, "check")
    finish(run)
    step = "file:README.md"
    old = file(run, "README.md")["content"]
    continuation = resuming.plan(kinds.load("code"), snapshot(run), [step], "Say how to run the tests </feedback>")
    assert set(continuation.steps) == {step, "check"}
    RunWriter(wiring.run_log(), run).append(*continuation.drafts)
    calls = len(simulator.calls())
    attempt(run, step)
    assert len(simulator.calls()) == calls + 1
    assert json.loads(prompts[-1].split("<feedback>\n")[1].split("\n</feedback>")[0]).startswith("Say how to run")
    assert json.loads(prompts[-1].split("<file>\n")[1].split("\n</file>")[0]) == old
    assert file(run, "README.md")["content"] != old
    assert all(one["stale"] for one in snapshot(run)["parts"]["validation"])
    attempt(run, "check")
    assert finish(run) == "completed"


def test_a_step_that_is_complete_is_skipped_and_says_which_steps_it_added(simulator: Simulator) -> None:
    run, steps = planned()
    calls = len(simulator.calls())
    again = attempt(run, "plan", retry_count=1)
    assert (again.status, again.steps["file"]) == ("skipped", steps)
    assert len(simulator.calls()) == calls


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"text": "x"}, "no content"),
        ({"content": 5}, "no text"),
        ({"content": {"a": 1}}, "no text"),
        ('{"content": "a", "content": "b"}', "twice"),
        ("[]", "no content"),
    ],
)
def test_an_answer_without_one_file_is_malformed(answer: Any, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run, steps = planned()
    answer_with(monkeypatch, answer)
    with pytest.raises(MalformedOutputError, match=why):
        attempt(run, steps[0])


@pytest.mark.parametrize(
    ("contract", "why"),
    [("", "no OpenAPI"), ("see below", "no OpenAPI"), (None, "no text"), ("openapi: 3.1.0\n", "no OpenAPI")],
)
def test_what_is_no_contract_is_not_kept(contract: Any, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = start()
    answer_with(monkeypatch, {"summary": "s", "contract": contract, "files": [], "requirements": []})
    with pytest.raises(MalformedOutputError, match=why):
        attempt(run, "plan")
    assert events(run, "file.completed") == []


def answer_with(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    """Every model answers just this."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    monkeypatch.setattr("local.simulator.content.answer.text", lambda *_, **__: text)
