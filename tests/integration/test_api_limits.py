"""How often a key may ask, and how many runs it may have open, over HTTP."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tailrace import settle, wiring
from tailrace.run_index import RunIndex
from tailrace.settings import Settings, settings
from tests.integration.api_client import PROMPT, TABLE, Api, Aws
from tests.integration.controlled import cancel, dying, fail, go_on, is_watched, kill, refusal
from tests.integration.wired import forget

ORDER = {"kind": "playlist", "input": PROMPT}
Limit = Callable[..., None]


@pytest.fixture
def limit(aws: Aws) -> Iterator[Limit]:
    """Sets limits for the rest of the test."""
    with pytest.MonkeyPatch.context() as patch:

        def set_limits(rates: str = "", runs: int = 0) -> None:
            patch.setenv("RATE_LIMITS", rates)
            patch.setenv("CONCURRENT_RUNS", str(runs))
            settings.cache_clear()
            wiring.run_index.cache_clear()

        yield set_limits
    forget()


class TestRates:
    def test_what_is_left_is_told_and_what_is_too_much_is_refused_with_the_time_to_wait(
        self, api: Api, limit: Limit
    ) -> None:
        limit("start=2")

        first, second, third = (api.post("/v1/runs", ORDER) for _ in range(3))

        assert (first.status, first.headers["ratelimit-policy"]) == (202, '"start";q=2;w=60')
        assert first.headers["ratelimit"] == '"start";r=1;t=30'
        assert second.status == 202
        assert re.fullmatch(r'"start";r=0;t=(59|60)', second.headers["ratelimit"])
        assert (third.status, third.json["code"]) == (429, "rate_limited")
        assert third.headers["content-type"] == "application/problem+json"
        wait = third.headers["retry-after"]
        assert 28 <= int(wait) <= 30
        assert third.headers["ratelimit"] == f'"start";r=0;t={wait}'
        assert third.headers["ratelimit-policy"] == '"start";q=2;w=60'
        assert third.headers["x-request-id"] == third.json["request_id"]
        assert "retry-after" not in second.headers
        assert len(api.get("/v1/runs").json["runs"]) == 2

    def test_each_operation_has_its_own_and_what_is_not_named_has_none(self, api: Api, limit: Limit) -> None:
        limit("start=1,control=3")
        run_id = api.start()["run_id"]

        calls = [
            api.send("POST", f"/v1/runs/{run_id}/cancel"),
            api.send("POST", f"/v1/runs/{run_id}/continue"),
            api.post(f"/v1/runs/{run_id}/tracks/0/swap", {"provider": "openai"}),
            api.send("POST", f"/v1/runs/{run_id}/cancel"),
        ]

        assert [call.status for call in calls] == [202, 202, 409, 429]
        # A refusal of another sort counts, and says so.
        assert calls[2].headers["ratelimit"].startswith('"control";r=0')
        reads = [api.get(f"/v1/runs/{run_id}{path}") for path in ("", "/events", "/events?after=1")]
        assert [read.status for read in reads] == [200, 200, 200]
        assert not any("ratelimit" in read.headers for read in reads)

    def test_reads_are_one_operation_and_the_way_to_the_stream_is_none(self, api: Api, limit: Limit) -> None:
        run_id = api.start()["run_id"]
        limit("read=2")

        assert [api.get(t).status for t in ("/v1/kinds", f"/v1/runs/{run_id}", "/v1/runs")] == [200, 200, 429]
        assert api.send("HEAD", "/v1/kinds").status == 429
        assert api.get(f"/v1/runs/{run_id}/stream").status == 307
        assert api.get("/v1/health").status == 200

    def test_an_owner_has_one_bucket_whatever_its_keys_and_a_stranger_has_none(self, aws: Aws, limit: Limit) -> None:
        limit("read=1")
        one, two, other = aws.client("ann"), aws.client("ann"), aws.client("bob")

        assert [client.get("/v1/runs").status for client in (one, two, other)] == [200, 429, 200]
        stranger = Api("no-key").get("/v1/runs")
        assert stranger.status == 401
        assert "ratelimit" not in stranger.headers

    def test_where_the_bucket_cannot_be_asked_nothing_passes(
        self, api: Api, limit: Limit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limit("start=5")

        def broken(**_: Any) -> Any:
            answer: Any = {"Error": {"Code": "InternalServerError", "Message": "x"}, "ResponseMetadata": {}}
            raise ClientError(answer, "UpdateItem")

        with monkeypatch.context() as patch:
            patch.setattr(wiring.dynamodb(), "update_item", broken)
            answer = api.post("/v1/runs", ORDER)

        assert (answer.status, answer.json["code"]) == (503, "unavailable")
        assert "retry-after" in answer.headers
        assert api.get("/v1/runs").json["runs"] == []

    @pytest.mark.parametrize(
        "rates", ["start", "start=", "start=0", "start=-1", "start=1,start=2", "stop=1", "start=1;read=2", "read=²"]
    )
    def test_what_is_no_limit_is_refused_when_the_function_starts(self, rates: str) -> None:
        with pytest.raises(ValueError, match="RATE_LIMITS: "):
            Settings(table_name="t", rate_limits=rates)


class TestOpenRuns:
    def test_a_key_has_so_many_open_runs_and_an_ended_one_makes_room(self, api: Api, aws: Aws, limit: Limit) -> None:
        limit(runs=2)
        first, _ = api.start()["run_id"], api.start()

        refused = api.post("/v1/runs", ORDER)

        assert (refused.status, refused.json["code"]) == (429, "too_many_runs")
        assert "2 open runs" in refused.json["detail"]
        assert int(refused.headers["retry-after"]) > 0
        assert len(api.get("/v1/runs").json["runs"]) == 2
        assert aws.client().post("/v1/runs", ORDER).status == 202
        cancel(api, first)
        assert api.post("/v1/runs", ORDER).status == 202
        assert api.post("/v1/runs", ORDER).status == 429

    def test_a_refused_start_leaves_nothing(self, api: Api, aws: Aws, limit: Limit) -> None:
        limit(runs=1)
        run_id = api.start()["run_id"]
        owner = aws.log.owner(run_id)

        api.post("/v1/runs", ORDER, Idempotency_Key="k")

        assert [entry.run_id for entry in wiring.run_index().newest_first(owner)] == [run_id]
        assert [e.run_id for e in wiring.run_index().open(before="z") if e.owner == owner] == [run_id]
        # It is not remembered under its key either.
        cancel(api, run_id)
        assert api.post("/v1/runs", ORDER, Idempotency_Key="k").status == 202

    def test_a_run_that_fails_or_cannot_start_makes_room(
        self, api: Api, aws: Aws, limit: Limit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limit(runs=1)
        settle.execution_ended(f"{api.start()['run_id']}-1", "FAILED")
        with monkeypatch.context() as patch:
            patch.setattr(wiring.workflows(), "start_execution", refusal)
            assert api.post("/v1/runs", ORDER).json["code"] == "cannot_start"

        assert api.post("/v1/runs", ORDER).status == 202

    def test_a_continued_run_is_open_too_and_late_word_of_its_first_execution_changes_nothing(
        self, api: Api, aws: Aws, limit: Limit
    ) -> None:
        limit(runs=1)
        first = api.start()["run_id"]
        cancel(api, first)
        second = api.start()["run_id"]

        refused = go_on(api, first)

        assert (refused.status, refused.json["code"]) == (429, "too_many_runs")
        assert api.get(f"/v1/runs/{first}").json["status"] == "cancelled"
        assert not is_watched(first)
        cancel(api, second)
        assert go_on(api, first).json["execution"] == 2
        settle.execution_ended(f"{first}-1", "ABORTED")
        assert api.post("/v1/runs", ORDER).status == 429
        settle.execution_ended(f"{first}-2", "FAILED")
        assert api.post("/v1/runs", ORDER).status == 202

    def test_who_dies_with_a_place_does_not_keep_it(
        self, api: Api, aws: Aws, limit: Limit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Once before the run has a log, once after it was closed and before that was told to anybody."""
        limit(runs=2)
        with monkeypatch.context() as patch:
            patch.setattr(wiring.run_log(), "create", kill)
            dying(lambda: api.post("/v1/runs", ORDER))
        fail(aws, api.start()["run_id"])
        assert api.post("/v1/runs", ORDER).status == 429

        settle.sweep(datetime.now(UTC) + timedelta(days=2))

        assert [api.post("/v1/runs", ORDER).status for _ in range(3)] == [202, 202, 429]

    def test_who_dies_between_place_and_list_leaves_the_run_to_the_sweep(
        self, api: Api, aws: Aws, limit: Limit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limit(runs=1)
        run_id = api.start()["run_id"]
        with monkeypatch.context() as patch:
            patch.setattr(RunIndex, "_correct", kill)
            dying(lambda: cancel(api, run_id))

        assert is_watched(run_id)
        settle.sweep(datetime.now(UTC) + timedelta(minutes=5))
        assert not is_watched(run_id)
        assert api.post("/v1/runs", ORDER).status == 202

    def test_a_start_that_is_sent_again_needs_no_second_place(self, api: Api, aws: Aws, limit: Limit) -> None:
        limit(runs=1)
        first = api.post("/v1/runs", ORDER, Idempotency_Key="k")
        again = api.post("/v1/runs", ORDER, Idempotency_Key="k")

        assert (first.status, again.status, again.json["run_id"]) == (202, 202, first.json["run_id"])

    def test_nothing_is_kept_of_an_owner_without_a_limit(self, api: Api, aws: Aws) -> None:
        run_id = api.start()["run_id"]
        owner = aws.log.owner(run_id)
        cancel(api, run_id)

        found = aws.table.query(
            TableName=TABLE,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"limit#{owner}"}},
        )
        assert found["Count"] == 0
