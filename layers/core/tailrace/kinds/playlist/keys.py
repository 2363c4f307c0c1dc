"""Musical keys as codes on the Camelot wheel ("8A" is A minor, "8B" its relative C major)."""

import re
from typing import Literal

Compatibility = Literal["perfect", "compatible", "warning", "clash", "unknown"]

_BY_STEPS: tuple[Compatibility, ...] = ("perfect", "compatible", "warning", "clash")
_PITCHES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "sharp": 1, "b": -1, "♭": -1, "flat": -1}
_CAMELOT = re.compile(r"(1[0-2]|0?[1-9])\s*([ABab])")
_NAMED = re.compile(
    r"(?P<note>[A-Ga-g])[\s-]*(?P<accidental>#|♯|♭|b|sharp|flat)?[\s-]*(?P<mode>m|M|(?i:minor|min|moll|major|maj|dur))?\.?"
)


def camelot(key: str | None) -> str | None:
    """The Camelot code of a key in any usual spelling ("A minor", "Am", "8A", "F♯ min", "Db major"), else null.

    A note alone is major if it is a capital; in small letters it is ambiguous, so unknown.
    """
    text = (key or "").strip()
    if wheel := _CAMELOT.fullmatch(text):
        return f"{int(wheel[1])}{wheel[2].upper()}"
    named = _NAMED.fullmatch(text)
    if named is None:
        return None
    note, mode = named["note"], named["mode"]
    if mode is None and note.islower():
        return None
    minor = mode is not None and (mode == "m" or mode.lower() in ("minor", "min", "moll"))
    pitch = _PITCHES[note.lower()] + _ACCIDENTALS[named["accidental"] or ""]
    # A step on the wheel is a fifth, seven semitones; a minor key shares the number of its relative major.
    number = ((pitch + 3 * minor) * 7 + 7) % 12 + 1
    return f"{number}{'A' if minor else 'B'}"


def compatibility(first: str | None, second: str | None) -> Compatibility:
    """How two Camelot codes go together: same perfect, one step (a fifth or the relative) compatible,
    two a warning, further a clash."""
    if first is None or second is None:
        return "unknown"
    apart = abs(int(first[:-1]) - int(second[:-1]))
    steps = min(apart, 12 - apart) + (first[-1] != second[-1])
    return _BY_STEPS[min(steps, 3)]
