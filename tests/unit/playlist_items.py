"""Tracks as a model writes them, for the tests of the playlist."""

from typing import Any


def item(n: int = 1, **fields: Any) -> dict[str, Any]:
    """A plausible track, the n-th of its kind."""
    return {
        "artist": f"Artist {n}",
        "title": f"Song {n}",
        "duration_s": 240,
        "energy": 50,
        "key": "A minor",
        "bpm": 120,
        "genre": "house",
        "year": 1985,
        "explicit": False,
        "reason": "It fits.",
    } | fields


def items(count: int, **fields: Any) -> list[dict[str, Any]]:
    """As many different tracks."""
    return [item(n, **fields) for n in range(1, count + 1)]
