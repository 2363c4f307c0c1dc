"""A provider that breaks in the middle of a list, for good: the next one is asked for what is missing, and no more."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import kinds, resuming, wiring
from tailrace.errors import ProviderError, RefusedError, StreamCutError
from tailrace.fold import find_step
from tailrace.log import RunWriter
from tailrace.providers import Prompt, stream_text
from tests.e2e.inputs import example
from tests.integration.step_harness import attempt, begin, events, finish, functions, snapshot

# Two show all that three would, and every further SDK takes a second to import.
PROVIDERS = ("openai", "anthropic")
LIST = "generate:openai"


@pytest.fixture(scope="module", autouse=True)
def deployed(table_url: str, simulator_server: Simulator) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, functions(table_url, simulator_server, patch):
        yield


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Whom was asked what, in order."""
    found: list[tuple[str, str]] = []
    really = stream_text

    def listening(provider: str, prompt: Prompt, **rest: Any) -> Any:
        found.append((provider, prompt.user))
        return really(provider, prompt, **rest)

    monkeypatch.setattr("tailrace.context.stream_text", listening)
    return found


def playlist(count: int = 8, providers: tuple[str, ...] = PROVIDERS) -> str:
    return begin("playlist", {"prompt": "Rain on a night bus", "track_count": count}, providers=providers)


def persist(run: str, step: str, attempts: int = 4) -> None:
    """Attempts as the state machine makes them, until one succeeds or the step has failed for good."""
    for count in range(attempts):
        try:
            attempt(run, step, retry_count=count)
            return
        except ProviderError as error:
            if not error.retryable or count == attempts - 1:
                raise


def tell(run: str, step: str, *types: str) -> list[tuple[str, str]]:
    return [(e["type"], e["data"]["provider"]) for e in events(run, *types) if e["step"] == step]


def used(run: str) -> Counter[str]:
    """The calls that were accounted for, by provider."""
    return Counter(event["data"]["provider"] for event in events(run, "usage.recorded"))


CHANGES = ("provider.started", "provider.failed", "provider.completed")


def test_a_list_that_its_provider_refuses_to_finish_is_completed_by_the_next(
    simulator: Simulator, asked: list[tuple[str, str]]
) -> None:
    run = playlist()
    simulator.fault("openai", "refusal", after_tokens=250)
    attempt(run, LIST)

    added = events(run, "track.added")
    kept = [e["data"]["index"] for e in added if e["data"]["made_by"] is None]
    assert 0 < len(kept) < 8
    assert [e["data"]["index"] for e in added] == list(range(8))
    assert {e["data"]["provider"] for e in added} == {"openai"}
    assert {e["data"]["made_by"] for e in added[len(kept) :]} == {"anthropic"}
    assert tell(run, LIST, *CHANGES) == [
        ("provider.started", "openai"),
        ("provider.failed", "openai"),
        ("provider.started", "anthropic"),
        ("provider.completed", "openai"),
    ]
    # Told the list so far, asked for the rest.
    (first, _), (second, prompt) = asked
    assert (first, second) == ("openai", "anthropic")
    assert all(e["data"]["track"]["title"] in prompt for e in added[: len(kept)])
    assert f"\n{len(kept) + 1}: energy" in prompt
    assert f"\n{len(kept)}: energy" not in prompt
    assert f"Write exactly {8 - len(kept)} tracks" in prompt
    # Both calls cost; the second one has a price, and the sum is of both.
    assert used(run) == {"openai": 1, "anthropic": 1}
    costs = [e["data"]["cost_usd"] for e in events(run, "usage.recorded")]
    assert snapshot(run)["usage"]["cost_usd"] == pytest.approx(sum(costs))

    parts = snapshot(run)["parts"]
    own = parts["providers"]["openai"]
    assert (own["state"], own["error"]["code"]) == ("completed", "refused")
    assert parts["providers"]["anthropic"]["state"] == "waiting"
    assert [p["made_by"] for p in parts["tracks"]] == [None] * len(kept) + ["anthropic"] * (8 - len(kept))


def test_a_list_that_others_completed_is_degraded_and_kept_as_it_is(simulator: Simulator) -> None:
    run = playlist()
    simulator.fault("openai", "refusal", after_tokens=250)
    for step in (LIST, "generate:anthropic", "enrich:openai", "enrich:anthropic"):
        attempt(run, step)
    assert finish(run) == "completed"

    ended = snapshot(run)
    assert ended["degraded"] == [LIST]
    kind = kinds.load("playlist")
    for named in ([], [LIST]):
        with pytest.raises(resuming.ContinueRefusedError) as refused:
            resuming.plan(kind, ended, named, None)
        assert refused.value.reason == ("invalid_request" if named else "nothing_to_continue")
    # The other list stands beside it, whole and its own.
    assert {e["made_by"] for e in ended["parts"]["providers"]["anthropic"]["tracks"]} == {None}
    shown = ended["parts"]["tracks"]
    alternatives = [a for position in shown for a in position["alternatives"]]
    assert alternatives
    assert {(a["provider"], a["made_by"]) for a in alternatives} == {("anthropic", None)}


def test_trouble_that_may_pass_has_the_provider_asked_once_more_and_the_next_go_on_with_both_pieces(
    simulator: Simulator, asked: list[tuple[str, str]]
) -> None:
    run = playlist(12)
    simulator.fault("openai", "cut", after_tokens=250, times=None)
    with pytest.raises(StreamCutError):
        attempt(run, LIST)
    first = len(events(run, "track.added"))
    attempt(run, LIST, retry_count=1)

    assert [provider for provider, _ in asked] == ["openai", "openai", "anthropic"]
    made = [e["data"]["made_by"] for e in events(run, "track.added")]
    own = made.count(None)
    assert 0 < first < own < 12
    assert made == [None] * own + ["anthropic"] * (12 - own)
    assert f"Write exactly {12 - own} track" in asked[-1][1]
    assert used(run) == {"openai": 2, "anthropic": 1}


def test_a_list_without_a_track_is_nobody_elses_to_make(simulator: Simulator, asked: list[tuple[str, str]]) -> None:
    run = playlist()
    simulator.fault("openai", "cut", after_tokens=5, times=None)
    with pytest.raises(StreamCutError):
        persist(run, LIST)
    assert [provider for provider, _ in asked] == ["openai"] * 4
    assert tell(run, LIST, "provider.failed") == [("provider.failed", "openai")]
    assert snapshot(run)["parts"]["providers"]["openai"]["state"] == "failed"


def test_alone_in_its_run_a_provider_is_taken_over_from_by_nobody(simulator: Simulator) -> None:
    run = playlist(providers=("openai",))
    simulator.fault("openai", "refusal", after_tokens=250)
    with pytest.raises(RefusedError):
        attempt(run, LIST)
    own = snapshot(run)["parts"]["providers"]["openai"]
    assert (own["state"], 0 < len(own["tracks"]) < 8) == ("failed", True)


def test_when_the_next_one_breaks_too_the_list_keeps_what_both_wrote_and_goes_on_later(
    simulator: Simulator, asked: list[tuple[str, str]]
) -> None:
    run = playlist(12)
    for name in PROVIDERS:
        simulator.fault(name, "refusal", after_tokens=250)
    with pytest.raises(RefusedError):
        attempt(run, LIST)
    kept = events(run, "track.added")
    assert {e["data"]["made_by"] for e in kept} == {None, "anthropic"}
    assert finish(run) == "failed"
    (error,) = [e for e in snapshot(run)["errors"] if e["step"] == LIST]
    assert error["provider"] == "anthropic"

    drafts = resuming.plan(kinds.load("playlist"), snapshot(run), [], None).drafts
    RunWriter(wiring.run_log(), run).append(*drafts)
    attempt(run, LIST)

    assert events(run, "track.added")[: len(kept)] == kept
    assert [e["data"]["index"] for e in events(run, "track.added")] == list(range(12))
    assert asked[-1][0] == "openai"
    assert snapshot(run)["parts"]["providers"]["openai"]["state"] == "completed"


def test_a_call_that_breaks_behind_the_last_piece_costs_no_attempt(
    simulator: Simulator, asked: list[tuple[str, str]]
) -> None:
    run = playlist(4)
    simulator.fault("openai", "cut", after_tokens=100_000)
    attempt(run, LIST)
    assert len(asked) == 1
    assert events(run, "step.failed", "provider.failed") == []
    assert [e["data"]["made_by"] for e in events(run, "track.added")] == [None] * 4


def test_a_list_that_its_provider_has_no_more_for_is_completed_by_the_next(
    monkeypatch: pytest.MonkeyPatch, simulator: Simulator, asked: list[tuple[str, str]]
) -> None:
    # One answer of half of the tracks, and no second one.
    monkeypatch.setattr("tailrace.kinds.playlist.generate.ROUNDS", 1)
    run = playlist()
    monkeypatch.setattr("tailrace.kinds.playlist.generate.build", _half(monkeypatch))
    attempt(run, LIST)

    (failed,) = events(run, "provider.failed")
    assert (failed["data"]["provider"], failed["data"]["error"]["code"]) == ("openai", "rule_broken")
    assert [e["data"]["made_by"] for e in events(run, "track.added")] == [None] * 4 + ["anthropic"] * 4
    assert used(run) == {"openai": 1, "anthropic": 1}


def _half(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Prompts of which the first asks for half of what is missing."""
    from tailrace.kinds.playlist import prompt

    really, count = prompt.build, iter((4, 8))

    def build(request: Any, **rest: Any) -> Prompt:
        return really(request.model_copy(update={"track_count": next(count)}), **rest)

    return build


def test_a_short_list_that_nobody_can_complete_is_complete_as_it_is(
    monkeypatch: pytest.MonkeyPatch, simulator: Simulator
) -> None:
    monkeypatch.setattr("tailrace.kinds.playlist.generate.ROUNDS", 1)
    run = playlist()
    monkeypatch.setattr("tailrace.kinds.playlist.generate.build", _half(monkeypatch))
    simulator.fault("anthropic", "auth")
    attempt(run, LIST)
    (completed,) = events(run, "provider.completed")
    assert completed["data"] == {"provider": "openai", "count": 4}


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
