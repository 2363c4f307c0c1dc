"""A provider that breaks in the middle of a playlist, for good: the next is asked for what is missing, and no more."""

from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace import kinds, resuming, wiring
from tailrace.errors import RefusedError, StreamCutError
from tailrace.log import RunWriter
from tailrace.providers import Prompt
from tests.integration.item_takeovers import PROVIDERS, persist, tell, used
from tests.integration.step_harness import attempt, begin, events, finish, snapshot

pytestmark = pytest.mark.usefixtures("deployed_once")

LIST = "generate:openai"
CHANGES = ("provider.started", "provider.failed", "provider.completed")


def playlist(count: int = 8, providers: tuple[str, ...] = PROVIDERS) -> str:
    return begin("playlist", {"prompt": "Rain on a night bus", "track_count": count}, providers=providers)


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
