"""The simulated index of videos: made from the songs that the simulator knows, the same every time."""

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from local.simulator.content.catalogue import Song, songs

_WORD = re.compile(r"\w+")
# Words of a query that say nothing about the song.
_FILLERS = frozenset({"official", "video", "audio", "music", "lyrics", "topic", "hd", "the", "a", "and", "feat", "ft"})


@dataclass(frozen=True)
class Video:
    """A video; `embeddable` is false where its owner forbids other sites to show it."""

    id: str
    title: str
    channel: str
    channel_id: str
    duration_s: int
    published: str
    embeddable: bool


def search(query: str, *, embeddable_only: bool) -> list[Video]:
    """The videos of the song whose artist and title the query names, best first; none of unknown songs."""
    asked = _words(query)
    found = [(song, named) for song in songs() if (named := _named(song)) <= asked]
    if not found:
        return []
    song, _ = max(found, key=lambda pair: len(pair[1]))
    return [video for video in _videos(song) if video.embeddable or not embeddable_only]


@cache
def by_id() -> dict[str, Video]:
    """Every video, by its id."""
    return {video.id: video for song in songs() for video in _videos(song)}


def _videos(song: Song) -> list[Video]:
    if song.video == "none":
        return []
    suffix = {3: " (Official Video)", 2: " (Official Audio)", 1: ""}[song.fame]
    title = f"{song.artist} - {song.title}{suffix}" if song.fame > 1 else song.title
    channel = song.artist if song.fame > 1 else f"{song.artist} - Topic"
    videos = [_video(song, title, channel, song.duration_s + 3)]
    if song.fame == 3:
        videos.append(_video(song, f"{song.artist} - {song.title} (Live)", "Live Archive", song.duration_s + 41))
    return videos


def _video(song: Song, title: str, channel: str, duration_s: int) -> Video:
    return Video(
        id=_id(title, channel),
        title=title,
        channel=channel,
        channel_id="UC" + _id("channel", channel) + _id("more", channel),
        duration_s=duration_s,
        published=f"{max(2006, song.year)}-06-01T08:00:00Z",
        embeddable=song.video != "blocked",
    )


def _id(*parts: str) -> str:
    """64 bits in base64url: the 11 characters of a YouTube id."""
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    return base64.urlsafe_b64encode(digest[:8]).decode().rstrip("=")


@cache
def _named(song: Song) -> frozenset[str]:
    return _words(f"{song.artist} {song.title}")


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("ø", "o"))
    words = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    return frozenset(words) - _FILLERS or frozenset(words)
