"""The songs that the simulated models and the simulated video index know: facts about released music.

Tempo, key and energy are as good as such lists usually are: plausible, not measured.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Video = Literal["found", "none", "blocked"]


# Compared and hashed by identity: each song is there once.
@dataclass(frozen=True, eq=False)
class Song:
    """`duration_s` in seconds, `energy` 1–100, `fame` 1 (obscure) to 3 (a hit).

    `video`: whether the index has one, has none, or has one that may not be embedded.
    """

    artist: str
    title: str
    year: int
    genre: str
    bpm: int
    key: str
    duration_s: int
    energy: int
    explicit: bool
    fame: int
    video: Video

    @property
    def decade(self) -> int:
        """The first year of its decade."""
        return self.year // 10 * 10


@cache
def songs() -> tuple[Song, ...]:
    """All songs, in the order of the file."""
    text = files(__package__).joinpath("catalogue.csv").read_text(encoding="utf-8")
    return tuple(_song(row) for row in csv.DictReader(text.splitlines()))


def _song(row: dict[str, str]) -> Song:
    videos: dict[str, Video] = {"": "found", "none": "none", "blocked": "blocked"}
    return Song(
        artist=row["artist"],
        title=row["title"],
        year=int(row["year"]),
        genre=row["genre"],
        bpm=int(row["bpm"]),
        key=row["key"],
        duration_s=int(row["duration_s"]),
        energy=int(row["energy"]),
        explicit=bool(row["explicit"]),
        fame=int(row["fame"]),
        video=videos[row["video"]],
    )
