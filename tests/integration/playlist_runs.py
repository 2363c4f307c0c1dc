"""Runs of a playlist as their workflow would write them."""

from typing import Any

from tailrace.endings import usage_total
from tailrace.events import Draft, EventData, ProviderStarted, RunCompleted, StepStarted
from tailrace.kinds.playlist.accept import Acceptance
from tailrace.kinds.playlist.events import (
    Alternative,
    AlternativesAdded,
    PrimarySelected,
    ProviderCompleted,
    TrackAdded,
)
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.track import Track
from tailrace.log import RunLog, RunWriter


def race(log: RunLog, run_id: str, *providers: str, count: int = 3) -> RunWriter:
    """Let providers make their lists, one after the other: the first is primary. The run stays open."""
    writer = RunWriter(log, run_id)
    wanted = PlaylistInput.model_validate(writer.snapshot["input"])
    for provider in providers:
        tracks = _tracks(wanted, provider, count)
        facts: list[EventData] = [StepStarted(label="Picks tracks"), ProviderStarted(provider=provider, model="m")]
        facts += [TrackAdded(provider=provider, index=n, track=track) for n, track in enumerate(tracks)]
        facts.append(ProviderCompleted(provider=provider, count=count))
        if writer.snapshot["parts"]["primary"] is None:
            facts.append(PrimarySelected(provider=provider, tracks=tracks))
        else:
            others = [Alternative(for_index=n, track=track) for n, track in enumerate(tracks)]
            facts.append(AlternativesAdded(provider=provider, alternatives=others))
        writer.append(*(Draft(fact, None, f"generate:{provider}", 1) for fact in facts))
    return writer


def complete(writer: RunWriter) -> None:
    """Write the run's end."""
    snapshot = writer.snapshot
    summary: dict[str, Any] = {"primary": snapshot["parts"]["primary"]}
    end = RunCompleted(summary=summary, duration_ms=5, usage=usage_total(snapshot), degraded=[])
    writer.append(Draft(end))


def _tracks(wanted: PlaylistInput, provider: str, count: int) -> list[Track]:
    acceptance = Acceptance(wanted, [])
    for number in range(count):
        acceptance.offer(
            {
                "artist": f"{provider} artist {number}",
                "title": f"Song {number} of {provider}",
                "duration_s": 240,
                "energy": 50 + number,
                "key": "A minor",
                "bpm": 120,
                "genre": "house",
                "year": 1985,
                "explicit": False,
                "reason": "It fits.",
            }
        )
    assert len(acceptance.tracks) == count
    return acceptance.tracks
