"""Checks of a finished list, and swaps between lists."""

from itertools import pairwise
from typing import Any

import pytest

from tailrace.kinds.playlist import fold
from tailrace.kinds.playlist.accept import Acceptance
from tailrace.kinds.playlist.checks import check
from tailrace.kinds.playlist.events import TrackSwapped
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.swap import Refusal, swap
from tailrace.kinds.playlist.track import Track
from tailrace.kinds.playlist.transitions import transition
from tests.unit.playlist_items import item, items


def request(**fields: Any) -> PlaylistInput:
    return PlaylistInput.model_validate({"prompt": "A set", "track_count": 4, **fields})


def made(written: list[dict[str, Any]], **fields: Any) -> list[Track]:
    """These tracks as a request that forbids nothing accepts them."""
    acceptance = Acceptance(request(track_count=len(written), **fields))
    for one in written:
        acceptance.offer(one)
    assert len(acceptance.tracks) == len(written)
    return acceptance.tracks


def result(name: str, tracks: list[Track], **fields: Any) -> str:
    wanted = PlaylistInput.model_validate({"prompt": "A set", **fields})
    return next(c.result for c in check(wanted, tracks) if c.name == name)


FLAT = {"arc_template": "steady", "energy_range": {"min": 50, "max": 50}}


@pytest.mark.parametrize(
    ("field", "value", "good", "bad"),
    [
        ("track_count", 4, items(4), items(3)),
        ("duration", 16, items(4), items(4, duration_s=500)),
        ("arc_template", "steady", items(4, energy=65), items(4, energy=20)),
        ("energy_range", {"min": 40, "max": 60}, items(4), items(4, energy=61)),
        ("energy_preset", "no_slow_songs", items(4, energy=51), items(4, energy=50)),
        ("energy_preset", "bpm_ramp", [item(1, bpm=100), item(2, bpm=110)], [item(1, bpm=110), item(2, bpm=100)]),
        ("artist_diversity", 100, items(4), [item(1), item(2, artist="Artist 1")]),
        ("genre_diversity", 0, items(4), [item(1), item(2, genre="jazz")]),
        ("genre_diversity", 100, [item(n, genre=f"genre {n}") for n in range(8)], items(8)),
        ("decade_spread", 0, items(4), [item(1), item(2, year=2001)]),
        ("decade_spread", 100, [item(n, year=1970 + 10 * n) for n in range(6)], items(6)),
        (
            "key_match",
            "strict",
            [item(1), item(2, key="C major")],
            [item(1), item(2, key="D minor"), item(3, key="A major")],
        ),
        ("transition_quality_threshold", 80, items(4), [item(1), item(2, bpm=160)]),
        ("genres", ["house"], items(4, genre="acid house"), items(4, genre="jazz")),
        ("active_decades", ["80s"], items(4), items(4, year=1979)),
        ("avoid_artists", ["Artist 9"], items(4), items(9)),
        ("avoid_genres", ["jazz"], items(4), items(4, genre="jazz funk")),
        ("blacklist", ["Song 9"], items(4), items(9)),
        ("content_mode", "clean", items(4), items(4, explicit=True)),
        ("anchor_tracks", [{"artist": "Artist 2", "title": "Song 2"}], items(2), items(1)),
    ],
)
def test_what_can_be_known_passes_or_fails(
    field: str, value: Any, good: list[dict[str, Any]], bad: list[dict[str, Any]]
) -> None:
    fields = {field: value, **({"decade_spread": value} if field == "decade_spread" else {})}
    assert result(field, made(good), **fields) == "pass"
    assert result(field, made(bad), **fields) == "fail"


def test_tolerance_and_duplicates() -> None:
    assert result("energy_tolerance", made(items(4)), track_count=4, **FLAT) == "pass"
    assert result("energy_tolerance", made(items(4, energy=61)), track_count=4, **FLAT) == "fail"
    assert result("duplicates", made(items(2))) == "pass"
    assert result("duplicates", made(items(2)) + made(items(1))) == "fail"


@pytest.mark.parametrize(
    ("field", "value", "tracks"),
    [
        ("duration", 16, items(4, duration_s=None)),
        ("energy_preset", "bpm_ramp", items(2, bpm=None)),
        ("key_match", "strict", items(2, key=None)),
        ("genres", ["house"], items(2, genre=None)),
        ("active_decades", ["80s"], items(2, year=None)),
        ("avoid_genres", ["jazz"], items(2, genre=None)),
        ("content_mode", "clean", items(2, explicit=None)),
        ("decade_spread", 100, items(8, year=None)),
        ("avoid_concepts", ["love"], items(2)),
        ("moods", ["dark"], items(2)),
        ("discovery", 90, items(2)),
        ("vocal_density", {"vocals": 0}, items(2)),
    ],
)
def test_what_is_not_known_is_never_a_pass(field: str, value: Any, tracks: list[dict[str, Any]]) -> None:
    assert result(field, made(tracks), **{field: value}) == "unknown"


def test_a_known_fault_outweighs_what_is_unknown() -> None:
    assert result("active_decades", made([item(1, year=None), item(2, year=2001)]), active_decades=["80s"]) == "fail"


def test_fields_that_ask_for_nothing_are_not_checked() -> None:
    names = {c.name for c in check(request(), made(items(4)))}
    assert names.isdisjoint({"avoid_artists", "moods", "duration", "anchor_tracks", "active_decades"})


def parts(shown: list[Track], other: list[Track]) -> dict[str, Any]:
    """The fold's parts with one provider primary and another's alternatives."""
    state = fold.empty({"providers": ["openai", "gemini"]})

    def tell(kind: str, **data: Any) -> None:
        fold.apply(state, {"type": kind, "data": data})

    for provider, tracks in (("openai", shown), ("gemini", other)):
        for index, track in enumerate(tracks):
            tell("track.added", provider=provider, index=index, track=track.model_dump())
    tell("primary.selected", provider="openai", tracks=[t.model_dump() for t in shown])
    alternatives = [{"for_index": i, "track": t.model_dump()} for i, t in enumerate(other)]
    tell("alternatives.added", provider="gemini", alternatives=alternatives)
    return state


OTHERS = [item(n, energy=50 + n, bpm=100 + n) for n in range(11, 15)]


@pytest.mark.parametrize("index", range(4))
def test_a_swap_links_the_track_to_its_new_neighbours(index: int) -> None:
    state = parts(made(items(4)), made(OTHERS))
    event = swap(request(), state, index, "gemini")
    assert isinstance(event, TrackSwapped)
    fold.apply(state, {"type": event.TYPE, "data": event.model_dump()})
    shown = [Track.model_validate(p["track"]) for p in state["tracks"]]
    assert [p["provider"] for p in state["tracks"]].count("gemini") == 1
    assert shown[index].title == f"Song {11 + index}"
    assert shown[0].transition is None
    for before, after in pairwise(shown):
        assert after.transition == transition(before, after, 10)


def test_a_swap_can_be_taken_back() -> None:
    state = parts(made(items(4)), made(OTHERS))
    before = [p["track"]["title"] for p in state["tracks"]]
    for provider in ("gemini", "openai"):
        event = swap(request(), state, 1, provider)
        assert isinstance(event, TrackSwapped)
        fold.apply(state, {"type": event.TYPE, "data": event.model_dump()})
    assert [p["track"]["title"] for p in state["tracks"]] == before


@pytest.mark.parametrize(
    ("fields", "other", "index", "provider", "code"),
    [
        ({}, OTHERS, 4, "gemini", "no_such_track"),
        ({}, OTHERS, -1, "gemini", "no_such_track"),
        ({}, OTHERS, 0, "openai", "already_shown"),
        ({}, OTHERS, 0, "anthropic", "no_alternative"),
        ({}, OTHERS[:1], 1, "gemini", "no_alternative"),
        ({}, [item(3, title="Song 3 - Remastered")], 0, "gemini", "duplicate"),
        ({"avoid_artists": ["Artist 11"]}, OTHERS, 0, "gemini", "excluded"),
        ({"content_mode": "clean"}, [item(11, explicit=True)], 0, "gemini", "excluded"),
        ({"anchor_tracks": [{"artist": "Artist 1", "title": "Song 1"}]}, OTHERS, 0, "gemini", "anchor"),
    ],
)
def test_a_swap_is_refused_with_a_reason(
    fields: dict[str, Any], other: list[dict[str, Any]], index: int, provider: str, code: str
) -> None:
    refusal = swap(request(**fields), parts(made(items(4)), made(other)), index, provider)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert refusal.message


def test_a_swap_looks_at_the_soft_rules_anew() -> None:
    other = made([item(n, key="Eb minor", duration_s=5) for n in range(11, 15)])
    wanted = request(key_match="strict")
    event = swap(wanted, parts(made(items(4)), other), 1, "gemini")
    assert isinstance(event, TrackSwapped)
    names = [w.split(":")[0] for w in event.track.warnings]
    assert "key_match" in names
    assert "duration_s" in names
