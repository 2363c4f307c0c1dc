"""Where a list goes that is complete, and what the fold makes of lists that several providers have made."""

from itertools import pairwise
from typing import Any

from tailrace.fold import fold
from tailrace.kinds.playlist.accept import Acceptance
from tailrace.kinds.playlist.events import TrackSwapped
from tailrace.kinds.playlist.finish import finish
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.place import alternatives_to, place
from tailrace.kinds.playlist.swap import swap
from tailrace.kinds.playlist.track import Track
from tailrace.kinds.playlist.transitions import transition
from tests.unit.playlist_items import item, items

WANTED = PlaylistInput(prompt="x", track_count=4)
OTHERS = [item(n) for n in range(11, 15)]


def made(written: list[dict[str, Any]]) -> list[Track]:
    acceptance = Acceptance(WANTED)
    for one in written:
        acceptance.offer(one)
    return acceptance.tracks


class Log:
    """Events of a run of two providers."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        steps = [
            {"id": f"{name}:{provider}", "label": "", "expected_seconds": 1}
            for provider in ("openai", "gemini")
            for name in ("generate", "enrich")
        ]
        data = {"kind": "playlist", "input": WANTED.model_dump(mode="json"), "expected": {"parts": 4}}
        self.tell(None, "run.started", **data, steps=steps, providers=["openai", "gemini"])

    def tell(self, step: str | None, kind: str, /, **data: Any) -> None:
        seq = len(self.events) + 1
        ts = f"2026-11-20T08:00:{seq:02d}.000Z"
        told = {"type": kind, "data": data, "step": step, "attempt": step and 1, "message": None}
        self.events.append({"seq": seq, "run_id": "r", "ts": ts, **told})

    def complete(self, provider: str, tracks: list[Track], made_by: str | None = None, helped_from: int = 99) -> None:
        step = f"generate:{provider}"
        self.tell(step, "step.started", label="")
        for index, track in enumerate(tracks):
            maker = {"made_by": made_by} if index >= helped_from else {}
            self.tell(step, "track.added", provider=provider, index=index, track=track.model_dump(), **maker)
        for draft in place(fold(self.events), WANTED, provider, tracks):
            self.tell(step, draft.data.TYPE, **draft.data.model_dump())
        self.tell(step, "step.completed", duration_ms=1)
        self.tell(f"enrich:{provider}", "step.completed", duration_ms=1)


def test_behind_a_short_primary_list_another_ones_tracks_take_the_positions_and_follow_on_it() -> None:
    log = Log()
    log.complete("openai", made(items(2)))
    log.complete("gemini", made(OTHERS))
    parts = fold(log.events)["parts"]
    assert [(p["index"], p["provider"]) for p in parts["tracks"]] == [
        (0, "openai"),
        (1, "openai"),
        (2, "gemini"),
        (3, "gemini"),
    ]
    assert [[a["provider"] for a in p["alternatives"]] for p in parts["tracks"]] == [["gemini"], ["gemini"], [], []]
    shown = [Track.model_validate(p["track"]) for p in parts["tracks"]]
    assert [after.transition for before, after in pairwise(shown)] == [
        transition(before, after, WANTED.energy_tolerance) for before, after in pairwise(shown)
    ]
    # What the list itself has stays as it was made, and its videos reach the positions.
    assert [t["track"] for t in parts["providers"]["gemini"]["tracks"]] == [t.model_dump() for t in made(OTHERS)]
    video = {"status": "resolved"}
    log.tell("enrich:gemini", "track.enriched", provider="gemini", index=3, enrichment=video)
    assert fold(log.events)["parts"]["tracks"][3]["enrichment"] == video


def test_a_list_that_others_fill_up_is_degraded_and_one_that_nobody_helped_is_not() -> None:
    log = Log()
    log.complete("openai", made(items(2)))
    log.complete("gemini", made(OTHERS))
    assert finish(fold(log.events)).model_dump()["degraded"] == ["generate:openai"]
    whole = Log()
    whole.complete("openai", made(items(4)))
    whole.complete("gemini", made(OTHERS))
    assert finish(fold(whole.events)).model_dump()["degraded"] == []


def test_a_position_stays_open_where_the_song_is_shown_already_and_so_do_those_behind_it() -> None:
    written = made([item(11), item(12), item(1), item(14)])
    found = alternatives_to(made(items(2)), written, WANTED)
    assert [a.for_index for a in found] == [0, 1]
    found = alternatives_to(made(items(2)), made([item(11), item(12), item(13), item(2)]), WANTED)
    assert [a.for_index for a in found] == [0, 1, 2]


def test_who_made_a_track_goes_with_it_wherever_it_is_shown() -> None:
    log = Log()
    log.complete("openai", made(items(4)))
    log.complete("gemini", made(OTHERS), made_by="anthropic", helped_from=2)
    parts = fold(log.events)["parts"]
    assert [a["made_by"] for p in parts["tracks"] for a in p["alternatives"]] == [None, None, "anthropic", "anthropic"]
    swapped = swap(WANTED, parts, 2, "gemini")
    assert isinstance(swapped, TrackSwapped)
    log.tell(None, swapped.TYPE, **swapped.model_dump())
    position = fold(log.events)["parts"]["tracks"][2]
    assert (position["provider"], position["made_by"]) == ("gemini", "anthropic")
    assert [(a["provider"], a["made_by"]) for a in position["alternatives"]] == [("openai", None)]


def test_a_list_that_goes_on_with_another_provider_is_at_work_and_tells_why() -> None:
    error = {"code": "refused", "message": "no", "retryable": False, "retry_after_s": None}
    log = Log()
    step = "generate:openai"
    log.tell(step, "step.started", label="")
    log.tell(step, "provider.started", provider="openai", model="m")
    log.tell(step, "provider.failed", provider="openai", error=error)
    states = [fold(log.events)["parts"]["providers"]["openai"]["state"]]
    log.tell(step, "provider.started", provider="gemini", model="n")
    snapshot = fold(log.events)
    own = snapshot["parts"]["providers"]["openai"]
    assert ([*states, own["state"]], own["model"], own["error"]) == (["running", "running"], "m", error)
    assert snapshot["parts"]["providers"]["gemini"] == {"state": "waiting", "model": None, "tracks": [], "error": None}
    # Whoever had it last, a step that fails for good ends its own list.
    log.tell(step, "step.failed", error={**error, "code": "auth"}, final=True)
    log.tell(step, "provider.failed", provider="openai", error={**error, "code": "auth"})
    own = fold(log.events)["parts"]["providers"]["openai"]
    assert (own["state"], own["error"]["code"]) == ("failed", "auth")
