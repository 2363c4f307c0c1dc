"""What pages and models may hold: none of it reaches a person unseen, and none of it is obeyed."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import wiring
from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError
from tailrace.events import Draft
from tailrace.kinds.video.events import SceneCompleted
from tailrace.kinds.video.prompt_facts import texts
from tailrace.log import RunWriter
from tailrace.settings import settings
from tests.integration.step_harness import attempt, events, finish, snapshot
from tests.integration.video_runs import continued, finished, prompts, start, told

pytestmark = pytest.mark.usefixtures("parsing", "deployed_once")


def test_a_hostile_page_changes_nothing_but_what_is_told(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = prompts(monkeypatch)
    friendly, _ = told(simulator, "fintech")
    attempt(friendly, "scene:1")
    of_story, of_scene = asked
    asked.clear()
    hostile = finished(*told(simulator, "hostile"))
    assert hostile["status"] == "completed"
    assert {prompt.system for prompt in asked} == {of_story.system, of_scene.system}
    assert {prompt.output for prompt in asked} == {of_story.output, of_scene.output}
    said = [text for text in texts(hostile["parts"]["site"]["page"]) if len(text) > 12]
    for prompt in asked:
        # What the page says is between marks, on lines of its own that it can't end.
        outside = "\n".join(line for line in prompt.user.split("\n") if not line.startswith("{"))
        assert [text for text in said if text in outside] == []
        assert prompt.user.count("</brand>") == 1
    assert {check["result"] for check in hostile["parts"]["checks"]} == {"pass"}
    assert hostile["degraded"] == []
    for scene in hostile["parts"]["scenes"]:
        assert "<img" not in scene["code"].replace(json.dumps(scene["title"], ensure_ascii=False), "")
        assert "<script" not in scene["code"].replace(json.dumps(scene["title"], ensure_ascii=False), "")


def test_the_check_finds_what_making_a_scene_let_through(simulator: Simulator) -> None:
    run, scenes = told(simulator)
    for step in scenes:
        attempt(run, step)
    made = next(e for e in events(run, "scene.completed") if e["data"]["index"] == 3)
    spoilt = {**made["data"], "code": made["data"]["code"].replace("</h1>", "</h1><p>10,000+ users</p>")}
    RunWriter(wiring.run_log(), run, step="scene:3", attempt=1).append(Draft(SceneCompleted.model_validate(spoilt)))
    attempt(run, "check")
    assert finish(run) == "completed"
    ended = snapshot(run)
    results = {check["stage"]: check["result"] for check in ended["parts"]["checks"]}
    assert results == {
        "composition": "pass", "syntax": "pass", "code": "pass", "frames": "pass", "colours": "pass", "facts": "fail",
    }  # fmt: skip
    assert ended["degraded"] == ["scene:3"]


def test_without_a_parser_the_syntax_is_unknown_and_never_passed(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = told(simulator)
    with monkeypatch.context() as patch:
        patch.setenv("ESBUILD_PATH", "/nowhere/esbuild")
        settings.cache_clear()
        attempt(run, "scene:1")
        attempt(run, "check")
    settings.cache_clear()
    results = {check["stage"]: check["result"] for check in snapshot(run)["parts"]["checks"]}
    assert (results["syntax"], results["facts"]) == ("unknown", "pass")


LINES = {"title": "Plans that stay true", "narrative": "Nobody asks twice."}
ABSURD = [
    ("narrative", {"scenes": []}),
    ("narrative", {"scenes": [LINES] * 2000}),
    ("narrative", {"scenes": [{"title": " \u00a0", "narrative": "\u200f"}] * 5}),
    ("narrative", {"scenes": [{"title": "x" * 5000, "narrative": "10,000 users"}] * 5}),
    ("narrative", {"scenes": [{**LINES, "narrative": ["a", {"b": None}]}] * 5}),
    ("scene:1", {"code": " \n"}),
    ("scene:1", {"code": "\x00" * 50}),
    ("scene:1", {"code": "x" * 100_000}),
    ("scene:1", {"code": "I cannot write this scene, sorry."}),
]


@pytest.mark.parametrize(("step", "value"), ABSURD)
def test_an_absurd_answer_is_shown_to_nobody(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, step: str, value: dict[str, Any]
) -> None:
    run = told(simulator)[0] if step == "scene:1" else start(simulator)
    answers_with(monkeypatch, value)
    if step == "narrative" or not value["code"].strip():
        with pytest.raises(MalformedOutputError):
            attempt(run, step)
        assert snapshot(run)["parts"]["scenes"] == []
    else:
        attempt(run, step)
        (scene,) = snapshot(run)["parts"]["scenes"]
        assert (scene["degraded"], scene["provider"]) == (True, None)
    assert len(events(run)) < 40


def test_code_in_a_fence_is_code(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    run, _ = told(simulator)
    attempt(run, "scene:1")
    (made,) = snapshot(run)["parts"]["scenes"]
    finish(run)
    continued(run, "scene:1")
    answers_with(monkeypatch, {"code": f"```tsx\n{made['code']}```\n"})
    attempt(run, "scene:1")
    assert snapshot(run)["parts"]["scenes"] == [made]


def answers_with(monkeypatch: pytest.MonkeyPatch, value: Any) -> None:
    """Whatever is asked, this is the answer."""

    async def ask(self: StepContext, provider: str, model: str, prompt: Any) -> AsyncIterator[str]:
        yield json.dumps(value)

    monkeypatch.setattr(StepContext, "ask", ask)
