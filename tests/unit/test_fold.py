"""The fold, on small hand-written logs; the recorded runs are in tests/unit/test_recorded_runs.py."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tailrace.fold import advance, empty, fold

TRACK = {"artist": "A", "title": "T", "transition": None}


def log(*facts: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Events from (type, data, step, attempt)."""
    numbers: Iterator[int] = count(1)
    events = []
    for fact in facts:
        kind, data, step, attempt = (*fact, None, None)[:4]
        seq = next(numbers)
        ts = f"2026-11-20T08:00:{seq:02d}.000Z"
        events.append(
            {
                "seq": seq,
                "type": kind,
                "run_id": "r",
                "ts": ts,
                "step": step,
                "attempt": attempt,
                "message": None,
                "data": data,
            }
        )
    return events


def started(*providers: str, parts: int = 2) -> tuple[str, dict[str, Any]]:
    steps = [
        {"id": f"{name}:{p}", "label": f"{name} {p}", "expected_seconds": 1}
        for p in providers
        for name in ("generate", "enrich")
    ]
    data = {
        "kind": "playlist",
        "input": {"prompt": "x"},
        "steps": steps,
        "providers": list(providers),
        "expected": {"parts": parts},
    }
    return ("run.started", data)


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


def test_a_failed_attempt_leaves_the_step_retrying_and_a_final_one_failed() -> None:
    error = {"code": "overloaded", "message": "busy", "retryable": True, "retry_after_s": None}
    events = log(
        started("openai"),
        ("step.started", {"label": "go"}, "generate:openai", 1),
        ("step.failed", {"error": error, "final": False}, "generate:openai", 1),
        ("step.started", {"label": "go"}, "generate:openai", 2),
        ("step.failed", {"error": error, "final": True}, "generate:openai", 2),
        ("provider.failed", {"provider": "openai", "error": error}, "generate:openai", 2),
        ("run.failed", {"errors": [{"step": "generate:openai"}], "usage": {}}),
    )
    states = [(s["steps"][0]["state"], s["steps"][0]["attempt"]) for s in (fold(events[:n]) for n in range(1, 6))]
    assert states == [("pending", 0), ("running", 1), ("retrying", 1), ("running", 2), ("failed", 2)]
    assert fold(events)["status"] == "failed"
    assert fold(events)["timing"]["duration_ms"] == 6000


def test_usage_adds_up_and_an_unknown_amount_counts_only_as_a_call() -> None:
    def used(tokens: int | None, cost: float | None) -> tuple[str, dict[str, Any], str, int]:
        data = {
            "provider": "openai",
            "model": "m",
            "input_tokens": tokens,
            "output_tokens": tokens,
            "cost_usd": cost,
            "total_cost_usd": 0,
        }
        return ("usage.recorded", data, "generate:openai", 1)

    usage = fold(log(started("openai"), used(10, 0.1), used(None, None), used(5, 0.2)))["usage"]
    assert (usage["calls"], usage["input_tokens"], usage["cost_usd"]) == (3, 15, 0.3)
    assert usage["by_provider"]["openai"]["output_tokens"] == 15


def test_a_resumed_run_runs_again_with_the_steps_it_names() -> None:
    error = {"code": "auth", "message": "no", "retryable": False, "retry_after_s": None}
    events = log(
        started("openai", "gemini"),
        ("step.started", {"label": "go"}, "generate:openai", 1),
        ("step.failed", {"error": error, "final": True}, "generate:openai", 1),
        ("run.failed", {"errors": [], "usage": {}}),
        ("run.resumed", {"steps": ["generate:openai"], "reason": "asked"}),
    )
    snapshot = fold(events)
    assert (snapshot["status"], snapshot["execution"]) == ("running", 2)
    assert snapshot["steps"][0]["state"] == "pending"
    assert snapshot["timing"]["ended_at"] is None


def test_what_the_run_ended_without_does_not_look_as_if_it_went_on() -> None:
    events = log(
        started("openai", "gemini"),
        ("step.started", {"label": "go"}, "generate:openai", 1),
        ("run.failed", {"errors": [], "usage": {}}),
    )
    assert [step["state"] for step in fold(events)["steps"]] == ["stopped", "skipped", "skipped", "skipped"]


def plan(*ids: str) -> list[dict[str, Any]]:
    return [{"id": step, "label": f"Does {step}", "expected_seconds": 2} for step in ids]


def test_steps_that_are_found_out_come_behind_the_others_and_say_who_found_them() -> None:
    events = log(
        started("openai"),
        ("step.started", {"label": "go"}, "generate:openai", 1),
        ("run.steps_added", {"steps": plan("file:a", "file:b"), "expected": {"parts": 7}}, "generate:openai", 1),
    )
    snapshot = fold(events)
    assert [(step["id"], step["added_by"]) for step in snapshot["steps"]] == [
        ("generate:openai", None),
        ("enrich:openai", None),
        ("file:a", "generate:openai"),
        ("file:b", "generate:openai"),
    ]
    assert {step["state"] for step in snapshot["steps"][2:]} == {"pending"}
    assert snapshot["expected"] == {"parts": 7}


def test_a_step_that_is_added_again_is_to_be_made_again_and_counts_its_attempts_on() -> None:
    again = {"steps": [{"id": "file:a", "label": "Mends a", "expected_seconds": 5}], "expected": None}
    events = log(
        started("openai"),
        ("run.steps_added", {"steps": plan("file:a"), "expected": None}, "generate:openai", 1),
        ("step.started", {"label": "go"}, "file:a", 1),
        ("step.completed", {"duration_ms": 5}, "file:a", 1),
        ("run.steps_added", again, "enrich:openai", 1),
    )
    snapshot = fold(events)
    assert [step["id"] for step in snapshot["steps"]] == ["generate:openai", "enrich:openai", "file:a"]
    step = snapshot["steps"][-1]
    assert (step["state"], step["attempt"], step["label"], step["duration_ms"]) == ("pending", 1, "Mends a", None)
    # Who found out first stays: it is by this that a skipped step answers what it has added.
    assert step["added_by"] == "generate:openai"
    assert snapshot["expected"] == {"parts": 2}


def resumed(*steps: str, **feedback: str) -> tuple[str, dict[str, Any]]:
    wishes = {name.replace("_", ":"): text for name, text in feedback.items()}
    return ("run.resumed", {"steps": list(steps), "reason": "asked", "feedback": wishes})


FAILED: tuple[str, dict[str, Any]] = ("run.failed", {"errors": [], "usage": {}})


def test_a_wish_is_kept_at_its_step_until_the_step_is_resumed_without_one() -> None:
    wish = [started("openai"), FAILED, resumed("generate:openai", generate_openai="louder")]
    assert [step["feedback"] for step in fold(log(*wish))["steps"]] == ["louder", None]
    assert fold(log(*wish, FAILED, resumed("enrich:openai")))["steps"][0]["feedback"] == "louder"
    assert fold(log(*wish, FAILED, resumed("generate:openai")))["steps"][0]["feedback"] is None


def test_a_step_on_request_is_there_with_its_wish_from_the_resumption_on() -> None:
    events = log(
        started("openai"),
        FAILED,
        resumed("refine:brief", refine_brief="shorter"),
        ("run.steps_added", {"steps": plan("refine:brief"), "expected": None}),
    )
    before, after = fold(events[:3])["steps"][-1], fold(events)["steps"][-1]
    assert (before["id"], before["state"], before["label"]) == ("refine:brief", "pending", "refine:brief")
    assert (after["label"], after["expected_seconds"]) == ("Does refine:brief", 2)
    assert after["feedback"] == before["feedback"] == "shorter"
    assert after["added_by"] is None


def test_a_step_tells_whom_it_asks_whom_it_has_given_up_and_who_failed_it() -> None:
    error = {"code": "overloaded", "message": "busy", "retryable": True, "retry_after_s": None}
    step = ("generate:openai", 1)
    events = log(
        started("openai", "gemini"),
        ("step.started", {"label": "go"}, *step),
        ("provider.started", {"provider": "openai", "model": "m"}, *step),
        ("provider.failed", {"provider": "openai", "error": error}, *step),
        ("provider.started", {"provider": "gemini", "model": "n"}, *step),
        ("step.failed", {"error": error, "final": False}, *step),
        ("step.started", {"label": "go"}, "generate:openai", 2),
        FAILED,
        resumed("generate:openai"),
    )

    def shown(seq: int) -> tuple[Any, ...]:
        found = fold(events[:seq])["steps"][0]
        return found["provider"], found["given_up"], found["failed_provider"]

    assert shown(3) == ("openai", [], None)
    assert shown(5) == ("gemini", ["openai"], None)
    assert shown(6) == ("gemini", ["openai"], "gemini")
    # A new attempt has asked nobody yet; what it knows of the one before stays.
    assert shown(7) == (None, ["openai"], "gemini")
    assert shown(9) == (None, [], None)


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


def test_a_cancelled_run_stops_what_was_at_work() -> None:
    usage = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0}
    events = log(
        started("openai"),
        ("step.started", {"label": "go"}, "generate:openai", 1),
        ("run.cancelled", {"kept_through_seq": 2, "calls_aborted": 1, "usage": usage}),
    )
    snapshot = fold(events)
    assert (snapshot["status"], snapshot["phase"]) == ("cancelled", "cancelled")
    assert [step["state"] for step in snapshot["steps"]] == ["stopped", "skipped"]
    assert snapshot["timing"]["duration_ms"] == 2000
