"""`Idempotency-Key`: what is sent again is done once."""

import threading
import time
from typing import Any

import pytest

from tailrace import wiring
from tailrace.http import idempotency
from tailrace.http.idempotency import once
from tailrace.http.problems import ProblemError
from tests.integration.api_client import PROMPT, TABLE, Answer, Api, Aws

ORDER = {"kind": "playlist", "input": PROMPT}


def start(api: Api, key: str, order: Any = ORDER) -> Answer:
    return api.post("/v1/runs", order, Idempotency_Key=key)


def test_the_same_key_and_body_give_the_same_run(api: Api, aws: Aws) -> None:
    before = len(aws.executions())

    first, second = start(api, "k"), start(api, "k", {"input": PROMPT, "kind": "playlist"})

    assert first.status == second.status == 202
    assert first.text == second.text
    assert first.headers["location"] == second.headers["location"]
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len(aws.executions()) == before + 1
    assert len(api.get("/v1/runs").json["runs"]) == 1


def test_the_same_key_with_another_body_is_refused(api: Api) -> None:
    start(api, "k")

    answer = start(api, "k", {"kind": "playlist", "input": {"prompt": "Something else"}})

    assert (answer.status, answer.json["code"]) == (422, "idempotency_key_reused")
    assert answer.json["errors"][0]["loc"] == "header.Idempotency-Key"
    assert len(api.get("/v1/runs").json["runs"]) == 1


def test_a_key_belongs_to_its_owner(aws: Aws) -> None:
    first, second = start(aws.client(), "k"), start(aws.client(), "k")

    assert first.json["run_id"] != second.json["run_id"]


def test_another_api_key_of_the_same_owner_is_the_same_owner(aws: Aws) -> None:
    assert start(aws.client("ann"), "k").json == start(aws.client("ann"), "k").json


def test_a_refused_order_is_not_remembered(api: Api) -> None:
    assert start(api, "k", {"kind": "opera", "input": {}}).status == 422

    assert start(api, "k").status == 202


def test_a_run_that_could_not_be_started_is_not_remembered(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    client = wiring.workflows()
    with monkeypatch.context() as patch:
        patch.setattr(client, "start_execution", refusal(client))
        assert start(api, "k").status == 503

    answer = start(api, "k")

    assert answer.status == 202
    assert api.get(f"/v1/runs/{answer.json['run_id']}").json["status"] == "queued"


def refusal(client: Any) -> Any:
    def refuse(**_: Any) -> None:
        raise client.exceptions.ServiceQuotaExceededException({"Error": {"Code": "Quota"}}, "StartExecution")

    return refuse


@pytest.mark.parametrize("key", ["", "x" * 256, "with space", "tab\t", "é"])
def test_a_malformed_key_is_refused(api: Api, key: str) -> None:
    answer = start(api, key)

    assert answer.status == 422
    assert answer.json["errors"][0]["loc"] == "header.Idempotency-Key"


def test_a_second_request_waits_for_the_answer_of_the_first(aws: Aws) -> None:
    working, waiting = threading.Event(), threading.Event()
    acted: list[str] = []

    def act(run_id: str) -> dict[str, Any]:
        acted.append(run_id)
        working.set()
        waiting.wait(10)
        return {"run_id": run_id}

    def look_again(_: float) -> None:
        waiting.set()
        first.join()

    def ask(new_id: str) -> tuple[dict[str, Any], bool]:
        return once(wiring.dynamodb(), TABLE, "patient", "k", ORDER, 30_000, lambda: act(new_id))

    first = threading.Thread(target=ask, args=("first",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", look_again)
        first.start()
        working.wait(10)
        second = ask("second")

    assert second == ({"run_id": "first"}, True)
    assert acted == ["first"]


def test_a_second_request_is_told_to_come_again_if_the_first_is_not_answered(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "PATIENCE_S", 0)
    working, release = threading.Event(), threading.Event()
    acted: list[str] = []

    def act(run_id: str) -> dict[str, Any]:
        acted.append(run_id)
        working.set()
        release.wait(10)
        return {"run_id": run_id}

    def ask(new_id: str, body: Any = ORDER) -> tuple[dict[str, Any], bool]:
        return once(wiring.dynamodb(), TABLE, "owner", "k", body, 30_000, lambda: act(new_id))

    answers: list[Any] = []
    first = threading.Thread(target=lambda: answers.append(ask("first")))
    first.start()
    working.wait(10)
    with pytest.raises(ProblemError) as busy:
        ask("second")
    with pytest.raises(ProblemError) as other:
        ask("second", {"another": "body"})
    release.set()
    first.join()

    assert (busy.value.code, busy.value.status) == ("request_in_progress", 409)
    assert int(busy.value.headers["Retry-After"]) > 0
    assert other.value.code == "idempotency_key_reused"
    assert answers == [({"run_id": "first"}, False)]
    assert ask("third") == ({"run_id": "first"}, True)
    assert acted == ["first"]


def test_a_function_that_dies_before_it_answers_starts_no_second_run(api: Api, aws: Aws) -> None:
    """The Lambda is stopped after the workflow was started: neither the record nor the client hears of it."""
    before = len(aws.executions())
    client = wiring.workflows()
    start_execution = client.start_execution

    class Killed(BaseException):
        pass

    def start_and_die(**arguments: Any) -> None:
        start_execution(**arguments)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "start_execution", start_and_die)
        patch.setattr("tests.integration.api_client.Context.get_remaining_time_in_millis", lambda _: -1)
        with pytest.raises(Killed):
            start(api, "k")
    (run,) = api.get("/v1/runs").json["runs"]

    answer = start(api, "k")

    assert answer.status == 202
    assert answer.json["run_id"] == run["run_id"]
    assert len(aws.executions()) == before + 1
    assert start(api, "k").json == answer.json
