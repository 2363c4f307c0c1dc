"""A provider that breaks in the middle of a story, an outline, a framework or a plan of files: the next goes on."""

import pytest

from local.simulator.client import Simulator
from tailrace import kinds, resuming, wiring
from tailrace.errors import ProviderError, StreamCutError
from tailrace.fold import find_step
from tailrace.log import RunWriter
from tests.e2e.inputs import example
from tests.integration.item_takeovers import PROVIDERS, persist, tell, used
from tests.integration.step_harness import attempt, begin, events, finish, snapshot

pytestmark = pytest.mark.usefixtures("deployed_once")


def test_a_story_that_breaks_keeps_its_scenes_and_the_next_writes_the_others(
    simulator: Simulator, asked: list[tuple[str, str]]
) -> None:
    page = f"{simulator.url}/simulator/sites/fintech/"
    run = begin("video", example("video", page), providers=PROVIDERS)
    for step in ("fetch", "brand"):
        attempt(run, step)
    simulator.fault("openai", "cut", after_tokens=30, times=None)
    with pytest.raises(StreamCutError):
        attempt(run, "narrative")
    kept = [e["data"] for e in events(run, "scene.outlined")]
    assert 0 < len(kept) < 5
    assert snapshot(run)["parts"]["outlined"] == kept

    attempt(run, "narrative", retry_count=1)

    outlined = [e["data"] for e in events(run, "scene.outlined")]
    (narrative,) = events(run, "narrative.completed")
    scenes = narrative["data"]["scenes"]
    assert [s["index"] for s in scenes] == [1, 2, 3, 4, 5]
    words = [{name: scene[name] for name in ("index", "title", "narrative")} for scene in scenes]
    assert words[: len(outlined)] == outlined
    assert [provider for provider, _ in asked] == ["openai", "openai", "anthropic"]
    for (_, prompt), told in zip(asked[1:], (kept, outlined), strict=True):
        assert all(scene["narrative"] in prompt for scene in told)
        assert f"\n{len(told) + 1}: " in prompt
        assert f"\n{len(told)}: " not in prompt
        assert f"Write exactly {5 - len(told)} scene" in prompt
    assert snapshot(run)["parts"]["outlined"] == []
    assert used(run) == {"openai": 2, "anthropic": 1}


@pytest.mark.parametrize(
    ("kind", "step", "part", "name", "after_tokens"),
    [
        ("plan", "outline", "day.outlined", "day", 100),
        ("vision", "framework", "section.completed", "section", 100),
        # A plan of files is one piece, its contract another.
        ("code", "plan", "file.completed", "path", 100_000),
    ],
)
def test_other_lists_are_gone_on_with_in_the_same_way(
    kind: str, step: str, part: str, name: str, after_tokens: int, simulator: Simulator, asked: list[tuple[str, str]]
) -> None:
    longer = {"duration": {"unit": "days", "value": 7}} if kind == "plan" else {}
    run = begin(kind, {**example(kind, ""), **longer}, providers=PROVIDERS)
    simulator.fault("openai", "cut", after_tokens=after_tokens, times=None)
    persist(run, step)
    made = [e["data"][name] for e in events(run, part)]
    assert len(made) == len(set(made))
    told = tell(run, step, "provider.started", "provider.failed")
    assert told[-2:] == [("provider.failed", "openai"), ("provider.started", "anthropic")]
    # Whoever is said to be asked was asked.
    assert [name for kind, name in told if kind == "provider.started"] == [provider for provider, _ in asked]
    assert used(run) == {"openai": 2, "anthropic": 1}


def test_a_day_that_could_not_be_made_again_leaves_the_run_complete_with_the_old_one(simulator: Simulator) -> None:
    wanted = {**example("plan", ""), "duration": {"unit": "days", "value": 2}}
    run = begin("plan", wanted, providers=PROVIDERS)
    for step in ("outline", "day:1", "day:2", "verify"):
        attempt(run, step)
    assert finish(run) == "completed"
    before = snapshot(run)["parts"]["days"]

    again = resuming.plan(kinds.load("plan"), snapshot(run), ["day:2"], "more soup")
    RunWriter(wiring.run_log(), run).append(*again.drafts)
    for name in PROVIDERS:
        simulator.fault(name, "quota")
    with pytest.raises(ProviderError):
        attempt(run, "day:2")
    attempt(run, "verify")

    assert finish(run) == "completed"
    ended = snapshot(run)
    assert ended["degraded"] == ["day:2"]
    assert ended["parts"]["days"] == before
    day = find_step(ended, "day:2")
    assert (day["state"], day["error"]["code"], day["was_completed"]) == ("failed", "quota_exceeded", True)
    # The wish is still open: to go on is to try it once more.
    later = resuming.plan(kinds.load("plan"), ended, [], None)
    assert (later.steps, later.feedback) == (["day:2", "verify"], {"day:2": "more soup"})
