"""A track, and what is computed about it beside what the model wrote."""

from typing import Literal

from tailrace.events import Strict

Quality = Literal["excellent", "good", "fair", "poor"]


class Transition(Strict):
    """How well a track follows the one before it; every value is computed (see transitions.py).

    `duration_beats` in beats, `crossfade_s` in seconds, `bpm_difference` null where a tempo is
    unknown, `score` 0–100.
    """

    quality: Quality
    type: Literal["cut", "blend", "fade", "crossfade"]
    duration_beats: int
    crossfade_s: int
    key_compatibility: Literal["perfect", "compatible", "warning", "clash", "unknown"]
    bpm_difference: float | None
    energy_gap: int
    score: int


class Track(Strict):
    """One track of a set.

    `duration_s` in seconds; `energy` 1–100 is intensity, not tempo; `key` as the model wrote it and
    `camelot` its code on the Camelot wheel; `bpm` 60–200. Null means unknown. `target_energy`
    is the arc's value at this position. `transition` leads from the track before (null for the
    first). `warnings` name the soft rules of the request that this track breaks.
    """

    artist: str
    title: str
    duration_s: int | None
    energy: int
    key: str | None
    camelot: str | None
    bpm: float | None
    genre: str | None
    year: int | None
    explicit: bool | None
    reason: str
    target_energy: int
    transition: Transition | None
    warnings: list[str]
