"""Every call on a run, with every key that must not open it; the calls are those of the OpenAPI document."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tailrace.http.openapi import document
from tests.integration.api_client import PROMPT, Answer, Api, Aws, deployed
from tests.integration.playlist_runs import race

UNKNOWN_RUN = "01k0a1b2c3d4e5f6g7h8j9kmnp"
BODIES: dict[str, Any] = {
    "cancel_run": {},
    "share_run": {},
    "continue_run": {"steps": ["generate:openai"]},
    "swap_track": {"provider": "openai"},
    "start_run": {"kind": "playlist", "input": PROMPT},
}


class Operation(NamedTuple):
    """One call: `path` has a place for the run's id if it is about one."""

    name: str
    method: str
    path: str
    key: str

    def send(self, client: Api, run_id: str, query: str = "") -> Answer:
        body = BODIES.get(self.name)
        target = self.path.format(run_id=run_id, index=0) + query
        return client.send(self.method, target, None if body is None else json.dumps(body))


def _key(security: list[Any]) -> str:
    return "none" if security == [] else "optional" if {} in security else "needed"


OPERATIONS = [
    Operation(told["operationId"], method.upper(), path, _key(told["security"]))
    for path, methods in document()["paths"].items()
    for method, told in methods.items()
]
OF_A_RUN = [operation for operation in OPERATIONS if "{run_id}" in operation.path]
WITH_A_KEY = [operation for operation in OPERATIONS if operation.key != "none"]


def _named(operation: Operation) -> str:
    return operation.name


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with pytest.MonkeyPatch.context() as patch, deployed(patch) as found:
        yield found


@pytest.fixture(scope="module")
def owner(aws: Aws) -> Api:
    return aws.client()


@pytest.fixture(scope="module")
def run(aws: Aws, owner: Api) -> Any:
    """The answer to the start of a run that is open and has alternatives: it can be swapped, cancelled and exported.

    Whatever the tests that share it try: it must stay as it is.
    """
    started = owner.start(input={**PROMPT, "track_count": 3})
    race(aws.log, started["run_id"], "openai", "gemini")
    return started


def _without_ids(answer: Answer) -> tuple[Any, ...]:
    """All of an answer but what differs between any two requests."""
    told = {**answer.json, "request_id": None}
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status, told, headers


def _table(aws: Aws) -> list[Any]:
    """All items, but for the keys that other tests make and the counters of requests."""
    items = aws.table.scan(TableName="tailrace")["Items"]
    kept = [item for item in items if not item["pk"]["S"].startswith(("key#", "limit#"))]
    return sorted(kept, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def test_every_call_with_a_run_is_here_and_has_a_body_if_it_takes_one() -> None:
    assert len(OF_A_RUN) >= 8
    for path, methods in document()["paths"].items():
        for told in methods.values():
            assert ("requestBody" in told) == (told["operationId"] in BODIES), path


@pytest.mark.parametrize("operation", OF_A_RUN, ids=_named)
def test_anothers_run_is_answered_as_one_that_never_was_and_stays_as_it_is(
    aws: Aws, run: Any, operation: Operation
) -> None:
    run_id = run["run_id"]
    stranger, before = aws.client(), _table(aws)
    executions = aws.executions()

    of_another, of_nobody = operation.send(stranger, run_id), operation.send(stranger, UNKNOWN_RUN)

    assert of_another.status == 404
    assert _without_ids(of_another) == _without_ids(of_nobody)
    assert run_id not in of_another.text
    assert _table(aws) == before
    assert aws.executions() == executions


@pytest.mark.parametrize("operation", WITH_A_KEY, ids=_named)
def test_without_a_key_that_counts_there_is_only_401(aws: Aws, run: Any, operation: Operation) -> None:
    clients = {
        "none": Api(None),
        "unknown": Api("unknown"),
        "revoked": aws.client(revoked_at={"S": "2026-11-20T08:00:00.000Z"}),
        "the run's read token": Api(run["read_token"]),
    }
    before = _table(aws)

    answers = {key: operation.send(client, run["run_id"]) for key, client in clients.items()}

    assert {key: answer.status for key, answer in answers.items()} == dict.fromkeys(clients, 401)
    for answer in answers.values():
        assert answer.json["code"] == "unauthorized"
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert _table(aws) == before


@pytest.mark.parametrize("operation", [o for o in WITH_A_KEY if o.name != "redirect_to_stream"], ids=_named)
def test_a_read_token_in_the_address_opens_nothing_but_the_stream(run: Any, operation: Operation) -> None:
    token = run["read_token"]

    answer = operation.send(Api(None), run["run_id"], f"?token={token}")

    assert (answer.status, answer.json["code"]) == (401, "unauthorized")
    assert token not in answer.text


def test_the_way_to_the_stream_passes_a_token_on_and_makes_none(run: Any) -> None:
    """The token is the stream function's to judge: here it neither opens anything nor tells whether there is a run."""
    for run_id in (run["run_id"], UNKNOWN_RUN):
        answer = Api(None).get(f"/v1/runs/{run_id}/stream?token=v1.forged")
        assert (answer.status, answer.text) == (307, "")
        assert answer.headers["location"].endswith(f"/v1/runs/{run_id}/stream?token=v1.forged")


def test_lists_and_usage_are_the_owners(aws: Aws) -> None:
    owner, stranger = aws.client(), aws.client()
    run_id = owner.start()["run_id"]
    assert run_id in owner.get("/v1/runs").text
    assert stranger.get("/v1/runs").json == {"runs": [], "next_cursor": None}
    owner.send("POST", f"/v1/runs/{run_id}/cancel")
    assert owner.get("/v1/usage").json["today"]["runs"] == 1
    assert stranger.get("/v1/usage").json["today"]["runs"] == 0


def test_a_cursor_of_anothers_list_leads_through_ones_own(aws: Aws) -> None:
    owner = aws.client()
    theirs = [owner.start()["run_id"] for _ in range(2)]
    cursor = owner.get("/v1/runs?limit=1").json["next_cursor"]
    stranger = aws.client()

    page = stranger.get(f"/v1/runs?cursor={cursor}")

    assert page.json == {"runs": [], "next_cursor": None}
    assert not any(run in page.text for run in theirs)


def test_an_idempotency_key_is_its_owners(aws: Aws, owner: Api) -> None:
    stranger = aws.client()
    order = BODIES["start_run"]
    first = owner.post("/v1/runs", order, Idempotency_Key="same").json["run_id"]
    other = stranger.post("/v1/runs", order, Idempotency_Key="same")
    assert (other.status, other.headers.get("idempotency-replayed")) == (202, None)
    assert other.json["run_id"] != first
    # Nor is it told that another has used it with another body.
    assert aws.client().post("/v1/runs", {**order, "options": {}}, Idempotency_Key="same").status == 202
    assert owner.post("/v1/runs", order, Idempotency_Key="same").json["run_id"] == first
    owner_again = owner.post(f"/v1/runs/{first}/continue", {}, Idempotency_Key="go")
    assert stranger.post(f"/v1/runs/{first}/continue", {}, Idempotency_Key="go").status == 404, owner_again.text


def test_two_keys_of_an_owner_see_the_same_runs(aws: Aws) -> None:
    first, second = aws.client("us"), aws.client("us")
    run = first.start()["run_id"]
    assert second.get(f"/v1/runs/{run}").status == 200
    assert second.send("DELETE", f"/v1/runs/{run}").status == 204
    assert first.get(f"/v1/runs/{run}").status == 404
