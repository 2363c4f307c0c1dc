"""What the fold knows of a run's steps: their attempts, those that are found out, and whom each asks."""

from typing import Any

from tailrace.fold import fold
from tests.unit.fold_logs import FAILED, log, plan, resumed, started


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
