"""Letting runs go on over HTTP."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tailrace import settle, tokens, wiring
from tailrace.events import Draft, StepCompleted, StepError, StepFailed
from tailrace.fold import fold
from tailrace.http import own_runs
from tailrace.run_index import IndexEntry, RunIndex
from tailrace.settings import settings
from tests.integration.api_client import Api, Aws
from tests.integration.controlled import (
    STEPS,
    called,
    cancel,
    executions,
    fail,
    go_on,
    hint,
    is_watched,
    listed,
    refusal,
    snapshot,
)
from tests.integration.playlist_runs import complete, race


def test_what_is_missing_is_made_by_another_execution(api: Api, aws: Aws, run_id: str) -> None:
    writer = race(aws.log, run_id, "gemini")
    writer.append(Draft(StepCompleted(duration_ms=1), step="generate:gemini", attempt=1))
    cancel(api, run_id)

    answer = go_on(api, run_id)

    assert answer.status == 202
    told = answer.json
    steps = [step for step in STEPS if step != "generate:gemini"]
    assert (told["run_id"], told["status"], told["execution"]) == (run_id, "running", 2)
    assert told["steps"] == steps
    assert answer.headers["location"] == told["urls"]["self"]
    tokens.verify(["a secret"], run_id, told["read_token"], datetime.now(UTC).timestamp())
    resumed = aws.log.read(run_id)[-1]
    assert (resumed["type"], resumed["message"]) == ("run.resumed", "What is missing is made")
    reason = "What is missing is made"
    assert resumed["data"] == {"steps": steps, "reason": reason, "feedback": {}, "max_cost_usd": None}
    first, second = executions(aws, run_id)["1"], executions(aws, run_id)["2"]
    assert first == second
    assert second["requested"] == []
    assert listed(api, run_id) == "running"
    assert (hint(aws, run_id).execution, is_watched(run_id)) == (2, True)
    states = {step["id"]: step["state"] for step in snapshot(api, run_id)["steps"]}
    assert states == {**dict.fromkeys(steps, "pending"), "generate:gemini": "completed"}


def test_a_new_limit_is_for_all_that_the_run_costs_so_it_is_more_than_was_spent(
    api: Api, aws: Aws, run_id: str
) -> None:
    called(aws, run_id)
    cancel(api, run_id)
    before = aws.log.read(run_id)

    refused = go_on(api, run_id, {"max_cost_usd": 1.2})

    assert (refused.status, refused.json["errors"][0]["loc"]) == (422, "max_cost_usd")
    assert "more than the run has cost: $1.2," in refused.json["errors"][0]["msg"]
    assert aws.log.read(run_id) == before
    assert go_on(api, run_id, {"max_cost_usd": 1.21}).status == 202
    assert snapshot(api, run_id)["budget"] == {"max_cost_usd": 1.21, "reserved_usd": 0.0, "held_usd": 0.7}


def test_the_ends_of_both_executions_find_the_run_as_it_is_theirs_to_end(api: Api, aws: Aws, run_id: str) -> None:
    cancel(api, run_id)
    go_on(api, run_id)

    settle.execution_ended(f"{run_id}-1", "ABORTED", "late news")
    assert (snapshot(api, run_id)["status"], hint(aws, run_id).execution) == ("running", 2)
    assert is_watched(run_id)

    settle.execution_ended(f"{run_id}-2", "FAILED")
    assert snapshot(api, run_id)["status"] == "failed"
    assert not is_watched(run_id)
    assert hint(aws, run_id).status == "failed"

    assert go_on(api, run_id).json["execution"] == 3


@pytest.mark.parametrize(
    ("body", "place", "words"),
    [
        ({"steps": ["rehearse:openai"]}, "steps.0", "no step rehearse:openai; there are generate:openai"),
        ({"steps": ["enrich:openai", "x"]}, "steps.1", "no step x"),
        ({"steps": ["generate:openai"]}, "steps.0", "generate:openai is complete and is not made again"),
        ({"steps": ["enrich:openai", "enrich:openai"]}, "steps.1", "named twice"),
        ({"steps": []}, "steps", "at least 1"),
        ({"steps": [7]}, "steps.0", "string"),
        ({"steps": "enrich:openai"}, "steps", "list"),
        ({"feedback": "louder"}, "feedback", "needs `steps`"),
        ({"steps": ["enrich:openai"], "feedback": "  "}, "feedback", "at least 1"),
        ({"steps": ["enrich:openai"], "feedback": "x" * 2001}, "feedback", "at most 2000"),
        ({"step": ["enrich:openai"]}, "step", "unknown field"),
        ({"max_cost_usd": 0}, "max_cost_usd", "greater than 0"),
        ({"max_cost_usd": "1"}, "max_cost_usd", "number"),
        ([], "body", "object"),
    ],
)
def test_what_cannot_be_made_again_is_refused_by_name(
    api: Api, aws: Aws, run_id: str, body: Any, place: str, words: str
) -> None:
    writer = race(aws.log, run_id, "openai")
    writer.append(Draft(StepCompleted(duration_ms=1), step="generate:openai", attempt=1))
    fail(aws, run_id)
    before = aws.log.read(run_id)

    answer = go_on(api, run_id, body)

    assert (answer.status, answer.json["code"]) == (422, "invalid_request")
    (error,) = answer.json["errors"]
    assert error["loc"] == place
    assert words in error["msg"]
    assert aws.log.read(run_id) == before
    assert "2" not in executions(aws, run_id)


def test_a_wish_goes_with_the_steps_that_are_named(api: Api, aws: Aws, run_id: str) -> None:
    fail(aws, run_id)

    told = go_on(api, run_id, {"steps": ["generate:openai"], "feedback": " more bass \n"}).json

    assert told["steps"] == STEPS
    data = aws.log.read(run_id)[-1]["data"]
    assert data["reason"] == "Asked for: generate:openai"
    assert data["feedback"] == {"generate:openai": "more bass"}
    wishes = {step["id"]: step["feedback"] for step in snapshot(api, run_id)["steps"]}
    assert wishes == {**dict.fromkeys(STEPS), "generate:openai": "more bass"}


def test_without_a_body_everything_that_is_missing_is_made(api: Api, aws: Aws, run_id: str) -> None:
    fail(aws, run_id)

    assert api.send("POST", f"/v1/runs/{run_id}/continue").json["steps"] == STEPS


def test_a_run_at_work_and_one_that_lacks_nothing_are_not_continued(api: Api, aws: Aws, run_id: str) -> None:
    answer = go_on(api, run_id, {"steps": ["nonsense"]})
    assert (answer.status, answer.json["code"]) == (409, "run_is_open")
    writer = race(aws.log, run_id, "openai", "anthropic", "gemini")
    writer.append(*(Draft(StepCompleted(duration_ms=1), step=step, attempt=1) for step in STEPS))
    complete(writer)

    answer = go_on(api, run_id)

    assert (answer.status, answer.json["code"]) == (409, "nothing_to_continue")
    assert answer.json["detail"] == "Every step is complete and none is degraded"
    assert snapshot(api, run_id)["status"] == "completed"


def test_another_owners_run_is_not_there(api: Api, aws: Aws, run_id: str) -> None:
    fail(aws, run_id)

    assert go_on(aws.client(), run_id).status == 404


def test_of_two_the_one_that_comes_second_to_the_log_is_refused(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have found the run closed; the other one writes while this one is between the lists and the log."""
    fail(aws, run_id)
    add, others = RunIndex.add, []

    def overtaken(index: RunIndex, entry: IndexEntry) -> None:
        add(index, entry)
        with monkeypatch.context() as patch:
            patch.setattr(RunIndex, "add", add)
            others.append(own_runs.control().resume(entry.owner, run_id, (), None).execution)

    with monkeypatch.context() as patch:
        patch.setattr(RunIndex, "add", overtaken)
        answer = go_on(api, run_id)

    assert (answer.status, answer.json["code"]) == (409, "run_is_open")
    assert others == [2]
    assert len([e for e in aws.log.read(run_id) if e["type"] == "run.resumed"]) == 1
    assert set(executions(aws, run_id)) == {"1", "2"}
    assert (is_watched(run_id), listed(api, run_id)) == (True, "running")


def test_a_workflow_that_does_not_start_closes_the_run_with_that_reason(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(aws, run_id)
    with monkeypatch.context() as patch:
        patch.setattr(wiring.workflows(), "start_execution", refusal)
        answer = go_on(api, run_id, Idempotency_Key="k")

    assert (answer.status, answer.json["code"]) == (503, "cannot_start")
    assert "retry-after" in answer.headers
    end = aws.log.read(run_id)[-1]
    assert (end["type"], [error["code"] for error in end["data"]["errors"]]) == ("run.failed", ["cannot_start"])
    assert listed(api, run_id) == "failed"
    # It is not remembered under the key either.
    assert go_on(api, run_id, Idempotency_Key="k").json["execution"] == 3


def test_a_run_whose_earlier_workflow_may_still_act_does_not_go_on(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(aws, run_id)
    before = aws.log.read(run_id)
    with monkeypatch.context() as patch:
        patch.setattr(wiring.workflows(), "stop_execution", refusal)
        answer = go_on(api, run_id)

    assert (answer.status, answer.json["code"]) == (503, "cannot_start")
    assert aws.log.read(run_id) == before
    assert go_on(api, run_id).status == 202


def test_a_kind_that_is_not_deployed_any_more_does_not_go_on(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(aws, run_id)
    before = aws.log.read(run_id)
    with monkeypatch.context() as patch:
        patch.setenv("STATE_MACHINES", "{}")
        settings.cache_clear()
        answer = go_on(api, run_id)
    settings.cache_clear()

    assert answer.json["code"] == "cannot_start"
    assert aws.log.read(run_id) == before


def test_the_same_key_and_body_let_the_run_go_on_once(api: Api, aws: Aws, run_id: str) -> None:
    fail(aws, run_id)

    first, second = (go_on(api, run_id, Idempotency_Key="k") for _ in range(2))

    assert (first.status, second.status) == (202, 202)
    assert second.json | {"read_token": ""} == first.json | {"read_token": ""}
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len([e for e in aws.log.read(run_id) if e["type"] == "run.resumed"]) == 1
    other = go_on(api, run_id, {"steps": ["enrich:openai"]}, Idempotency_Key="k")
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")


def test_a_key_of_one_run_is_not_good_for_another(api: Api, aws: Aws, run_id: str) -> None:
    other = api.start()["run_id"]
    for run in (run_id, other):
        fail(aws, run)
    go_on(api, run_id, Idempotency_Key="k")

    assert go_on(api, other, Idempotency_Key="k").json["code"] == "idempotency_key_reused"


def test_a_failed_step_that_has_a_swap_before_it_goes_on_under_a_number_of_its_own(api: Api, aws: Aws) -> None:
    """A swap in a completed run resumes and closes it without a workflow, and counts all the same."""
    run_id = api.start(input={"prompt": "x", "track_count": 3})["run_id"]
    writer = race(aws.log, run_id, "openai", "gemini")
    error = StepError(code="auth", message="no", retryable=False)
    writer.append(Draft(StepFailed(error=error, final=True), step="generate:anthropic", attempt=1))
    complete(writer)
    assert api.post(f"/v1/runs/{run_id}/tracks/0/swap", {"provider": "gemini"}).status == 200

    told = go_on(api, run_id).json

    assert told["execution"] == 3
    assert "generate:anthropic" in told["steps"]
    assert set(executions(aws, run_id)) == {"1", "3"}
    settle.execution_ended(f"{run_id}-3", "TIMED_OUT")
    assert fold(aws.log.read(run_id))["status"] == "failed"
