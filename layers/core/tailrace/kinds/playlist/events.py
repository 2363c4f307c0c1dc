"""The events of a playlist run."""

from typing import Literal

from tailrace.events import EventData, Strict
from tailrace.kinds.playlist.track import Track, Transition


class Enrichment(Strict):
    """What the video index knows of a track.

    `unresolved` means that no video was found or none could be looked for (`message` says which);
    `unavailable` that the video exists but may not be embedded. Unknown fields are null.
    """

    status: Literal["resolved", "unresolved", "unavailable"]
    source: Literal["youtube", "cache"] | None
    video_id: str | None = None
    url: str | None = None
    title: str | None = None
    channel: str | None = None
    duration_s: int | None = None
    thumbnail: str | None = None
    message: str | None = None


class Alternative(Strict):
    """Another list's track for a position; behind the end of the primary list, the position's own."""

    for_index: int
    track: Track


class TrackAdded(EventData):
    """A track of `provider`'s list; `made_by` names another provider that has written it in that one's place."""

    TYPE = "track.added"
    provider: str
    index: int
    track: Track
    made_by: str | None = None


class ProviderCompleted(EventData):
    TYPE = "provider.completed"
    provider: str
    count: int


class PrimarySelected(EventData):
    TYPE = "primary.selected"
    provider: str
    tracks: list[Track]


class AlternativesAdded(EventData):
    TYPE = "alternatives.added"
    provider: str
    alternatives: list[Alternative]


class TrackEnriched(EventData):
    TYPE = "track.enriched"
    provider: str
    index: int
    enrichment: Enrichment


class TrackSwapped(EventData):
    """`next_transition` is the recomputed transition of the following track, if there is one."""

    TYPE = "track.swapped"
    index: int
    from_provider: str
    to_provider: str
    track: Track
    next_transition: Transition | None


EVENTS: tuple[type[EventData], ...] = (
    TrackAdded,
    ProviderCompleted,
    PrimarySelected,
    AlternativesAdded,
    TrackEnriched,
    TrackSwapped,
)
