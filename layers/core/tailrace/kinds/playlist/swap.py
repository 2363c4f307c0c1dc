"""Putting another provider's track in place of the one shown: the decision, and nothing else."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from tailrace.kinds.playlist.events import TrackSwapped
from tailrace.kinds.playlist.exclusions import anchor_of, excluded
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.soft import with_warnings
from tailrace.kinds.playlist.songs import song_key
from tailrace.kinds.playlist.track import Track, Transition
from tailrace.kinds.playlist.transitions import transition


class Refusal(NamedTuple):
    """Why a swap is not made."""

    code: Literal["no_such_track", "no_alternative", "already_shown", "duplicate", "anchor", "excluded"]
    message: str


def swap(request: PlaylistInput, parts: Mapping[str, Any], index: int, provider: str) -> TrackSwapped | Refusal:
    """The event that puts `provider`'s alternative at `index` (from 0), or why not.

    `parts` are the fold's. The transitions into and out of the position are computed anew, as are the
    track's warnings.
    """
    positions = parts["tracks"]
    if not 0 <= index < len(positions):
        return Refusal("no_such_track", f"there is no track {index}; the set has {len(positions)}, numbered from 0")
    position = positions[index]
    if position["provider"] == provider:
        return Refusal("already_shown", f"track {index} is {provider}'s already")
    chosen = next((a for a in position["alternatives"] if a["provider"] == provider), None)
    if chosen is None:
        others = ", ".join(a["provider"] for a in position["alternatives"]) or "none"
        return Refusal("no_alternative", f"{provider} has no alternative for track {index}; there is: {others}")
    shown, candidate = Track.model_validate(position["track"]), Track.model_validate(chosen["track"])
    around = {i: Track.model_validate(p["track"]) for i, p in enumerate(positions) if i != index}
    refusal = _refused(request, index, shown, candidate, around)
    if refusal:
        return refusal
    before, after = around.get(index - 1), around.get(index + 1)
    target = request.targets[index] if index < request.track_total else candidate.target_energy
    into = _link(request, before, candidate)
    track = candidate.model_copy(update={"transition": into, "target_energy": target})
    return TrackSwapped(
        index=index,
        from_provider=position["provider"],
        to_provider=provider,
        track=with_warnings(request, track, before, list(around.values())),
        next_transition=_link(request, track, after),
    )


def _refused(
    request: PlaylistInput, index: int, shown: Track, candidate: Track, around: Mapping[int, Track]
) -> Refusal | None:
    key = song_key(candidate.artist, candidate.title)
    same = next((i for i, t in around.items() if song_key(t.artist, t.title) == key), None)
    if same is not None:
        return Refusal("duplicate", f"{candidate.artist} – {candidate.title} is track {same} already")
    if anchor_of(request, shown.artist, shown.title) and key != song_key(shown.artist, shown.title):
        return Refusal("anchor", f"track {index}, {shown.title}, is an anchor and has to stay")
    reason = excluded(request, candidate)
    return Refusal("excluded", reason) if reason else None


def _link(request: PlaylistInput, before: Track | None, after: Track | None) -> Transition | None:
    return transition(before, after, request.energy_tolerance) if before and after else None
