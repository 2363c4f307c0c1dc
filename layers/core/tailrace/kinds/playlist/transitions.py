"""How one track follows another: every value is computed from the two tracks.

Quality comes from the energy gap alone, in bands that widen with the request's tolerance; the score weighs
tempo, key and energy. How to mix follows from both.
"""

from tailrace.kinds.playlist.keys import Compatibility, compatibility
from tailrace.kinds.playlist.track import Quality, Track, Transition

_TEMPO_SCORES = ((2, 100), (5, 85), (10, 70), (15, 50), (20, 30))
_TEMPO_UNKNOWN, _TEMPO_FAR = 50, 10
# An unknown key is scored like a compatible one, for want of a reason against it, but is called unknown.
_KEY_SCORES: dict[Compatibility, int] = {"perfect": 100, "compatible": 85, "warning": 50, "clash": 20, "unknown": 85}
_CROSSFADE_SECONDS = (5, 30)
_USUAL_BPM = 120.0


def transition(before: Track, after: Track, tolerance: int) -> Transition:
    """The transition from `before` to `after`; `tolerance` is the request's energy tolerance, 1–20.

    Score = 35 % tempo + 35 % key + 30 % energy (100 - 2 × gap, not below 0).
    """
    gap = abs(before.energy - after.energy)
    difference = tempo_difference(before.bpm, after.bpm)
    harmony = compatibility(before.camelot, after.camelot)
    quality = energy_quality(gap, tolerance)
    kind, beats = _mix(quality, difference, harmony, rising=after.energy > before.energy)
    return Transition(
        quality=quality,
        type=kind,
        duration_beats=beats,
        crossfade_s=_seconds(beats, after.bpm or before.bpm or _USUAL_BPM),
        key_compatibility=harmony,
        bpm_difference=difference,
        energy_gap=gap,
        score=round(0.35 * tempo_score(difference) + 0.35 * _KEY_SCORES[harmony] + 0.30 * max(0, 100 - 2 * gap)),
    )


def energy_quality(gap: int, tolerance: int) -> Quality:
    """Excellent up to max(5, t/2), good up to max(10, t), fair up to max(20, 1.5 t), else poor."""
    if gap <= max(5, tolerance / 2):
        return "excellent"
    if gap <= max(10, tolerance):
        return "good"
    return "fair" if gap <= max(20, 1.5 * tolerance) else "poor"


def tempo_difference(first: float | None, second: float | None) -> float | None:
    """Beats a minute between two tempos, or between one and the double of the other, whichever is less."""
    if first is None or second is None:
        return None
    return round(min(abs(first - second), abs(2 * first - second), abs(first - 2 * second)), 1)


def tempo_score(difference: float | None) -> int:
    """0–100 by the difference in beats a minute; 50 where a tempo is unknown."""
    if difference is None:
        return _TEMPO_UNKNOWN
    return next((score for limit, score in _TEMPO_SCORES if difference <= limit), _TEMPO_FAR)


def _mix(quality: Quality, difference: float | None, harmony: Compatibility, *, rising: bool) -> tuple[str, int]:
    """Type and beats.

    Poor: no overlap that could hide the jump, so a cut (4 beats) into more energy, a fade (8) into less.
    Otherwise a blend where tempo (≤ 5) and key are known to match: 32 beats if excellent, else 16.
    Otherwise a crossfade: 16 beats, 8 where the keys clash or the step is only fair.
    """
    if quality == "poor":
        return ("cut", 4) if rising else ("fade", 8)
    if difference is not None and difference <= 5 and harmony in ("perfect", "compatible"):
        return "blend", 32 if quality == "excellent" else 16
    return "crossfade", 8 if quality == "fair" or harmony == "clash" else 16


def _seconds(beats: int, bpm: float) -> int:
    shortest, longest = _CROSSFADE_SECONDS
    return min(longest, max(shortest, round(beats * 60 / bpm)))
