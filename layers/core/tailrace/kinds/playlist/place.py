"""What a list that is complete is in its run: the primary one, or alternatives to it."""

from collections.abc import Sequence

from tailrace.events import Draft
from tailrace.fold import Snapshot
from tailrace.kinds.playlist.events import Alternative, AlternativesAdded, PrimarySelected, ProviderCompleted
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.soft import with_warnings
from tailrace.kinds.playlist.songs import song_key
from tailrace.kinds.playlist.track import Track
from tailrace.kinds.playlist.transitions import transition


def place(snapshot: Snapshot, wanted: PlaylistInput, provider: str, tracks: Sequence[Track]) -> list[Draft]:
    """Decided against the log as it stands: the first to complete is primary, the later ones are alternatives."""
    count = len(tracks)
    drafts = [Draft(ProviderCompleted(provider=provider, count=count), f"{provider} has {count} tracks")]
    parts = snapshot["parts"]
    if parts["primary"] is None:
        return [*drafts, Draft(PrimarySelected(provider=provider, tracks=list(tracks)), f"{provider} was first")]
    shown = [Track.model_validate(position["track"]) for position in parts["tracks"]]
    alternatives = alternatives_to(shown, tracks, wanted)
    return [*drafts, Draft(AlternativesAdded(provider=provider, alternatives=alternatives))]


def alternatives_to(shown: Sequence[Track], tracks: Sequence[Track], wanted: PlaylistInput) -> list[Alternative]:
    """Of `tracks` those whose song is not `shown`.

    Behind the end of a list that stayed short they take the positions themselves, one after the other and as they
    follow on each other there, up to the first whose song is shown already.
    """
    songs = {song_key(track.artist, track.title) for track in shown}
    fresh = [song_key(track.artist, track.title) not in songs for track in tracks]
    count = len(shown)
    found = [Alternative(for_index=i, track=t) for i, t in enumerate(tracks[:count]) if fresh[i]]
    whole = list(shown)
    for index in range(count, len(tracks)):
        if not fresh[index]:
            break
        link = transition(whole[-1], tracks[index], wanted.energy_tolerance)
        linked = tracks[index].model_copy(update={"transition": link})
        whole.append(with_warnings(wanted, linked, whole[-1], whole))
        found.append(Alternative(for_index=index, track=whole[-1]))
    return found
