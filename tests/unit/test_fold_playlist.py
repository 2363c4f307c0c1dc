"""What the fold shows of a playlist: whose tracks stand where."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tailrace.fold import advance, empty, fold
from tests.unit.fold_logs import FAILED, log, resumed, started

TRACK = {"artist": "A", "title": "T", "transition": None}


def track(provider: str, index: int, title: str = "T") -> tuple[str, dict[str, Any], str, int]:
    data = {"provider": provider, "index": index, "track": {**TRACK, "title": title}}
    return ("track.added", data, f"generate:{provider}", 1)


def race() -> list[dict[str, Any]]:
    """Two providers: the second is primary though the first showed a track first; a swap and its undo."""
    return log(
        started("openai", "gemini"),
        ("step.started", {"label": "go"}, "generate:openai", 1),
        ("step.started", {"label": "go"}, "generate:gemini", 1),
        ("provider.started", {"provider": "openai", "model": "m"}, "generate:openai", 1),
        track("openai", 0, "first"),
        track("gemini", 0, "g0"),
        track("gemini", 1, "g1"),
        ("provider.completed", {"provider": "gemini", "count": 2}, "generate:gemini", 1),
        ("primary.selected", {"provider": "gemini", "tracks": []}, "generate:gemini", 1),
        ("step.completed", {"duration_ms": 5}, "generate:gemini", 1),
        (
            "track.enriched",
            {"provider": "gemini", "index": 1, "enrichment": {"status": "resolved"}},
            "enrich:gemini",
            1,
        ),
        track("openai", 1, "o1"),
        ("provider.completed", {"provider": "openai", "count": 2}, "generate:openai", 1),
        (
            "alternatives.added",
            {
                "provider": "openai",
                "alternatives": [{"for_index": 0, "track": TRACK}, {"for_index": 1, "track": TRACK}],
            },
            "generate:openai",
            1,
        ),
        (
            "track.swapped",
            {
                "index": 0,
                "from_provider": "gemini",
                "to_provider": "openai",
                "track": {**TRACK, "title": "first", "transition": None},
                "next_transition": {"score": 9},
            },
        ),
    )


def shown(snapshot: dict[str, Any]) -> list[str]:
    return [position["track"]["title"] for position in snapshot["parts"]["tracks"]]


def test_until_there_is_a_primary_the_first_track_of_each_position_is_shown() -> None:
    assert shown(fold(race()[:7])) == ["first", "g1"]


def test_the_primary_takes_the_positions_and_nothing_seen_is_lost() -> None:
    snapshot = fold(race()[:9])
    assert shown(snapshot) == ["g0", "g1"]
    assert snapshot["parts"]["providers"]["openai"]["tracks"][0]["track"]["title"] == "first"


def test_an_enrichment_reaches_its_track_wherever_it_is_shown() -> None:
    snapshot = fold(race())
    assert snapshot["parts"]["tracks"][1]["enrichment"] == {"status": "resolved"}


def test_a_swap_makes_the_displaced_track_an_alternative_and_mends_the_next_transition() -> None:
    snapshot = fold(race())
    position = snapshot["parts"]["tracks"][0]
    assert (position["provider"], position["track"]["title"]) == ("openai", "first")
    assert [a["track"]["title"] for a in position["alternatives"]] == ["g0"]
    assert snapshot["parts"]["tracks"][1]["track"]["transition"] == {"score": 9}


def test_a_provider_of_a_playlist_that_is_to_be_asked_again_waits() -> None:
    error = {"code": "auth", "message": "no", "retryable": False, "retry_after_s": None}
    events = log(
        started("openai", "gemini"),
        ("provider.started", {"provider": "openai", "model": "m"}, "generate:openai", 1),
        ("step.failed", {"error": error, "final": True}, "generate:openai", 1),
        ("provider.failed", {"provider": "openai", "error": error}, "generate:openai", 1),
        FAILED,
        resumed("generate:openai", "enrich:openai"),
    )
    assert fold(events[:5])["parts"]["providers"]["openai"]["state"] == "failed"
    assert fold(events)["parts"]["providers"]["openai"] == {
        "state": "waiting",
        "model": "m",
        "tracks": [],
        "error": None,
    }
    assert fold(events)["progress"] == 0


def test_an_event_is_never_changed_by_folding_it() -> None:
    events, again = race(), race()
    fold(events)
    assert events == again


@given(st.integers(0, 15))
def test_folding_in_two_pieces_is_folding_at_once(cut: int) -> None:
    events = race()
    assert advance(fold(events[:cut]) if cut else empty(), events[cut:]) == fold(events)


def test_progress_never_falls_and_is_whole_only_at_the_end() -> None:
    events = race()
    progress = [fold(events[:n])["progress"] for n in range(1, len(events) + 1)]
    assert progress == sorted(progress)
    assert progress[-1] < 100
