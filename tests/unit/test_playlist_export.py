"""A playlist as a file."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace import exports
from tailrace.exports import NothingToExportError, UnknownFormatError, export

VIDEO = {
    "status": "resolved",
    "url": "https://www.youtube.com/watch?v=abc",
    "title": "A video",
    "duration_s": 201,
    "message": None,
}


def position(index: int, enrichment: Any = None, **changes: Any) -> dict[str, Any]:
    track = {
        "artist": "SZA",
        "title": "The Weekend",
        "duration_s": 240,
        "energy": 50,
        "key": "A minor",
        "camelot": "8A",
        "bpm": 120.5,
        "genre": None,
        "year": 2017,
        "explicit": True,
        "reason": "It fits.",
        "target_energy": 52,
        "transition": None,
        "warnings": [],
    }
    return {
        "index": index,
        "provider": "gemini",
        "track": {**track, **changes},
        "enrichment": enrichment,
        "alternatives": [],
    }


def snapshot(*tracks: dict[str, Any], status: str = "completed", prompt: str = "Night drive") -> dict[str, Any]:
    return {
        "run_id": "01k9zq4t0v6h8m3r5w7y9b2d4f",
        "kind": "playlist",
        "status": status,
        "seq": 7,
        "input": {"prompt": prompt},
        "summary": None,
        "degraded": [],
        "parts": {"primary": "gemini", "tracks": list(tracks)},
    }


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


def test_a_table_has_a_line_a_position_and_leaves_unknown_values_empty() -> None:
    made = export(snapshot(position(0, VIDEO), position(1, warnings=["too loud", "too long"])), "csv")

    first, second = rows(made.content)
    assert (first["position"], first["artist"], first["bpm"], first["explicit"]) == ("1", "SZA", "120.5", "yes")
    assert (first["genre"], first["video_url"], first["video_status"]) == ("", VIDEO["url"], "resolved")
    assert (second["position"], second["video_url"], second["warnings"]) == ("2", "", "too loud; too long")
    assert made.media_type == "text/csv; charset=utf-8"
    assert made.content.endswith(b"\r\n")


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_a_model_wrote_comes_back_from_the_table_and_is_never_a_formula(artist: str, title: str) -> None:
    (row,) = rows(export(snapshot(position(0, artist=artist, title=title)), "csv").content)

    for cell, text in ((row["artist"], artist), (row["title"], title)):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert cell in (text, f"'{text}")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
def test_what_a_spreadsheet_would_compute_is_text(text: str) -> None:
    (row,) = rows(export(snapshot(position(0, reason=text)), "csv").content)

    assert row["reason"] == f"'{text}"


def test_a_players_list_has_the_videos_and_says_of_the_others_why_not() -> None:
    unresolved = {**VIDEO, "status": "unresolved", "url": None, "message": "The day's searches are used up"}
    forbidden = {**VIDEO, "status": "unavailable", "message": None}
    tracks = (position(0, VIDEO), position(1, unresolved), position(2, forbidden), position(3))
    made = export(snapshot(*tracks, prompt="Night\ndrive"), "m3u")

    assert made.content.decode().splitlines() == [
        "#EXTM3U",
        "#EXTENC:UTF-8",
        "#PLAYLIST:Night drive",
        "#EXTINF:201,SZA - The Weekend",
        "https://www.youtube.com/watch?v=abc",
        "# SZA - The Weekend: The day's searches are used up",
        "# SZA - The Weekend: the video may not be played elsewhere",
        "# SZA - The Weekend: no video was looked up yet",
    ]


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_gets_an_entry_of_its_own_into_a_players_list(artist: str, prompt: str) -> None:
    made = export(snapshot(position(0, VIDEO, artist=artist), prompt=prompt), "m3u")

    lines = made.content.decode().splitlines()
    assert len(lines) == 5
    assert [line for line in lines if not line.startswith("#")] == [VIDEO["url"]]


def test_a_length_that_nobody_knows_is_minus_one() -> None:
    made = export(snapshot(position(0, {**VIDEO, "duration_s": None}, duration_s=None)), "m3u")

    assert b"#EXTINF:-1,SZA - The Weekend\n" in made.content


def test_as_json_it_is_the_positions_as_they_are() -> None:
    tracks = [position(0, VIDEO), position(1)]

    whole = json.loads(export(snapshot(*tracks), "json").content)

    assert (whole["tracks"], whole["primary"], whole["status"]) == (tracks, "gemini", "completed")


def test_the_first_format_is_the_default_and_the_files_name_says_what_it_is() -> None:
    assert export(snapshot(position(0)), None).filename == "playlist-01k9zq4t0v6h8m3r5w7y9b2d4f.csv"
    partial = export(snapshot(position(0), status="cancelled"), "m3u")
    assert partial.filename == "playlist-01k9zq4t0v6h8m3r5w7y9b2d4f-partial.m3u"


@pytest.mark.parametrize("name", list(exports.formats("playlist")))
def test_the_same_run_is_the_same_bytes_and_an_empty_one_is_none(name: str) -> None:
    assert export(snapshot(position(0)), name) == export(snapshot(position(0)), name)
    with pytest.raises(NothingToExportError):
        export(snapshot(), name)


@pytest.mark.parametrize("name", ["pdf", "CSV", ""])
def test_a_format_that_there_is_not_is_told_with_those_that_there_are(name: str) -> None:
    with pytest.raises(UnknownFormatError, match="there are csv, m3u, json"):
        export(snapshot(position(0)), name)
