"""The soft rules: what a track may break, but not in silence. Its warnings name the field and say how."""

from collections.abc import Iterable, Sequence

from tailrace.kinds.playlist.exclusions import anchor_of, broken_rule
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.measures import artist_cap
from tailrace.kinds.playlist.songs import artist_key, contains_words
from tailrace.kinds.playlist.track import Track

# The fields that `broken` speaks of; other warnings on a track are about what the model wrote.
FIELDS = frozenset(
    {
        "avoid_artists",
        "avoid_concepts",
        "blacklist",
        "energy_range",
        "energy_tolerance",
        "energy_preset",
        "artist_diversity",
        "genres",
        "avoid_genres",
        "active_decades",
        "content_mode",
        "key_match",
        "transition_quality_threshold",
    }
)


def broken(request: PlaylistInput, track: Track, before: Track | None, others: Iterable[Track]) -> list[str]:
    """The soft rules that `track` breaks, as "field: how", after `before` and beside `others` of the set."""
    return [
        *_anchor(request, track),
        *_energy(request, track),
        *_artist(request, track, others),
        *_unknown(request, track),
        *_genre(request, track),
        *_following(request, track, before),
    ]


def with_warnings(request: PlaylistInput, track: Track, before: Track | None, others: Sequence[Track]) -> Track:
    """`track` with its soft rules looked at again, and its other warnings kept."""
    kept = [w for w in track.warnings if w.split(":", 1)[0] not in FIELDS]
    return track.model_copy(update={"warnings": kept + broken(request, track, before, others)})


def _anchor(request: PlaylistInput, track: Track) -> list[str]:
    """A hard rule that is only soft for an anchor."""
    rule = broken_rule(request, track) if anchor_of(request, track.artist, track.title) else None
    return [rule] if rule else []


def _energy(request: PlaylistInput, track: Track) -> list[str]:
    found = []
    asked, (low, high) = request.energy_range, request.energy_bounds
    if not asked.min <= track.energy <= asked.max:
        found.append(f"energy_range: {track.energy} is outside {asked.min}–{asked.max}")
    elif not low <= track.energy <= high:
        found.append(f"energy_preset: {track.energy} is outside {low}–{high} of {request.energy_preset}")
    off = abs(track.energy - track.target_energy)
    if off > request.energy_tolerance:
        found.append(f"energy_tolerance: {off} off the arc's {track.target_energy}")
    return found


def _artist(request: PlaylistInput, track: Track, others: Iterable[Track]) -> list[str]:
    key, cap = artist_key(track.artist), artist_cap(request)
    count = 1 + sum(artist_key(other.artist) == key for other in others)
    return [f"artist_diversity: track {count} of {track.artist}, {cap} allowed"] if count > cap else []


def _unknown(request: PlaylistInput, track: Track) -> list[str]:
    return [
        f"{field}: {what} is unknown"
        for field, asked, what, value in (
            ("avoid_genres", request.avoid_genres, "the genre", track.genre),
            ("active_decades", request.active_decades, "the year", track.year),
            ("content_mode", request.content_mode != "explicit_ok", "whether it is explicit", track.explicit),
        )
        if asked and value is None
    ]


def _genre(request: PlaylistInput, track: Track) -> list[str]:
    if not request.genres or fits_genres(request, track):
        return []
    return [f"genres: {track.genre or 'an unknown genre'} is none of those asked for"]


def fits_genres(request: PlaylistInput, track: Track) -> bool:
    """Whether the track's genre is one of the request's, or a style of one ("deep house" of "house")."""
    return any(contains_words(track.genre or "", genre) for genre in request.genres)


def _following(request: PlaylistInput, track: Track, before: Track | None) -> list[str]:
    found, link = [], track.transition
    if before and request.energy_preset == "bpm_ramp" and before.bpm and track.bpm and track.bpm < before.bpm:
        found.append(f"energy_preset: the tempo falls from {before.bpm:g} to {track.bpm:g}")
    if link is None:
        return found
    if request.key_match == "strict" and link.key_compatibility in ("warning", "clash"):
        found.append(f"key_match: {link.key_compatibility} with the track before")
    threshold = request.transition_quality_threshold
    if threshold is not None and link.score < threshold:
        found.append(f"transition_quality_threshold: {link.score} is under {threshold}")
    return found
