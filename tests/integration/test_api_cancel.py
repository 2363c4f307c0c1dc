"""Cancelling runs over HTTP."""

import logging
from typing import Any

import pytest

from tailrace import settle, wiring
from tailrace.events import Draft, StepCompleted
from tests.integration.api_client import Api, Aws
from tests.integration.controlled import called, cancel, fail, hint, is_watched, listed, refusal, snapshot
from tests.integration.playlist_runs import complete, race


def test_a_run_that_has_not_begun_leaves_an_empty_receipt(api: Api, aws: Aws, run_id: str) -> None:
    answer = cancel(api, run_id)

    assert answer.status == 202
    assert answer.json == {
        "run_id": run_id,
        "status": "cancelled",
        "seq": 2,
        "kept_through_seq": 1,
        "parts": 0,
        "calls_aborted": 0,
        "usage": {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0},
    }
    assert [step["state"] for step in snapshot(api, run_id)["steps"]] == ["skipped"] * 6
    assert listed(api, run_id) == "cancelled"


def test_the_receipt_says_what_was_kept_aborted_and_spent_and_is_always_the_same(
    api: Api, aws: Aws, run_id: str
) -> None:
    writer = called(aws, run_id)
    writer.append(Draft(StepCompleted(duration_ms=1), step="generate:openai", attempt=1))
    kept = len(aws.log.read(run_id))

    receipt = cancel(api, run_id).json

    assert (receipt["kept_through_seq"], receipt["seq"], receipt["parts"]) == (kept, kept + 1, 3)
    # Of the two calls that had begun one has ended.
    assert receipt["calls_aborted"] == 1
    assert receipt["usage"] == {"calls": 1, "input_tokens": 10, "output_tokens": 20, "cost_usd": 0.5}
    assert cancel(api, run_id).json == receipt
    assert api.post(f"/v1/runs/{run_id}/cancel", {}).json == receipt
    events = aws.log.read(run_id)
    assert (len(events), events[-1]["type"]) == (kept + 1, "run.cancelled")


def test_the_workflow_is_stopped_and_its_end_changes_nothing(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[dict[str, str]] = []
    monkeypatch.setattr(wiring.workflows(), "stop_execution", lambda **given: stopped.append(given))
    cancel(api, run_id)
    events = aws.log.read(run_id)

    settle.execution_ended(f"{run_id}-1", "ABORTED", "The run was cancelled")

    assert [given["executionArn"].rpartition(":")[2] for given in stopped] == [f"{run_id}-1"]
    assert aws.log.read(run_id) == events
    assert not is_watched(run_id)
    assert hint(aws, run_id).status == "cancelled"


def test_a_workflow_that_cannot_be_stopped_is_logged_by_the_errors_name(
    api: Api, run_id: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(wiring.workflows(), "stop_execution", refusal)

    with caplog.at_level(logging.WARNING):
        assert cancel(api, run_id).status == 202

    assert "(AccessDeniedException)" in caplog.text
    assert "arn:aws:iam" not in caplog.text


@pytest.mark.parametrize("end", [complete, None], ids=["completed", "failed"])
def test_a_run_that_has_ended_otherwise_is_not_cancelled(api: Api, aws: Aws, run_id: str, end: Any) -> None:
    writer = race(aws.log, run_id, "openai")
    if end:
        end(writer)
    else:
        fail(aws, run_id)
    before = aws.log.read(run_id)

    answer = cancel(api, run_id)

    assert (answer.status, answer.json["code"]) == (409, "run_is_closed")
    assert aws.log.read(run_id) == before


def test_what_no_cancel_says_is_refused(api: Api, aws: Aws, run_id: str) -> None:
    odd = api.post(f"/v1/runs/{run_id}/cancel", {"why": "not mine"})
    assert (odd.status, odd.json["errors"]) == (422, [{"loc": "why", "msg": "unknown field"}])
    assert api.send("POST", f"/v1/runs/{run_id}/cancel", "no").status == 400
    assert cancel(aws.client(), run_id).status == 404
    assert cancel(api, "01k9zq4t0v6h8m3r5w7y9b2d4f").status == 404
    assert snapshot(api, run_id)["status"] == "queued"
