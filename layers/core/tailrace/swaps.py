"""Swapping a playlist's track for another provider's, in a run that is open or completed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tailrace.endings import usage_total
from tailrace.errors import TailraceError
from tailrace.events import Draft, RunCompleted, RunResumed
from tailrace.fold import Snapshot
from tailrace.log import RunLog, RunWriter


class SwapRefusedError(TailraceError):
    """The swap cannot be made; `reason` is one of `not_swappable`, `no_such_track`, `no_alternative`."""

    code = "swap_refused"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Position:
    """A position of the list as it now is; `seq` is the run's newest event."""

    seq: int
    index: int
    provider: str
    track: dict[str, Any]


def swap(log: RunLog, run_id: str, index: int, provider: str) -> Position:
    """Put `provider`'s alternative at `index`; nothing is written if it is there already.

    A completed run is reopened and closed again around the swap, in one item of the log: nothing may follow
    a run's end, and nobody finds the run open. Raises `SwapRefusedError`, `RunNotFoundError`.
    """
    writer = RunWriter(log, run_id)
    writer.decide(lambda snapshot: _decide(snapshot, index, provider))
    shown = writer.snapshot["parts"]["tracks"][index]
    return Position(writer.snapshot["seq"], index, shown["provider"], shown["track"])


def _decide(snapshot: Snapshot, index: int, provider: str) -> Sequence[Draft]:
    if snapshot["kind"] != "playlist":
        raise SwapRefusedError("not_swappable", f"A run of the kind {snapshot['kind']} has no tracks")
    # Brings the kind's rules along, which no other request to the API needs.
    from tailrace.kinds.playlist.input import PlaylistInput
    from tailrace.kinds.playlist.swap import Refusal
    from tailrace.kinds.playlist.swap import swap as decide

    if snapshot["parts"]["primary"] is None:
        raise SwapRefusedError("not_swappable", "No provider has completed its list, so there is nothing to swap yet")
    if snapshot["status"] in ("failed", "cancelled"):
        raise SwapRefusedError("not_swappable", f"The run has ended: it is {snapshot['status']}")
    outcome = decide(PlaylistInput.model_validate(snapshot["input"]), snapshot["parts"], index, provider)
    if isinstance(outcome, Refusal):
        if outcome.code == "already_shown":
            return []
        known = outcome.code in ("no_such_track", "no_alternative")
        raise SwapRefusedError(outcome.code if known else "not_swappable", outcome.message)
    swapped = Draft(outcome, f"Track {index} is {provider}'s now")
    if snapshot["status"] != "completed":
        return [swapped]
    end = RunCompleted(
        summary=snapshot["summary"],
        duration_ms=snapshot["timing"]["duration_ms"],
        usage=usage_total(snapshot),
        degraded=snapshot["degraded"],
    )
    return [Draft(RunResumed(steps=[], reason="A track is swapped")), swapped, Draft(end)]
