"""The request as rule lines for a model: one line a field, in words and numbers that can be checked.

A field that asks for nothing gives no line. What a client wrote appears in lines only as JSON, so that it
can't end a line or begin another.
"""

from collections.abc import Callable
from math import inf
from typing import Any, NamedTuple

from tailrace.kinds.playlist import measures
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.quote import quote

_ARCS = {
    "mountain": "rises to one peak and comes down again",
    "slow_burn": "rises slowly to the end",
    "rollercoaster": "swings up and down",
    "wave": "comes and goes in even waves",
    "steady": "stays level",
    "descent": "falls from the start to the end",
    "double_peak": "has two peaks",
    "late_night": "rises gently and stays deep",
    "explosive_start": "starts at the top and cools down early",
    "tension_release": "builds tension, then lets go near the end",
    "chill": "stays low and calm",
    "festival_closer": "climbs in steps to the biggest moment at the end",
}
_PRESETS = {
    "no_slow_songs": "no slow songs: every energy above 50",
    "keep_it_mellow": "mellow throughout: no energy above 50",
    "mid_tempo_groove": "a mid-tempo groove: every energy from 60 to 75",
    "bpm_ramp": "the bpm never falls from one track to the next",
}
_TEMPLATES = {
    "cinematic": "cinematic: wide, scenic, orchestral or score-like",
    "danceable": "danceable: a steady beat that one can move to",
    "intimate": "intimate: close, quiet, few instruments",
    "instrumental": "instrumental: no lead vocals",
    "90s_soundtrack": "like the soundtrack of a film of the 1990s",
}
_CONTENT = {
    "clean": "no track with explicit lyrics; use the clean recording and set explicit to false",
    "family": "no track with explicit lyrics, and nothing about sex, drugs or violence; fit for children",
}


class Rule(NamedTuple):
    """A rule, named after the request's field."""

    name: str
    text: str

    def __str__(self) -> str:
        return f"- {self.name}: {self.text}"


def rules(request: PlaylistInput) -> list[Rule]:
    """One rule for each field that asks for something, in the order of the fields."""
    written = ((name, line(request)) for name, line in _LINES.items())
    return [Rule(name, text) for name, text in written if text]


def _energy_range(request: PlaylistInput) -> str:
    low, high = request.energy_range.min, request.energy_range.max
    return f"every energy from {low} to {high}"


def _artist_diversity(request: PlaylistInput) -> str:
    cap = measures.artist_cap(request)
    return f"at most {cap} {'track' if cap == 1 else 'tracks'} by the same artist ({request.artist_diversity} of 100)"


def _span(span: tuple[int, float], what: str, slider: int) -> str | None:
    least, most = span
    if most < inf:
        return f"at most {most:.0f} different {what} ({slider} of 100)"
    return f"at least {least} different {what} ({slider} of 100)" if least > 1 else None


def _discovery(request: PlaylistInput) -> str:
    value = request.discovery
    words = "well-known hits" if value < 34 else "a mix of known and less known songs" if value < 67 else "deep cuts"
    return f"{value} on a scale from 0 (only hits) to 100 (only deep cuts): {words}"


def _slider(value: int, low: str, high: str) -> str | None:
    """Sliders count under 30 and over 70; between, they are told as a number unless neutral."""
    if value == 50:
        return None
    words = low if value < 30 else high if value > 70 else "a balance"
    return f"{words} ({value} from 0 {low} to 100 {high})"


def _vocal_density(request: PlaylistInput) -> str | None:
    vocals = request.vocal_density
    lines = (
        _slider(vocals.vocals, "instrumental", "led by vocals"),
        _slider(vocals.atmosphere, "hooky", "atmospheric"),
        _slider(vocals.lyric_clarity, "blurred lyrics", "clear lyrics"),
    )
    return "; ".join(line for line in lines if line) or None


def _weighted_phrases(request: PlaylistInput) -> str | None:
    if not request.weighted_phrases:
        return None
    total = sum(phrase.weight for phrase in request.weighted_phrases) or 1
    shares = (f"{round(100 * p.weight / total)} % {quote(p.phrase)}" for p in request.weighted_phrases)
    return "how much each of these counts: " + ", ".join(shares)


def _context(request: PlaylistInput) -> str | None:
    given = request.context_tokens.model_dump(exclude_none=True)
    return (
        "heard with " + ", ".join(f"{name.replace('_', ' ')}: {v.replace('_', ' ')}" for name, v in given.items())
        if given
        else None
    )


def _similar(request: PlaylistInput) -> str | None:
    similar = request.similar_playlist
    if similar is None:
        return None
    return f"like {quote(similar.like)}" + (f", but {quote(similar.but)}" if similar.but else "")


def _listed(lead: str, values: list[Any]) -> str | None:
    return f"{lead} {quote(values)}" if values else None


_LINES: dict[str, Callable[[PlaylistInput], str | None]] = {
    "track_count": lambda r: f"the whole set has exactly {r.track_total} tracks",
    "duration": lambda r: f"about {r.duration} minutes in all" if r.duration else None,
    "arc_template": lambda r: f"{r.arc_template}: energy {_ARCS[r.arc_template]}",
    "energy_range": _energy_range,
    "energy_tolerance": lambda r: f"each energy within {r.energy_tolerance} of its position's target",
    "energy_preset": lambda r: _PRESETS.get(r.energy_preset),
    "discovery": _discovery,
    "artist_diversity": _artist_diversity,
    "genre_diversity": lambda r: _span(measures.genre_span(r), "genres", r.genre_diversity),
    "decade_spread": lambda r: _span(measures.decade_span(r), "decades", r.decade_spread),
    "syncopation": lambda r: _slider(r.syncopation, "straight beats", "syncopated beats"),
    "key_match": lambda r: (
        "each key the same as, next to or relative to the key before on the Camelot wheel"
        if r.key_match == "strict"
        else "prefer keys that go together where nothing else suffers"
    ),
    "transition_quality_threshold": lambda r: (
        f"each transition scores at least {r.transition_quality_threshold} of 100 "
        "(35 % tempo, 35 % key, 30 % energy: stay close to the track before)"
        if r.transition_quality_threshold
        else None
    ),
    "genres": lambda r: _listed("only these genres and their styles:", r.genres),
    "active_decades": lambda r: _listed("only songs first released in these decades:", r.active_decades),
    "moods": lambda r: _listed("moods:", r.moods),
    "avoid_artists": lambda r: _listed("no track by, with or featuring any of", r.avoid_artists),
    "avoid_genres": lambda r: _listed("no track of these genres or their styles:", r.avoid_genres),
    "avoid_concepts": lambda r: _listed("no title and no lyrics about", r.avoid_concepts),
    "blacklist": lambda r: _listed("none of these songs:", r.blacklist),
    "content_mode": lambda r: _CONTENT.get(r.content_mode),
    "weighted_phrases": _weighted_phrases,
    "vocal_density": _vocal_density,
    "context_tokens": _context,
    "anchor_tracks": lambda r: _listed(
        "these songs must be in the set, where they suit the arc best:", [a.model_dump() for a in r.anchor_tracks]
    ),
    "similar_playlist": _similar,
    "applied_templates": lambda r: "; ".join(_TEMPLATES[t] for t in r.applied_templates) or None,
}
