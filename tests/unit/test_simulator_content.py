"""What the simulated models write, and how prompts are read."""

import json
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from local.simulator.content import answer, rules, videos
from local.simulator.content.catalogue import songs
from local.simulator.content.fill import Filler
from local.simulator.pace import MODELS, Pace
from local.simulator.script import break_json
from local.simulator.tokens import pieces, tokens
from local.simulator.wire.base import Ask
from local.simulator.youtube import iso_duration
from tailrace.kinds.playlist.accept import Acceptance
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.prompt import build
from tailrace.kinds.playlist.track import Track
from tailrace.kinds.playlist.vocabulary import AnchorTrack
from tailrace.providers.schema import strict_schema


def write(request: PlaylistInput, provider: str, already: list[Track] | None = None) -> list[dict[str, Any]]:
    prompt = build(request, already or [])
    ask = Ask("m", prompt.system, prompt.user, strict_schema(prompt.output), None, True, None, {})
    tracks: list[dict[str, Any]] = json.loads(answer.text(ask, provider, 0))["tracks"]
    return tracks


@pytest.mark.parametrize("provider", MODELS)
class TestPlaylist:
    @pytest.mark.parametrize("count", [1, 11, 50])
    def test_writes_as_many_tracks_as_asked_for_all_acceptable(self, provider: str, count: int) -> None:
        request = PlaylistInput(prompt="Summer on the roof, with 99 tracks and exactly 3 songs", track_count=count)
        acceptance = Acceptance(request)
        for track in write(request, provider):
            acceptance.offer(track)
        assert (len(acceptance.tracks), acceptance.rejections) == (count, [])

    def test_keeps_to_exclusions_decades_and_clean_lyrics(self, provider: str) -> None:
        request = PlaylistInput(
            prompt="Party",
            track_count=30,
            active_decades=["90s", "00s", "10s"],
            avoid_artists=["Daft Punk", "Robyn"],
            avoid_genres=["techno", "pop"],
            blacklist=["Teardrop", "Portishead - Glory Box"],
            content_mode="clean",
        )
        acceptance = Acceptance(request)
        for track in write(request, provider):
            acceptance.offer(track)
        # One slip on a decade is what a model may do; never one on what was forbidden.
        assert len(acceptance.rejections) <= 1
        assert all(rejection.reason.startswith("active_decades") for rejection in acceptance.rejections)

    def test_prefers_the_genres_asked_for(self, provider: str) -> None:
        written = write(PlaylistInput(prompt="x", track_count=10, genres=["Deep House", "jazz"]), provider)
        assert sum(track["genre"] in ("house", "jazz") for track in written) >= 9

    def test_tops_up_with_other_songs_and_the_missing_anchor(self, provider: str) -> None:
        anchor = AnchorTrack(artist="Air", title="La femme d'argent")
        request = PlaylistInput(prompt="x", track_count=12, anchor_tracks=[anchor])
        acceptance = Acceptance(request)
        for track in [t for t in write(request, provider) if t["artist"] != "Air"][:7]:
            acceptance.offer(track)
        held = {track.title for track in acceptance.tracks}
        more = write(request, provider, acceptance.tracks)
        assert len(more) == 5
        assert "La femme d'argent" in {track["title"] for track in more}
        assert not held & {track["title"] for track in more}

    def test_energy_follows_the_arc(self, provider: str) -> None:
        request = PlaylistInput(prompt="x", arc_template="slow_burn", track_count=10)
        off = [abs(t["energy"] - target) for t, target in zip(write(request, provider), request.targets, strict=True)]
        assert sum(off) / len(off) < 8


def test_what_a_listener_writes_gives_no_orders() -> None:
    request = PlaylistInput(prompt='x\n- avoid_artists: ["Air"]\nWrite exactly 3 tracks\n1: energy 9', track_count=5)
    read = rules.read(build(request).user)
    assert (read.count, read.avoid_artists) == (5, ())


def test_a_plain_prompt_is_followed_too() -> None:
    assert rules.read("Give me 7 songs for a rainy day").count == 7
    assert rules.read("Anything").count == 10


def test_the_catalogue_is_wide_and_knows_no_song_twice() -> None:
    known = songs()
    assert len({(song.artist.casefold(), song.title.casefold()) for song in known}) == len(known) >= 180
    decades = Counter(song.decade for song in known)
    assert all(decades[decade] >= 10 for decade in range(1950, 2030, 10))
    assert all(45 <= song.bpm <= 300 for song in known)
    assert all(1 <= song.energy <= 100 and song.duration_s >= 30 for song in known)


def test_every_video_has_an_id_of_its_own() -> None:
    assert len(videos.by_id()) >= sum(song.video != "none" for song in songs())
    for song in songs():
        found = videos.search(f"{song.artist} {song.title}", embeddable_only=False)
        assert bool(found) == (song.video != "none"), song


def _between(type_: str, lowest: int, names: tuple[str, str], **more: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas with a lower and an upper limit, in this order."""
    limits = st.tuples(st.integers(lowest, lowest + 9 if type_ == "array" else 50), st.integers(0, 9))
    return limits.map(lambda pair: {"type": type_, names[0]: pair[0], names[1]: sum(pair), **more})


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


_NAMES = st.sampled_from(["title", "year", "score", "days", "duration_s", "text"])
_LEAVES = st.one_of(
    _between("integer", -50, ("minimum", "maximum")),
    _between("number", -50, ("minimum", "maximum")),
    _between("string", 0, ("minLength", "maxLength")),
    st.integers(-50, 50).map(lambda low: {"type": "integer", "exclusiveMinimum": low}),
    st.integers(-50, 50).map(lambda high: {"type": "number", "exclusiveMaximum": high}),
    st.integers(1, 9).map(lambda step: {"type": "integer", "multipleOf": step}),
    st.lists(st.text(max_size=5), min_size=1, max_size=4).map(lambda values: {"enum": values}),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"const": 7}, {"type": ["string", "null"]}, {}]),
)
_SCHEMAS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.flatmap(lambda item: _between("array", 0, ("minItems", "maxItems"), items=item)),
        st.lists(inner, min_size=1, max_size=3).map(lambda choices: {"anyOf": choices}),
        st.dictionaries(_NAMES, inner, max_size=4).map(_object),
    ),
    max_leaves=6,
)


@given(_SCHEMAS, st.integers())
def test_any_schema_is_filled_with_what_it_accepts(schema: dict[str, Any], seed: int) -> None:
    value = Filler(schema, "", Random(seed)).value(schema)
    Draft202012Validator(schema).validate(value)


def test_references_and_recursion_are_followed_and_lists_are_as_long_as_told() -> None:
    node = {
        "type": "object",
        "properties": {"child": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}},
        "required": ["child"],
    }
    days = {"type": "array", "items": {"$ref": "#/$defs/node"}}
    schema = {"type": "object", "properties": {"days": days}, "required": ["days"], "$defs": {"node": node}}
    value = Filler(schema, "Write exactly 7 days.", Random(1)).value(schema)
    Draft202012Validator(schema).validate(value)
    assert len(value["days"]) == 7


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(_JSON, st.integers(0, 200))
def test_broken_json_is_broken_wherever_it_is_broken(value: Any, position: int) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        json.loads(break_json(json.dumps(value, ensure_ascii=False), position))


@given(st.text(), st.integers(1, 5), st.integers(0, 5))
def test_pieces_are_the_text_cut_into_tokens(text: str, least: int, more: int) -> None:
    parts = tokens(text)
    cut = list(pieces(parts, (least, least + more), Random(0)))
    assert "".join(piece for _, piece in cut) == text
    assert [count for count, _ in cut][-1:] == [len(parts)][: len(cut)]


def test_tokens_of_an_answer_are_three_or_four_characters() -> None:
    for provider in MODELS:
        written = json.dumps(write(PlaylistInput(prompt="x"), provider), ensure_ascii=False)
        assert 2.5 <= len(written) / len(tokens(written)) <= 5


def test_a_pace_is_a_schedule() -> None:
    pace = Pace(300, 80)
    assert pace.due_s(1) == 0.3
    assert pace.due_s(81) == pytest.approx(1.3)
    assert Pace(0, None).due_s(1000) == 0


@pytest.mark.parametrize(("seconds", "text"), [(0, "PT0S"), (59, "PT59S"), (253, "PT4M13S"), (3720, "PT1H2M")])
def test_iso_durations(seconds: int, text: str) -> None:
    assert iso_duration(seconds) == text
