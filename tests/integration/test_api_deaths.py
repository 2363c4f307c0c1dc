"""The API's Lambda is stopped somewhere on its way from the lists to the workflow."""

from datetime import UTC, datetime, timedelta

import pytest

from tailrace import settle, wiring
from tailrace.log import RunWriter
from tailrace.run_index import FRESH_S
from tests.integration.api_client import Api, Aws
from tests.integration.controlled import (
    dying,
    executions,
    fail,
    go_on,
    hint,
    is_watched,
    kill,
    listed,
    snapshot,
    started_and_died,
)


def test_a_run_that_was_to_go_on_and_did_not_is_taken_out_again_later(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(aws, run_id)
    settle.sweep(datetime.now(UTC) + timedelta(seconds=2 * FRESH_S))
    assert (is_watched(run_id), hint(aws, run_id).status) == (False, "failed")
    with monkeypatch.context() as patch:
        patch.setattr(RunWriter, "decide", kill)
        dying(lambda: go_on(api, run_id))
    # The lists announce what has not come, and the log is asked.
    assert (is_watched(run_id), hint(aws, run_id).status, listed(api, run_id)) == (True, "queued", "failed")

    settle.sweep(datetime.now(UTC))
    assert is_watched(run_id)
    settle.sweep(datetime.now(UTC) + timedelta(seconds=2 * FRESH_S))

    assert (is_watched(run_id), hint(aws, run_id).status) == (False, "failed")
    assert go_on(api, run_id).json["execution"] == 2


def test_a_run_that_goes_on_without_a_workflow_is_closed(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(aws, run_id)
    with monkeypatch.context() as patch:
        patch.setattr(wiring.workflows(), "start_execution", kill)
        dying(lambda: go_on(api, run_id))
    later = datetime.now(UTC) + timedelta(seconds=2 * FRESH_S)

    settle._look_at(hint(aws, run_id), datetime.now(UTC))
    assert snapshot(api, run_id)["status"] == "running"
    settle._look_at(hint(aws, run_id), later)

    end = aws.log.read(run_id)[-1]
    assert (end["type"], end["data"]["errors"][0]["code"]) == ("run.failed", "workflow_never_started")
    assert (is_watched(run_id), listed(api, run_id)) == (False, "failed")
    assert go_on(api, run_id).json["execution"] == 3


def test_a_late_start_of_the_first_execution_begins_nothing_beside_the_second(
    api: Api, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start died before its workflow was begun; the run was closed and continued; the client asks again."""
    order, run_id = started_and_died(api, monkeypatch)
    settle.execution_ended(f"{run_id}-1", None)
    go_on(api, run_id)

    answer = api.post("/v1/runs", order, Idempotency_Key="k")

    assert (answer.status, answer.json["run_id"]) == (202, run_id)
    assert set(executions(aws, run_id)) == {"2"}


def test_a_list_does_not_correct_what_may_be_about_to_change(api: Api, aws: Aws, run_id: str) -> None:
    fail(aws, run_id)

    assert listed(api, run_id) == "failed"
    assert hint(aws, run_id).status == "queued"
