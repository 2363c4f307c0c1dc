"""Deterministic checks of a finished list, one for each field of the request that asks for something.

Unknown is never a pass: where tracks don't carry the knowledge (moods, lyrics, how well known a song is),
the result is `unknown` and the message says why.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

from tailrace.events import Strict
from tailrace.kinds.playlist.exclusions import anchor_of, broken_rule
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.measures import artist_cap, decade, decade_span, genre_span
from tailrace.kinds.playlist.rules import rules
from tailrace.kinds.playlist.soft import fits_genres
from tailrace.kinds.playlist.songs import artist_key, name_key, song_key
from tailrace.kinds.playlist.track import Track

Result = Literal["pass", "fail", "unknown"]
Tracks = Sequence[Track]
Verdict = tuple[Result, str]

# Further than this from the arc, a track is a poor fit.
_POOR_FIT = 20
_LENGTH_TOLERANCE = 0.15


class Check(Strict):
    """One check: `name` is the request's field, or `duplicates`."""

    name: str
    result: Result
    message: str


def check(request: PlaylistInput, tracks: Iterable[Track | Mapping[str, Any]]) -> list[Check]:
    """The checks of `tracks` (a whole list, in order), in the order of the request's fields."""
    models = [track if isinstance(track, Track) else Track.model_validate(track) for track in tracks]
    named = [("duplicates", _duplicates), *((name, _CHECKS[name]) for name in _asked(request))]
    checks = []
    for name, judge in named:
        result, message = judge(request, models)
        checks.append(Check(name=name, result=result, message=message))
    return checks


def _asked(request: PlaylistInput) -> list[str]:
    """The fields that ask for something: those with a rule, and what the client wrote freely."""
    with_rule = {rule.name for rule in rules(request)} | {"prompt"}
    if request.long_form_input:
        with_rule.add("long_form_input")
    return [name for name in _CHECKS if name in with_rule]


def _verdict(bad: Sequence[str], doubtful: Sequence[str], good: str) -> Verdict:
    """Fail if anything is bad, unknown if anything is in doubt, else pass."""
    if bad:
        return "fail", "; ".join(bad)
    return ("unknown", "; ".join(doubtful)) if doubtful else ("pass", good)


def _at(positions: Iterable[int]) -> str:
    """Positions for a person, from 1."""
    return "at " + ", ".join(str(p) for p in positions)


def _unknown(why: str) -> Callable[[PlaylistInput, Tracks], Verdict]:
    return lambda request, tracks: ("unknown", why)


def _duplicates(request: PlaylistInput, tracks: Tracks) -> Verdict:
    keys = [song_key(t.artist, t.title) for t in tracks]
    again = [i + 1 for i, key in enumerate(keys) if key in keys[:i]]
    return _verdict([f"in the list already: the song {_at(again)}"] if again else [], [], "every song is there once")


def _track_count(request: PlaylistInput, tracks: Tracks) -> Verdict:
    text = f"{len(tracks)} of {request.track_total} tracks"
    return ("pass" if len(tracks) == request.track_total else "fail"), text


def _length(request: PlaylistInput, tracks: Tracks) -> Verdict:
    lacking = [i for i, t in enumerate(tracks, 1) if t.duration_s is None]
    if lacking:
        return "unknown", f"the duration is not known {_at(lacking)}"
    minutes, wanted = sum(t.duration_s or 0 for t in tracks) / 60, request.duration or 0
    near = abs(minutes - wanted) <= _LENGTH_TOLERANCE * wanted
    return ("pass" if near else "fail"), f"{minutes:.0f} of {wanted} minutes ({_LENGTH_TOLERANCE:.0%} off is fine)"


def _arc(request: PlaylistInput, tracks: Tracks) -> Verdict:
    return _off_target(request, tracks, _POOR_FIT)


def _tolerance(request: PlaylistInput, tracks: Tracks) -> Verdict:
    return _off_target(request, tracks, request.energy_tolerance)


def _off_target(request: PlaylistInput, tracks: Tracks, limit: int) -> Verdict:
    pairs = zip(tracks, request.targets, strict=False)
    off = [i for i, (track, target) in enumerate(pairs, 1) if abs(track.energy - target) > limit]
    bad = [f"more than {limit} off the {request.arc_template} arc {_at(off)}"] if off else []
    return _verdict(bad, [], f"every energy is within {limit} of the {request.arc_template} arc")


def _outside(tracks: Tracks, low: int, high: int) -> Verdict:
    out = [i for i, t in enumerate(tracks, 1) if not low <= t.energy <= high]
    bad = [f"outside {low}–{high} {_at(out)}"] if out else []
    return _verdict(bad, [], f"every energy is within {low}–{high}")


def _energy_range(request: PlaylistInput, tracks: Tracks) -> Verdict:
    return _outside(tracks, request.energy_range.min, request.energy_range.max)


def _preset(request: PlaylistInput, tracks: Tracks) -> Verdict:
    if request.energy_preset != "bpm_ramp":
        return _outside(tracks, *request.energy_bounds)
    known = [(i, t.bpm) for i, t in enumerate(tracks, 1) if t.bpm is not None]
    falls = [after for (_, a), (after, b) in pairwise(known) if b < a]
    doubt = [f"{len(tracks) - len(known)} tempos are unknown"] if len(known) < len(tracks) else []
    return _verdict([f"the tempo falls {_at(falls)}"] if falls else [], doubt, "the tempo never falls")


def _artists(request: PlaylistInput, tracks: Tracks) -> Verdict:
    cap, keys = artist_cap(request), [artist_key(t.artist) for t in tracks]
    over = {keys[i]: t.artist for i, t in enumerate(tracks) if keys.count(keys[i]) > cap}
    bad = [f"{name} has {keys.count(key)} tracks, {cap} allowed" for key, name in over.items()]
    return _verdict(bad, [], f"no artist has more than {cap}")


def _genre_diversity(request: PlaylistInput, tracks: Tracks) -> Verdict:
    return _spread([name_key(t.genre) if t.genre else None for t in tracks], genre_span(request), "genres")


def _decade_spread(request: PlaylistInput, tracks: Tracks) -> Verdict:
    return _spread([decade(t.year) if t.year else None for t in tracks], decade_span(request), "decades")


def _spread(values: Sequence[str | None], span: tuple[int, float], what: str) -> Verdict:
    """An unknown value might be a new one or none: it makes a pass unsure, and may save a lack."""
    least, most = span
    known, doubtful = len({v for v in values if v}), values.count(None)
    text = f"{known} different {what}; {least}–{most:g} asked for" if most < 1e9 else f"{known} different {what}"
    if known > most or known + doubtful < least:
        return "fail", f"{text}, at least {least} asked for" if most > 1e9 else text
    if known < least or (doubtful and known + doubtful > most):
        return "unknown", f"{text}; {doubtful} unknown"
    return "pass", text


def _key_match(request: PlaylistInput, tracks: Tracks) -> Verdict:
    links = [(i, t.transition.key_compatibility) for i, t in enumerate(tracks, 1) if t.transition]
    clashing = [i for i, key in links if key == "clash"]
    if request.key_match == "loose":
        return "pass", f"loose forbids no key; {len(clashing)} of {len(links)} transitions clash"
    wrong = [i for i, key in links if key in ("warning", "clash")]
    unsure = [i for i, key in links if key == "unknown"]
    bad = [f"the key does not fit the one before {_at(wrong)}"] if wrong else []
    return _verdict(bad, [f"the key is not known {_at(unsure)}"] if unsure else [], "every key fits the one before")


def _threshold(request: PlaylistInput, tracks: Tracks) -> Verdict:
    least = request.transition_quality_threshold or 0
    scores = [(i, t.transition.score) for i, t in enumerate(tracks, 1) if t.transition]
    low = [i for i, score in scores if score < least]
    return _verdict(
        [f"a transition scores under {least} {_at(low)}"] if low else [], [], f"no transition scores under {least}"
    )


def _genres(request: PlaylistInput, tracks: Tracks) -> Verdict:
    strangers = [i for i, t in enumerate(tracks, 1) if t.genre and not fits_genres(request, t)]
    unsure = [i for i, t in enumerate(tracks, 1) if not t.genre]
    bad = [f"another genre {_at(strangers)}"] if strangers else []
    return _verdict(bad, [f"the genre is not known {_at(unsure)}"] if unsure else [], "every genre was asked for")


def _kept_out(field: str, unknown_of: Callable[[Track], bool]) -> Callable[[PlaylistInput, Tracks], Verdict]:
    """The check of an exclusion; `unknown_of` says of which tracks it can't be known."""

    def judge(request: PlaylistInput, tracks: Tracks) -> Verdict:
        # Only this field is looked at, so that one track that breaks two rules fails both; an anchor does too.
        alone = PlaylistInput(prompt="-", **{field: getattr(request, field)})
        bad = [
            f"{why.split(': ', 1)[1]}, {_at([i])}" for i, t in enumerate(tracks, 1) if (why := broken_rule(alone, t))
        ]
        unsure = [i for i, t in enumerate(tracks, 1) if unknown_of(t)]
        return _verdict(bad, [f"not known {_at(unsure)}"] if unsure else [], "no track breaks it")

    return judge


def _concepts(request: PlaylistInput, tracks: Tracks) -> Verdict:
    result, message = _kept_out("avoid_concepts", lambda track: False)(request, tracks)
    return (result, message) if result == "fail" else ("unknown", "no title names them; lyrics are not known")


def _anchors(request: PlaylistInput, tracks: Tracks) -> Verdict:
    found = {song_key(a.artist, a.title) for t in tracks if (a := anchor_of(request, t.artist, t.title))}
    lacking = [a.title for a in request.anchor_tracks if song_key(a.artist, a.title) not in found]
    return _verdict([f"{title} is not in the set" for title in lacking], [], "every anchor is in the set")


_CHECKS: dict[str, Callable[[PlaylistInput, Tracks], Verdict]] = {
    "prompt": _unknown("whether the tracks suit the words is for a listener to say"),
    "track_count": _track_count,
    "duration": _length,
    "arc_template": _arc,
    "energy_range": _energy_range,
    "energy_tolerance": _tolerance,
    "energy_preset": _preset,
    "discovery": _unknown("tracks don't carry how well known they are"),
    "artist_diversity": _artists,
    "genre_diversity": _genre_diversity,
    "decade_spread": _decade_spread,
    "syncopation": _unknown("tracks don't carry their rhythm"),
    "key_match": _key_match,
    "transition_quality_threshold": _threshold,
    "genres": _genres,
    "active_decades": _kept_out("active_decades", lambda track: track.year is None),
    "moods": _unknown("tracks don't carry their mood"),
    "avoid_artists": _kept_out("avoid_artists", lambda track: False),
    "avoid_genres": _kept_out("avoid_genres", lambda track: track.genre is None),
    "avoid_concepts": _concepts,
    "blacklist": _kept_out("blacklist", lambda track: False),
    "content_mode": _kept_out("content_mode", lambda track: track.explicit is None),
    "weighted_phrases": _unknown("tracks don't carry what a phrase means"),
    "vocal_density": _unknown("tracks don't carry how they are sung"),
    "context_tokens": _unknown("tracks don't carry what occasion they suit"),
    "anchor_tracks": _anchors,
    "similar_playlist": _unknown("the other playlist's tracks are not known"),
    "long_form_input": _unknown("whether the tracks suit the words is for a listener to say"),
    "applied_templates": _unknown("tracks don't carry a style"),
}
