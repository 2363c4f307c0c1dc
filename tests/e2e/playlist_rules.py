"""What holds for the log of every playlist run that has ended, besides what holds for every kind's."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from tests.e2e.client import of_type

Events = Sequence[Mapping[str, Any]]

_OF_A_LIST = ("track.added", "track.enriched", "provider.completed", "primary.selected", "alternatives.added")


def check(events: Events, steps: Mapping[str, str]) -> None:
    """`steps` says how each step ended."""
    for provider in events[0]["data"]["providers"]:
        _check_provider(events, provider, steps[f"generate:{provider}"], steps[f"enrich:{provider}"])
    helped = {e["step"] for e in of_type(events, "track.added") if e["data"]["made_by"]}
    _check_end(events[-1], steps, _check_race(events), helped)


def _check_provider(events: Events, provider: str, generated: str, enriched: str) -> None:
    own = [e for e in events if e["step"] in (f"generate:{provider}", f"enrich:{provider}")]
    tracks = of_type(own, "track.added")
    assert [t["data"]["index"] for t in tracks] == list(range(len(tracks)))
    assert {e["data"]["provider"] for e in own if e["type"] in _OF_A_LIST} <= {provider}
    _check_makers(own, provider, generated)
    completed = of_type(own, "provider.completed")
    assert [c["data"]["count"] for c in completed] == ([len(tracks)] if generated == "completed" else [])
    videos = of_type(own, "track.enriched")
    if generated != "completed":
        assert (enriched, videos) == ("pending", [])
        return
    assert all(track["seq"] < completed[0]["seq"] for track in tracks)
    assert all(video["seq"] > completed[0]["seq"] for video in videos)
    indices = [video["data"]["index"] for video in videos]
    assert len(set(indices)) == len(indices)
    if enriched == "completed":
        assert sorted(indices) == list(range(len(tracks)))


def _check_makers(own: Events, provider: str, generated: str) -> None:
    """A track is by whom the step asked last; who was given up is not asked again, and that is told once."""
    asked, out, has_failed = None, list[str](), False
    for event in own:
        data = event["data"]
        if event["type"] == "provider.started":
            asked = data["provider"]
            assert asked not in out
        elif event["type"] == "track.added":
            assert (data["made_by"] or provider) == asked
            assert data["made_by"] != provider
        elif event["type"] == "step.failed":
            has_failed = data["final"]
        elif event["type"] == "provider.failed" and has_failed:
            assert data["provider"] == provider
        elif event["type"] == "provider.failed":
            assert data["provider"] == asked
            out.append(asked)
    assert len(set(out)) == len(out)
    assert len(of_type(own, "provider.failed")) == len(out) + (generated == "failed")


def _check_race(events: Events) -> list[str]:
    """The providers that completed, in the order in which they did."""
    completed = [e["data"]["provider"] for e in of_type(events, "provider.completed")]
    lists = {
        name: [e["data"]["track"] for e in of_type(events, "track.added") if e["data"]["provider"] == name]
        for name in completed
    }
    # Decided in one item of the log, so right behind it.
    after = [late for e, late in pairwise(events) if e["type"] == "provider.completed"]
    assert [e["type"] for e in after] == ["primary.selected", *["alternatives.added"] * (len(after) - 1)][: len(after)]
    assert [e["data"]["provider"] for e in after] == completed
    assert len(of_type(events, "primary.selected", "alternatives.added")) == len(after)
    for chosen in of_type(after, "primary.selected"):
        assert chosen["data"]["tracks"] == lists[chosen["data"]["provider"]]
    for others in of_type(after, "alternatives.added"):
        places = [a["for_index"] for a in others["data"]["alternatives"]]
        assert sorted(set(places)) == places
        for alternative in others["data"]["alternatives"]:
            own = lists[others["data"]["provider"]][alternative["for_index"]]
            # Behind the end of a short primary list a track follows on another one than in its own.
            same = own.keys() if alternative["for_index"] < len(lists[completed[0]]) else ("artist", "title", "energy")
            assert {name: alternative["track"][name] for name in same} == {name: own[name] for name in same}
    return completed


def _check_end(last: Mapping[str, Any], steps: Mapping[str, str], completed: Sequence[str], helped: set[str]) -> None:
    if last["type"] == "run.completed":
        assert last["data"]["degraded"] == [
            step for step, state in steps.items() if state != "completed" or step in helped
        ]
        summary = last["data"]["summary"]
        assert summary["primary"] == completed[0]
        assert sorted(summary["alternatives"]) == sorted(completed[1:])
        failed = [step for step, state in steps.items() if step.startswith("generate:") and state == "failed"]
        assert [f"generate:{name}" for name in summary["failed"]] == failed
