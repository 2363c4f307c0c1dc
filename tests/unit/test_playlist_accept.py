"""What becomes of each written track."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.kinds.playlist.accept import Acceptance, Rejection
from tailrace.kinds.playlist.exclusions import anchor_of, excluded
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.songs import song_key
from tailrace.kinds.playlist.track import Track
from tests.unit.playlist_items import item, items

# Few names, so that songs repeat and exclusions hit.
ARTISTS = ["Abba", "ABBA feat. Cher", "Cher", "Kate Bush", "Can"]
TITLES = ["One", "One (Remastered 2011)", "Two", "Rain Dance", "Cloudbusting", "Four"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
ITEM = st.builds(
    item,
    artist=st.sampled_from(ARTISTS),
    title=st.sampled_from(TITLES),
    energy=st.integers(-20, 150),
    key=st.sampled_from(["A minor", "8B", "no key", None]),
    bpm=st.sampled_from([90, 128.5, 500, None]),
    genre=st.sampled_from(["deep house", "rock", None]),
    year=st.sampled_from([1975, 1984, 2004, 3000, None]),
    explicit=st.sampled_from([True, False, None]),
)
REQUEST = st.builds(
    lambda **fields: PlaylistInput.model_validate({"prompt": "A set", **fields}),
    track_count=st.integers(2, 6),
    avoid_artists=st.lists(st.sampled_from(["Cher", "can"]), max_size=1),
    avoid_genres=st.lists(st.sampled_from(["house"]), max_size=1),
    avoid_concepts=st.lists(st.sampled_from(["rain"]), max_size=1),
    blacklist=st.lists(st.sampled_from(["Abba - Two", "Four"]), max_size=1),
    active_decades=st.lists(st.sampled_from(["80s", "1970s"]), max_size=1),
    content_mode=st.sampled_from(["clean", "explicit_ok", "family"]),
    anchor_tracks=st.lists(st.just({"artist": "Kate Bush", "title": "Cloudbusting"}), max_size=1),
    key_match=st.sampled_from(["strict", "loose"]),
)


def request(**fields: Any) -> PlaylistInput:
    return PlaylistInput.model_validate({"prompt": "A set", **fields})


def offer(wanted: PlaylistInput, written: list[dict[str, Any]]) -> Acceptance:
    acceptance = Acceptance(wanted)
    for one in written:
        acceptance.offer(one)
    return acceptance


@given(REQUEST, st.lists(ITEM, max_size=25))
def test_never_too_many_never_twice_never_excluded(wanted: PlaylistInput, written: list[dict[str, Any]]) -> None:
    acceptance = offer(wanted, written)
    made = acceptance.tracks
    assert len(made) <= wanted.track_total
    assert len(made) + acceptance.missing == wanted.track_total
    assert len({song_key(t.artist, t.title) for t in made}) == len(made)
    assert not [t for t in made if excluded(wanted, t)]
    assert len(made) + len(acceptance.rejections) == len(written)
    assert not acceptance.complete or not acceptance.missing_anchors
    assert [t.target_energy for t in made] == wanted.targets[: len(made)]
    assert [t.transition is None for t in made] == [i == 0 for i in range(len(made))]


@given(REQUEST, st.lists(ITEM, max_size=20), st.integers(0, 20))
def test_going_on_from_the_log_is_the_same_as_never_stopping(
    wanted: PlaylistInput, written: list[dict[str, Any]], at: int
) -> None:
    first = offer(wanted, written[:at])
    resumed = Acceptance(wanted, [track.model_dump() for track in first.tracks])
    for one in written[at:]:
        resumed.offer(one)
    assert resumed.tracks == offer(wanted, written).tracks


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(list(item())), JSON))
def test_nothing_that_a_model_writes_breaks_it(written: dict[str, Any]) -> None:
    outcome = Acceptance(request()).offer(written)
    assert isinstance(outcome, Track | Rejection)


@pytest.mark.parametrize("field", ["artist", "title", "reason", "genre", "key", "bpm"])
def test_half_a_surrogate_pair_becomes_text_that_an_event_can_hold(field: str) -> None:
    outcome = Acceptance(request()).offer(item() | {field: "rain \ud83d"})
    assert isinstance(outcome, Track)
    assert "rain ?" in outcome.model_dump_json()


@pytest.mark.parametrize(
    ("fields", "written", "reason"),
    [
        ({"avoid_artists": ["Cher"]}, {"artist": "Abba & Cher"}, "avoid_artists"),
        ({"avoid_artists": ["the cher"]}, {"title": "One (feat. Cher)"}, "avoid_artists"),
        ({"blacklist": ["Song 1"]}, {}, "blacklist"),
        ({"blacklist": ["Artist 1 – Song 1"]}, {"title": "Song 1 (Radio Edit)"}, "blacklist"),
        ({"avoid_genres": ["House"]}, {"genre": "deep house"}, "avoid_genres"),
        ({"avoid_concepts": ["christmas"]}, {"title": "Last Christmas"}, "avoid_concepts"),
        ({"active_decades": ["90s"]}, {"year": 2000}, "active_decades"),
        ({"content_mode": "clean"}, {"explicit": True}, "content_mode"),
        ({"content_mode": "family"}, {"explicit": None}, "content_mode"),
        ({}, {"title": " "}, "incomplete"),
        ({}, {"energy": "loud"}, "incomplete"),
        ({"track_count": 1, "anchor_tracks": [{"artist": "A", "title": "T"}]}, {}, "anchor_tracks"),
    ],
)
def test_hard_rules_reject_and_say_which(fields: dict[str, Any], written: dict[str, Any], reason: str) -> None:
    outcome = Acceptance(request(**fields)).offer(item(**written))
    assert isinstance(outcome, Rejection)
    assert outcome.reason.startswith(reason)
    assert isinstance(Acceptance(request()).offer(item(**written)), Track) or reason == "incomplete"


@pytest.mark.parametrize(
    ("fields", "written", "warning"),
    [
        ({"energy_range": {"min": 60, "max": 90}}, {}, "energy_range"),
        ({"energy_preset": "no_slow_songs"}, {"energy": 30}, "energy_preset"),
        ({"energy_tolerance": 1}, {"energy": 79}, "energy_tolerance"),
        ({"genres": ["jazz"]}, {}, "genres"),
        ({"avoid_genres": ["jazz"]}, {"genre": None}, "avoid_genres"),
        ({"active_decades": ["80s"]}, {"year": None}, "active_decades"),
        ({"content_mode": "clean"}, {"explicit": None}, "content_mode"),
    ],
)
def test_soft_rules_warn_by_name(fields: dict[str, Any], written: dict[str, Any], warning: str) -> None:
    outcome = Acceptance(request(**fields)).offer(item(**written))
    assert isinstance(outcome, Track)
    assert [w for w in outcome.warnings if w.startswith(f"{warning}:")]


@pytest.mark.parametrize(
    ("fields", "second", "warning"),
    [
        ({"key_match": "strict"}, {"key": "Eb minor"}, "key_match"),
        ({"transition_quality_threshold": 90}, {"bpm": 150}, "transition_quality_threshold"),
        ({"energy_preset": "bpm_ramp"}, {"bpm": 100}, "energy_preset"),
        ({"artist_diversity": 100}, {"artist": "Artist 1"}, "artist_diversity"),
    ],
)
def test_soft_rules_between_two_tracks(fields: dict[str, Any], second: dict[str, Any], warning: str) -> None:
    acceptance = offer(request(**fields), [item(1), item(2, **second)])
    assert not [w for w in acceptance.tracks[0].warnings if w.startswith(warning)]
    assert [w for w in acceptance.tracks[1].warnings if w.startswith(f"{warning}:")]


def test_values_that_no_track_has_become_unknown_and_say_so() -> None:
    outcome = Acceptance(request()).offer(item(duration_s=3, bpm=900, year=1492, energy=140, key="?"))
    assert isinstance(outcome, Track)
    assert (outcome.duration_s, outcome.bpm, outcome.year, outcome.camelot, outcome.energy) == (
        None,
        None,
        None,
        None,
        100,
    )
    assert {w.split(":")[0] for w in outcome.warnings} >= {"duration_s", "bpm", "year", "energy"}


def test_surplus_is_rejected() -> None:
    acceptance = offer(request(track_count=3), items(5))
    assert acceptance.complete
    assert [r.reason.split(":")[0] for r in acceptance.rejections] == ["surplus", "surplus"]


def test_an_anchor_is_kept_a_place_and_no_rule_keeps_it_out() -> None:
    wanted = request(
        track_count=3, anchor_tracks=[{"artist": "Kate Bush", "title": "Cloudbusting"}], active_decades=["80s"]
    )
    anchor = item(artist="Kate Bush", title="Cloudbusting (2018 Remaster)", year=2018)
    acceptance = offer(wanted, [*items(4), anchor])
    assert [t.title for t in acceptance.tracks] == ["Song 1", "Song 2", "Cloudbusting (2018 Remaster)"]
    assert [w for w in acceptance.tracks[2].warnings if w.startswith("active_decades:")]
    assert anchor_of(wanted, "KATE BUSH", "cloudbusting")
    assert len(acceptance.rejections) == 2
