"""The numbers that a request's sliders stand for, the same for the prompt, the acceptance and the checks."""

from math import inf

from tailrace.kinds.playlist.input import PlaylistInput

# More kinds of music than this in one set is no set; more decades are not asked for when none are named.
_MANY_GENRES, _MANY_DECADES = 8, 6


def artist_cap(request: PlaylistInput) -> int:
    """How many tracks one artist may have: all at diversity 0, one at 100, falling with the square between."""
    share = (1 - request.artist_diversity / 100) ** 2
    return max(1, round(request.track_total * share))


def genre_span(request: PlaylistInput) -> tuple[int, float]:
    """Least and most different genres in the set; see `_span`."""
    return _span(request.genre_diversity, min(request.track_total, len(request.genres) or _MANY_GENRES))


def decade_span(request: PlaylistInput) -> tuple[int, float]:
    """Least and most different decades in the set; see `_span`."""
    return _span(request.decade_spread, min(request.track_total, len(request.active_decades) or _MANY_DECADES))


def _span(slider: int, many: int) -> tuple[int, float]:
    """50 asks for nothing (1 to any number); 100 for at least `many`, 0 for one only, linear between."""
    if slider >= 50:
        return 1 + round((many - 1) * (slider - 50) / 50), inf
    return 1, 1 + round((many - 1) * slider / 50)


def decade(year: int) -> str:
    """The decade as requests name it: 1974 is "1970s", 1984 "80s", 2004 "00s"."""
    start = year - year % 10
    return f"{start % 100:02d}s" if start >= 1980 else f"{start}s"
