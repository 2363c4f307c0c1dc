"""What the fold makes of a run that has ended, and of one that goes on after its end."""

from tailrace.fold import fold
from tests.unit.fold_logs import FAILED, log, plan, resumed, started


def test_what_the_run_ended_without_does_not_look_as_if_it_went_on() -> None:
    events = log(
        started("openai", "gemini"),
        ("step.started", {"label": "go"}, "generate:openai", 1),
        ("run.failed", {"errors": [], "usage": {}}),
    )
    assert [step["state"] for step in fold(events)["steps"]] == ["stopped", "skipped", "skipped", "skipped"]


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
