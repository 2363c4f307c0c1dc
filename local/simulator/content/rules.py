"""What a prompt says that a program can read: rule lines, positions, songs to take or to leave.

A prompt's rules are lines `- name: words and JSON`; positions are lines `3: energy 65`; songs stand as
JSON objects. What a listener wrote, between `<request>` and `</request>`, gives no orders: it only
colours the choice.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_REQUEST = re.compile(r"<request>\n(.*?)\n</request>", re.DOTALL)
_RULE = re.compile(r"^- (\w+): (.*)$", re.MULTILINE)
_POSITION = re.compile(r"^(\d+): energy (\d+)$", re.MULTILINE)
_SONG = re.compile(r"^(?:\d+: )?(\{.*\})$", re.MULTILINE)
_COUNT = re.compile(r"\b(?:exactly|write) (\d+)\b|\b(\d+) (?:tracks|songs)\b", re.IGNORECASE)
_DEFAULT_COUNT = 10
_MOST = 200


@dataclass(frozen=True)
class Rules:
    """The rules of one prompt; empty collections ask for nothing."""

    count: int
    words: str
    targets: tuple[int, ...]
    energy: tuple[int, int]
    genres: tuple[str, ...]
    avoid_genres: tuple[str, ...]
    decades: frozenset[int]
    avoid_artists: tuple[str, ...]
    avoid_titles: tuple[str, ...]
    avoid_concepts: tuple[str, ...]
    taken: frozenset[tuple[str, str]]
    must: frozenset[tuple[str, str]]
    clean: bool
    per_artist: int
    discovery: int
    rising_bpm: bool


def read(prompt: str) -> Rules:
    """The rules in the text of a prompt."""
    outside = _REQUEST.sub("", prompt)
    lines = dict(_RULE.findall(outside))
    numbers = {name: [int(n) for n in re.findall(r"\d+", text)] for name, text in lines.items()}
    targets = tuple(int(energy) for _, energy in _POSITION.findall(outside))
    energy = numbers.get("energy_range", [])
    taken = frozenset(_songs(outside))
    return Rules(
        count=_count(outside, targets),
        words=" ".join(_REQUEST.findall(prompt) or [prompt]).casefold(),
        targets=targets,
        energy=(energy[0], energy[1]) if len(energy) == 2 else (1, 100),
        genres=_names(lines, "genres"),
        avoid_genres=_names(lines, "avoid_genres"),
        decades=frozenset(_decade(name) for name in _names(lines, "active_decades")),
        avoid_artists=_names(lines, "avoid_artists"),
        avoid_titles=_names(lines, "blacklist"),
        avoid_concepts=_names(lines, "avoid_concepts"),
        taken=taken,
        must=frozenset(_id(song) for song in _listed(lines, "anchor_tracks")) - taken,
        clean="content_mode" in lines,
        per_artist=numbers.get("artist_diversity", [2])[0],
        discovery=numbers.get("discovery", [30])[0],
        rising_bpm="bpm never falls" in lines.get("energy_preset", ""),
    )


def song_id(artist: str, title: str) -> tuple[str, str]:
    """Artist and title without case, for comparing."""
    return artist.casefold(), title.casefold()


def _count(text: str, targets: tuple[int, ...]) -> int:
    found = _COUNT.findall(text)
    if not found:
        return len(targets) or _DEFAULT_COUNT
    # The last number is the order; earlier ones describe the whole.
    return min(_MOST, int(next(filter(None, found[-1]))))


def _id(song: dict[str, Any]) -> tuple[str, str]:
    return song_id(str(song.get("artist")), str(song.get("title")))


def _songs(text: str) -> Iterator[tuple[str, str]]:
    for line in _SONG.findall(text):
        try:
            song = json.loads(line)
        except ValueError:
            continue
        if "artist" in song and "title" in song:
            yield _id(song)


def _listed(lines: dict[str, str], name: str) -> list[Any]:
    """The JSON list in a rule's line."""
    text = lines.get(name, "")
    try:
        values: list[Any] = json.loads(text[text.index("[") :])
    except ValueError:
        return []
    return values


def _names(lines: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(str(value).casefold() for value in _listed(lines, name))


def _decade(name: str) -> int:
    """The first year of "1970s", "80s" or "00s"."""
    digits = int(name.removesuffix("s"))
    return digits if digits > 99 else digits + (1900 if digits >= 30 else 2000)
