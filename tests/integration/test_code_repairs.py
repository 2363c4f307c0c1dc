"""A code project from its files to its end, really made: checks, repairs, what a continuation does, the zip."""

import io
import zipfile

import pytest

from local.simulator.client import Simulator
from tailrace import kinds, resuming, wiring
from tailrace.errors import ProviderError
from tailrace.exports import export
from tailrace.log import RunWriter
from tests.integration.code_harness import (
    FIRST,
    chunks_are_the_content,
    fenced,
    file,
    planned,
    write,
    written,
)
from tests.integration.step_harness import attempt, events, finish, listening, snapshot

pytestmark = pytest.mark.usefixtures("parsing", "deployed_once")


@pytest.mark.parametrize("framework", ["express", "fastapi"])
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


def test_what_fails_a_check_is_repaired_with_the_findings_and_checked_again(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, steps = planned("fastapi")
    spoiled = [step for step in steps if step.endswith(".py") and not step.endswith("__init__.py")][:2]
    for step in spoiled:
        simulator.fault(FIRST, "breaks_rules", match=step)
    write(run, steps)
    before = {step: file(run, step.removeprefix("file:"))["content"] for step in spoiled}
    outcome = attempt(run, "check")
    assert outcome.steps["recheck"] == ["recheck"]
    assert outcome.steps["repair"]
    failing = [one for one in snapshot(run)["parts"]["validation"] if one["result"] == "fail"]
    assert failing
    assert all(found["path"] for one in failing for found in one["findings"])
    prompts = listening(monkeypatch)
    write(run, outcome.steps["repair"])
    assert len(prompts) == len(outcome.steps["repair"])
    for prompt in prompts:
        path = next(line for line in prompt.split("\n") if line.startswith("File to write: ")).partition(": ")[2]
        told = [f["message"] for one in failing for f in one["findings"] if f["path"] == path]
        assert [finding["message"] for finding in fenced(prompt, "findings")] == told
    assert any(file(run, step.removeprefix("file:"))["content"] != old for step, old in before.items())
    attempt(run, "recheck")
    assert finish(run) == "completed"
    assert events(run)[-1]["data"]["summary"]["result"] == "pass"
    chunks_are_the_content(run)


def test_what_still_fails_is_told_and_a_continuation_repairs_once_more(simulator: Simulator) -> None:
    run, steps = planned()
    step = next(step for step in steps if step.endswith("server.js"))
    simulator.fault(FIRST, "breaks_rules", match=step)
    simulator.fault(FIRST, "breaks_rules", match="repair:", times=None)
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
    simulator.fault(FIRST, "auth", match=lost)
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


def test_a_person_can_have_one_file_written_again_and_it_is_checked(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, prompts = written("fastapi"), listening(monkeypatch)
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
    assert fenced(prompts[-1], "feedback").startswith("Say how to run")
    assert fenced(prompts[-1], "file") == old
    assert file(run, "README.md")["content"] != old
    assert all(one["stale"] for one in snapshot(run)["parts"]["validation"])
    attempt(run, "check")
    assert finish(run) == "completed"
