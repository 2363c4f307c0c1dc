"""The hard rules: songs that a request keeps out, whatever a model says."""

import re

from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.measures import decade
from tailrace.kinds.playlist.songs import contains_words, credited, name_key, song_key, title_key
from tailrace.kinds.playlist.track import Track
from tailrace.kinds.playlist.vocabulary import AnchorTrack


def anchor_of(request: PlaylistInput, artist: str, title: str) -> AnchorTrack | None:
    """The anchor that this song is, if it is one."""
    key = song_key(artist, title)
    return next((a for a in request.anchor_tracks if song_key(a.artist, a.title) == key), None)


def excluded(request: PlaylistInput, track: Track) -> str | None:
    """Which hard rule keeps this track out, as "field: why"; null if none does.

    Anchors are asked for by name, so no rule keeps them out.
    """
    return None if anchor_of(request, track.artist, track.title) else broken_rule(request, track)


def broken_rule(request: PlaylistInput, track: Track) -> str | None:
    """The hard rule that this track, anchor or not, breaks.

    What is unknown (a genre, a year, whether lyrics are explicit) breaks none, except in family mode.
    """
    reasons = (
        _avoided_artist(request, track),
        _blacklisted(request, track),
        _avoided_genre(request, track),
        _avoided_concept(request, track),
        _other_decade(request, track),
        _explicit(request, track),
    )
    return next((reason for reason in reasons if reason), None)


def _avoided_artist(request: PlaylistInput, track: Track) -> str | None:
    if not request.avoid_artists:
        return None
    names = credited(track.artist, track.title)
    hit = next((a for a in request.avoid_artists if name_key(a) in names), None)
    return f"avoid_artists: {hit} takes part" if hit else None


def _blacklisted(request: PlaylistInput, track: Track) -> str | None:
    for song in request.blacklist:
        if is_song(song, track.artist, track.title):
            return f"blacklist: the song is {song}"
    return None


def is_song(named: str, artist: str, title: str) -> bool:
    """Whether `named`, a title or "Artist - Title", names this song."""
    if title_key(named) == title_key(title):
        return True
    halves = re.split(r"\s+[-–—]\s+", named, maxsplit=1)
    key = song_key(artist, title)
    return len(halves) == 2 and key in (song_key(halves[0], halves[1]), song_key(halves[1], halves[0]))


def _avoided_genre(request: PlaylistInput, track: Track) -> str | None:
    hit = next((g for g in request.avoid_genres if contains_words(track.genre or "", g)), None)
    return f"avoid_genres: {track.genre} is {hit}" if hit else None


def _avoided_concept(request: PlaylistInput, track: Track) -> str | None:
    hit = next((c for c in request.avoid_concepts if contains_words(track.title, c)), None)
    return f"avoid_concepts: the title names {hit}" if hit else None


def _other_decade(request: PlaylistInput, track: Track) -> str | None:
    if not request.active_decades or track.year is None or decade(track.year) in request.active_decades:
        return None
    return f"active_decades: {track.year} is in none of {', '.join(request.active_decades)}"


def _explicit(request: PlaylistInput, track: Track) -> str | None:
    if request.content_mode != "explicit_ok" and track.explicit:
        return f"content_mode: explicit, and {request.content_mode} was asked for"
    if request.content_mode == "family" and track.explicit is None:
        return "content_mode: not known to be free of explicit lyrics, and family was asked for"
    return None
