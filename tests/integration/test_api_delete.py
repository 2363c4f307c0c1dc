"""Deleting runs, over HTTP."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tailrace import settle, wiring
from tailrace.errors import RunClosedError
from tailrace.events import Draft, StepProgress
from tailrace.http.own_runs import control, deletion
from tailrace.log import RunWriter
from tailrace.log.erasing import Eraser
from tailrace.run_index import RunIndex
from tests.integration.api_client import TABLE, Answer, Api, Aws
from tests.integration.controlled import STEPS, cancel, dying, fail, go_on, kill, started_and_died
from tests.integration.playlist_runs import complete, race


def delete(api: Api, run_id: str) -> Answer:
    return api.send("DELETE", f"/v1/runs/{run_id}")


def left_of(aws: Aws, run_id: str) -> list[dict[str, Any]]:
    """Every item that says anything about the run, but for what it has cost and an Idempotency-Key's record."""
    found = aws.table.scan(TableName=TABLE)["Items"]
    mine = [
        item for item in found if run_id in str(item) and not item["pk"]["S"].startswith(("usage#", "idempotency#"))
    ]
    return [item for item in mine if set(item) != {"pk", "sk", "gone", "expires_at"}]


def is_gone(api: Api, run_id: str) -> bool:
    paths = ["", "/events", "/events?wait=5", "/export", "/stream"]
    answers = [api.get(f"/v1/runs/{run_id}{path}") for path in paths]
    answers += [cancel(api, run_id), go_on(api, run_id), delete(api, run_id)]
    answers.append(api.post(f"/v1/runs/{run_id}/tracks/0/swap", {"provider": "openai"}))
    assert {(answer.status, answer.json["code"]) for answer in answers} == {(404, "not_found")}
    return run_id not in {run["run_id"] for run in api.get("/v1/runs").json["runs"]}


def test_a_run_that_has_ended_is_gone(api: Api, aws: Aws, run_id: str) -> None:
    complete(race(aws.log, run_id, "openai", "anthropic", "gemini"))
    kept = api.start()["run_id"]

    answer = delete(api, run_id)

    assert (answer.status, answer.text) == (204, "")
    assert is_gone(api, run_id)
    assert left_of(aws, run_id) == []
    assert api.get(f"/v1/runs/{kept}").status == 200


def test_a_run_at_work_is_stopped_and_its_writers_leave_nothing(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = RunWriter(aws.log, run_id, STEPS[0], 1)
    race(aws.log, run_id, "gemini")
    stopped: list[str] = []
    monkeypatch.setattr(wiring.workflows(), "stop_execution", lambda **given: stopped.append(given["executionArn"]))

    assert delete(api, run_id).status == 204

    assert [arn.rpartition(":")[2] for arn in stopped] == [f"{run_id}-1"]
    with pytest.raises(RunClosedError):
        worker.append(Draft(StepProgress(fraction=0.5)))
    settle.execution_ended(f"{run_id}-1", "ABORTED", "The run was cancelled")
    settle.sweep(datetime.now(UTC) + timedelta(days=2))
    assert left_of(aws, run_id) == []
    assert is_gone(api, run_id)


def test_only_its_owner_deletes_a_run(api: Api, aws: Aws, run_id: str) -> None:
    stranger = aws.client()

    assert delete(stranger, run_id).status == 404
    assert delete(Api(None), run_id).status == 401
    assert delete(api, "01k9zq4t0v6h8m3r5w7y9b2d4f").status == 404
    assert delete(api, "x").status == 404
    assert api.get(f"/v1/runs/{run_id}").json["status"] == "queued"
    assert api.send("DELETE", f"/v1/runs/{run_id}?force=1").status == 422


STAGES: dict[str, tuple[type, str]] = {
    "sealed": (Eraser, "begin"),
    "begun": (Eraser, "erase"),
    "erased": (RunIndex, "forget"),
    "forgotten": (Eraser, "finish"),
}


@pytest.mark.parametrize(("where", "name"), STAGES.values(), ids=STAGES.keys())
def test_who_dies_on_the_way_is_asked_again(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch, where: type, name: str
) -> None:
    fail(aws, run_id)
    with monkeypatch.context() as patch:
        patch.setattr(where, name, kill)
        dying(lambda: delete(api, run_id))

    assert delete(aws.client(), run_id).status == 404
    assert delete(api, run_id).status == 204
    assert left_of(aws, run_id) == []
    assert is_gone(api, run_id)


def overtaken(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, by: Callable[[], object]) -> None:
    """Let this happen once, right before that is done."""
    done = getattr(where, name)

    def then(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(where, name, done)
        by()
        return done(*args, **kwargs)

    monkeypatch.setattr(where, name, then)


def test_a_run_that_is_continued_while_it_is_deleted_is_gone(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(aws, run_id)
    owner, resumed = aws.log.owner(run_id), list[int]()
    overtaken(monkeypatch, Eraser, "seal", lambda: resumed.append(control().resume(owner, run_id, (), None).execution))

    assert delete(api, run_id).status == 204

    assert resumed == [2]
    assert left_of(aws, run_id) == []
    assert is_gone(api, run_id)


def test_a_run_that_is_deleted_while_it_is_continued_stays_gone(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(aws, run_id)
    owner = aws.log.owner(run_id)
    overtaken(monkeypatch, RunIndex, "add", lambda: deletion().delete(owner, run_id))

    assert go_on(api, run_id).status == 404

    assert left_of(aws, run_id) == []
    assert is_gone(api, run_id)


def test_a_start_that_is_sent_again_does_not_bring_a_deleted_run_back(
    api: Api, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try died after the run had begun, so its answer is not remembered, but its id is."""
    order, run_id = started_and_died(api, monkeypatch)
    assert delete(api, run_id).status == 204

    answer = api.post("/v1/runs", order, Idempotency_Key="k")

    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert left_of(aws, run_id) == []


def test_a_batch_that_is_handed_back_is_sent_again(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = RunWriter(aws.log, run_id)
    for number in range(40):
        writer.append(Draft(StepProgress(fraction=0), str(number), STEPS[0], 1))
    fail(aws, run_id)
    write, sizes = wiring.dynamodb().batch_write_item, list[int]()

    def in_part(**given: Any) -> Any:
        requests = given["RequestItems"][TABLE]
        sizes.append(len(requests))
        taken = -(-len(requests) * 2 // 3)
        write(RequestItems={TABLE: requests[:taken]})
        return {"UnprocessedItems": {TABLE: requests[taken:]} if requests[taken:] else {}}

    monkeypatch.setattr(wiring.dynamodb(), "batch_write_item", in_part)

    assert delete(api, run_id).status == 204

    assert sizes[:2] == [25, 8]
    assert left_of(aws, run_id) == []
