"""What becomes of each track that a model writes: accepted in order, or rejected with a reason.

Hard rules (no song twice, exclusions, anchors, the count) reject. Soft rules warn. Values that no track can
have become unknown, with a warning that says so; nothing is made up.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tailrace.kinds.playlist.exclusions import anchor_of, excluded
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.keys import camelot
from tailrace.kinds.playlist.soft import with_warnings
from tailrace.kinds.playlist.songs import song_key
from tailrace.kinds.playlist.track import Track
from tailrace.kinds.playlist.transitions import transition
from tailrace.kinds.playlist.vocabulary import AnchorTrack

_DURATION_S = (30, 3600)
_BPM = (60, 200)
_FIRST_RECORDING = 1857
# Beyond this a number is noise (and NaN is never below it).
_ANY_NUMBER = 1e6
_LONGEST_TEXT, _LONGEST_REASON = 300, 1000


class Rejection(NamedTuple):
    """Why a written track is not in the set. `reason` begins with a field's name, or with what is wrong."""

    artist: str
    title: str
    reason: str

    @property
    def message(self) -> str:
        """One line for a person."""
        return f"{self.artist or '?'} – {self.title or '?'} is not taken: {self.reason}"


class Acceptance:
    """Takes one provider's tracks one by one; `tracks` is the list so far.

    `tracks` may begin with what the log holds already, so that a later attempt goes on where the last one broke.
    """

    def __init__(self, request: PlaylistInput, tracks: Iterable[Track | Mapping[str, Any]] = ()) -> None:
        self._request = request
        self._targets = request.targets
        self.tracks = [track if isinstance(track, Track) else Track.model_validate(track) for track in tracks]
        self.rejections: list[Rejection] = []
        self._positions = {song_key(t.artist, t.title): i for i, t in enumerate(self.tracks, 1)}

    @property
    def missing(self) -> int:
        """How many tracks the set still lacks."""
        return max(0, self._request.track_total - len(self.tracks))

    @property
    def complete(self) -> bool:
        return self.missing == 0

    @property
    def missing_anchors(self) -> list[AnchorTrack]:
        """The anchors that are not in the set yet."""
        return [a for a in self._request.anchor_tracks if song_key(a.artist, a.title) not in self._positions]

    def offer(self, item: Mapping[str, Any]) -> Track | Rejection:
        """Accept the next written track, or say why not."""
        outcome = self._judge(item)
        if isinstance(outcome, Track):
            self.tracks.append(outcome)
            self._positions[song_key(outcome.artist, outcome.title)] = len(self.tracks)
        else:
            self.rejections.append(outcome)
        return outcome

    def _judge(self, item: Mapping[str, Any]) -> Track | Rejection:
        artist, title = _text(item.get("artist")), _text(item.get("title"))

        def reject(reason: str) -> Rejection:
            return Rejection(artist or "", title or "", reason)

        if not artist or not title:
            return reject("incomplete: a track needs an artist and a title")
        if self.complete:
            return reject(f"surplus: the set has its {self._request.track_total} tracks")
        position = self._positions.get(song_key(artist, title))
        if position is not None:
            held = self.tracks[position - 1]
            return reject(f"duplicate: the same song as track {position}, {held.artist} – {held.title}")
        kept_for = len(self.missing_anchors)
        if kept_for == self.missing and not anchor_of(self._request, artist, title):
            return reject(f"anchor_tracks: the last {kept_for} places are kept for anchors")
        energy, notes = _energy(item.get("energy"))
        if energy is None:
            return reject("incomplete: a track needs an energy from 1 to 100")
        track = self._track(item, artist, title, energy, notes)
        reason = excluded(self._request, track)
        if reason:
            return reject(reason)
        before = self.tracks[-1] if self.tracks else None
        return with_warnings(self._request, track, before, self.tracks)

    def _track(self, item: Mapping[str, Any], artist: str, title: str, energy: int, notes: list[str]) -> Track:
        duration = _number(item, "duration_s", *_DURATION_S, notes)
        year = _number(item, "year", _FIRST_RECORDING, datetime.now(UTC).year + 1, notes)
        bpm = _number(item, "bpm", *_BPM, notes)
        key, explicit = _text(item.get("key")), item.get("explicit")
        track = Track(
            artist=artist,
            title=title,
            duration_s=None if duration is None else round(duration),
            energy=energy,
            key=key,
            camelot=camelot(key),
            bpm=bpm,
            genre=_text(item.get("genre")),
            year=None if year is None else int(year),
            explicit=explicit if isinstance(explicit, bool) else None,
            reason=_text(item.get("reason"), _LONGEST_REASON) or "",
            target_energy=self._targets[len(self.tracks)],
            transition=None,
            warnings=notes,
        )
        if not self.tracks:
            return track
        link = transition(self.tracks[-1], track, self._request.energy_tolerance)
        return track.model_copy(update={"transition": link})


def _text(value: object, longest: int = _LONGEST_TEXT) -> str | None:
    """Text on one line, cut visibly to `longest` characters; null if there is none."""
    if not isinstance(value, str):
        return None
    line = " ".join(_whole(value).split())
    if not line:
        return None
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _whole(text: str) -> str:
    """Text that has UTF-8: a model may write half a surrogate pair, as an escape, and no event could hold that."""
    return text.encode("utf-8", "replace").decode()


def _energy(value: object) -> tuple[int | None, list[str]]:
    """Energy as written; beyond 1–100 the nearest end, with a warning. Null if it is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _ANY_NUMBER:
        return None, []
    energy = min(100, max(1, round(value)))
    return energy, [] if energy == round(value) else [f"energy: {value:g} was written, {energy} is the scale's end"]


def _number(item: Mapping[str, Any], field: str, least: float, most: float, notes: list[str]) -> float | None:
    """The number written, or null with a note if no track can have it."""
    value = item.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        notes.append(f"{field}: {_whole(str(value)[:40])} was written, which can't be; unknown")
        return None
    return value
