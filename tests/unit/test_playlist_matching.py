"""Which video is the song."""

from typing import Any

import pytest

from tailrace.kinds.playlist.accept import Acceptance
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.matching import best_video
from tailrace.kinds.playlist.track import Track
from tailrace.youtube import Video
from tests.unit.playlist_items import item


def track(**fields: Any) -> Track:
    written = item(artist="Daft Punk", title="One More Time", duration_s=320) | fields
    outcome = Acceptance(PlaylistInput(prompt="A set")).offer(written)
    assert isinstance(outcome, Track)
    return outcome


def video(title: str, channel: str = "Daft Punk", duration_s: int | None = 320, *, embeddable: bool = True) -> Video:
    return Video(title, title, channel, duration_s, None, embeddable)


PLAIN = video("Daft Punk - One More Time (Official Video)")


@pytest.mark.parametrize(
    "worse",
    [
        video("Daft Punk - One More Time (Live 2007)"),
        video("One More Time - Daft Punk Karaoke", "Sing King"),
        video("Daft Punk - One More Time", duration_s=400),
        video("Daft Punk - One More Time", duration_s=None),
        video("Daft Punk - One More Time", embeddable=False),
        video("Daft Punk - Around the World"),
        video("One More Time", "Britney Spears"),
        video("Daft Punk - One More Time (10 hours)", duration_s=36_000),
    ],
)
def test_the_song_itself_wins_wherever_it_stands(worse: Video) -> None:
    assert best_video(track(), [worse, PLAIN]) == PLAIN
    assert best_video(track(), [PLAIN, worse]) == PLAIN


@pytest.mark.parametrize(
    "other",
    [
        video("Daft Punk - Around the World"),
        video("One More Time", "Britney Spears"),
        video("Daft Punk - One More Time", duration_s=36_000),
    ],
)
def test_another_song_is_no_match(other: Video) -> None:
    assert best_video(track(), [other]) is None


def test_the_artists_own_channel_is_enough() -> None:
    found = video("One More Time", "Daft Punk - Topic")
    assert best_video(track(title="One More Time (feat. Romanthony) - 2001 Remaster"), [found]) == found


def test_a_live_track_may_have_a_live_video() -> None:
    live, studio = (
        video("Daft Punk - One More Time (Live)", duration_s=330),
        video("Daft Punk - One More Time", duration_s=200),
    )
    assert best_video(track(title="One More Time (Live)", duration_s=330), [studio, live]) == live


def test_what_may_not_be_embedded_is_better_than_nothing() -> None:
    blocked = video("Daft Punk - One More Time", embeddable=False)
    assert best_video(track(), [blocked]) == blocked
