"""The music that a video asks for: a cue for whoever adds it, and the pace at which the story is told.

No sound is made here. Tempos are chosen so that a beat is a whole number of frames at 30 frames a second.
"""

from typing import Literal

from tailrace.events import Strict
from tailrace.kinds.video.durations import FPS

Mood = Literal["energetic", "bold", "modern", "calm"]

# Beats a minute, and beats from one cut to the next.
_MOODS: dict[Mood, tuple[int, int]] = {"energetic": (120, 2), "bold": (90, 2), "modern": (100, 4), "calm": (75, 4)}


class MusicCue(Strict):
    """`cut_every_frames`: how often something on the screen should change so that it falls on a beat."""

    mood: Mood
    tempo_bpm: int
    frames_per_beat: int
    cut_every_frames: int


def cue(mood: Mood) -> MusicCue:
    """The cue for a mood."""
    tempo, beats = _MOODS[mood]
    frames = FPS * 60 // tempo
    return MusicCue(mood=mood, tempo_bpm=tempo, frames_per_beat=frames, cut_every_frames=beats * frames)
