"""Which of the videos that a search found is the song: by title, artist and length."""

from collections.abc import Iterable

from tailrace.kinds.playlist.songs import artist_key, bare_title, contains_words, name_key, words
from tailrace.kinds.playlist.track import Track
from tailrace.youtube import Video

# Another recording, unless the track's own title says so.
_OTHER_RECORDINGS = (
    "live", "cover", "karaoke", "instrumental", "remix", "mashup", "reaction", "tutorial", "lesson", "tribute",
    "nightcore", "8d", "slowed", "sped up", "1 hour", "10 hours", "acoustic", "demo",
)  # fmt: skip
_MOST_TIMES_LONGER = 2
# Seconds of difference that an intro or an outro explains.
_SAME_LENGTH_S = 15


def best_video(track: Track, videos: Iterable[Video]) -> Video | None:
    """The video that is this track, or none. `videos` best first by the search.

    It must name the title, and the artist in its title or channel, and be at most twice or half as long. Among those:
    embeddable before not, the same recording before another, then the nearest length, then the search's order.
    """
    fitting = [video for video in videos if _fits(track, video)]
    if not fitting:
        return None
    return min(fitting, key=lambda v: (not v.embeddable, _other_recording(track, v), _length_off(track, v)))


def _fits(track: Track, video: Video) -> bool:
    if not set(words(bare_title(track.title))) <= set(words(video.title)):
        return False
    artist = artist_key(track.artist)
    if artist not in name_key(video.title) and artist not in name_key(video.channel):
        return False
    if not track.duration_s or not video.duration_s:
        return True
    longer, shorter = max(track.duration_s, video.duration_s), min(track.duration_s, video.duration_s)
    return longer <= _MOST_TIMES_LONGER * shorter


def _other_recording(track: Track, video: Video) -> bool:
    return any(contains_words(video.title, w) and not contains_words(track.title, w) for w in _OTHER_RECORDINGS)


def _length_off(track: Track, video: Video) -> int:
    """How much the lengths differ, in steps of what an intro explains; an unknown length is two off."""
    if not track.duration_s or not video.duration_s:
        return 2
    return abs(track.duration_s - video.duration_s) // _SAME_LENGTH_S
