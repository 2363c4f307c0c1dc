"""The run list and the open runs, on moto."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tailrace.run_index import FRESH_S, IndexEntry, RunIndex, created_at, new_entry
from tailrace.runs import LOOK_AT, Runs, new_run_id
from tests import tables

TABLE = "t"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        tables.make(client, TABLE)
        yield client


@pytest.fixture
def index(client: Any) -> RunIndex:
    return RunIndex(client, TABLE)


def entry(number: int, **changes: Any) -> IndexEntry:
    run_id = f"01k9zq4t0v6h8m3r5w7y9b{number:04d}"
    made = IndexEntry(
        run_id, "ada", "playlist", "completed", "2026-11-20T08:00:00.000Z", int(time.time()) + 999, {}, 1, 1795248000.25
    )
    return replace(made, **changes)


def test_a_long_list_is_given_whole_and_from_any_place(index: RunIndex) -> None:
    entries = [entry(number) for number in range(230)]
    for one in entries:
        index.add(one)
    index.add(entry(999, owner="bob"))

    assert list(index.newest_first("ada")) == entries[::-1]
    assert list(index.newest_first("ada", before=entries[120].run_id)) == entries[:120][::-1]


def test_what_has_expired_is_not_listed_though_it_is_still_there(index: RunIndex) -> None:
    index.add(entry(1, expires_at=int(time.time()) - 1))
    index.add(entry(2))

    assert [one.run_id for one in index.newest_first("ada")] == [entry(2).run_id]


def test_a_closed_run_leaves_the_open_ones_and_keeps_its_place_in_the_list(index: RunIndex) -> None:
    for number in (1, 2):
        index.add(entry(number, status="queued"))

    index.set_status("ada", entry(1).run_id, "failed", 1, is_open=False)

    assert [one.run_id for one in index.open(before="z")] == [entry(2).run_id]
    assert [(one.run_id, one.status) for one in index.newest_first("ada")] == [
        (entry(2).run_id, "queued"),
        (entry(1).run_id, "failed"),
    ]


def test_a_status_for_a_run_that_is_not_listed_lists_nothing(index: RunIndex) -> None:
    index.set_status("ada", entry(1).run_id, "failed", 1, is_open=False)

    assert list(index.newest_first("ada")) == []


def test_what_became_of_an_earlier_execution_says_nothing_about_the_one_that_is_listed(index: RunIndex) -> None:
    index.add(entry(1, status="failed"))
    index.add(entry(1, status="queued", execution=2))

    index.set_status("ada", entry(1).run_id, "failed", 1, is_open=False)
    assert [one.status for one in index.newest_first("ada")] == ["queued"]
    assert [one.execution for one in index.open(before="z")] == [2]

    index.set_status("ada", entry(1).run_id, "completed", 2, is_open=False)
    assert [one.status for one in index.newest_first("ada")] == ["completed"]
    assert list(index.open(before="z")) == []


def test_an_entry_is_corrected_as_it_was_read_and_not_if_it_was_put_in_anew_since(index: RunIndex) -> None:
    seen = entry(1, status="queued", execution=2)
    anew = replace(seen, listed_at=seen.listed_at + 0.001)
    index.add(anew)

    index.correct(seen, "failed", is_open=False)
    assert list(index.newest_first("ada")) == list(index.open(before="z")) == [anew]

    index.correct(anew, "failed", is_open=False)
    assert list(index.newest_first("ada")) == [replace(anew, status="failed")]
    assert list(index.open(before="z")) == []


def test_an_entry_is_fresh_for_as_long_as_a_request_may_take() -> None:
    made = new_entry(entry(1).run_id, "ada", "playlist", {}, ttl_days=30)

    assert (made.status, made.execution) == ("queued", 1)
    assert made.is_fresh(time.time())
    assert not made.is_fresh(made.listed_at + FRESH_S)
    assert made.expires_at == int(created_at(made.run_id).timestamp()) + 30 * 86_400


def test_a_forgotten_run_is_in_no_list(index: RunIndex) -> None:
    index.add(entry(1))

    index.forget("ada", entry(1).run_id, 1)

    assert list(index.newest_first("ada")) == []
    assert list(index.open(before="z")) == []


def test_what_the_table_hands_back_is_put_again(client: Any, index: RunIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_write_item, calls = client.batch_write_item, []

    def take_one(RequestItems: dict[str, list[Any]]) -> Any:
        calls.append(len(RequestItems[TABLE]))
        first, *rest = RequestItems[TABLE]
        batch_write_item(RequestItems={TABLE: [first]})
        return {"UnprocessedItems": {TABLE: rest} if rest else {}}

    monkeypatch.setattr(client, "batch_write_item", take_one)

    index.add(entry(1))

    assert calls == [2, 1]
    assert [one.run_id for one in index.newest_first("ada")] == [entry(1).run_id]
    assert [one.run_id for one in index.open(before="z")] == [entry(1).run_id]


def test_a_table_that_takes_nothing_is_an_error(client: Any, index: RunIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "batch_write_item", lambda RequestItems: {"UnprocessedItems": RequestItems})
    monkeypatch.setattr("tailrace.run_index.time.sleep", lambda _: None)

    with pytest.raises(TimeoutError):
        index.add(entry(1))


def test_a_filter_that_matches_little_reads_only_so_much_and_goes_on(client: Any) -> None:
    entries = [entry(number) for number in range(LOOK_AT + 20)]
    entries[5] = replace(entries[5], status="failed")
    requests = [{"PutRequest": {"Item": item}} for one in entries for item in [as_item(one)]]
    for start in range(0, len(requests), 25):
        client.batch_write_item(RequestItems={TABLE: requests[start : start + 25]})
    runs = Runs(None, RunIndex(client, TABLE), None, 30)  # type: ignore[arg-type] # a list asks the index only

    first = runs.list("ada", None, "failed", 10, None)
    second = runs.list("ada", None, "failed", 10, first.next_before)

    assert (first.runs, first.next_before) == ([], entries[20].run_id)
    assert ([run.run_id for run in second.runs], second.next_before) == ([entries[5].run_id], None)


def as_item(one: IndexEntry) -> dict[str, Any]:
    return {
        "pk": {"S": f"owner#{one.owner}"},
        "sk": {"S": one.run_id},
        "owner": {"S": one.owner},
        "kind": {"S": one.kind},
        "status": {"S": one.status},
        "created_at": {"S": one.created_at},
        "expires_at": {"N": str(one.expires_at)},
        "metadata": {"S": "{}"},
        "execution": {"N": "1"},
        "listed_at": {"N": "1795248000.25"},
    }


def test_an_id_holds_the_time_of_its_making() -> None:
    run_id = new_run_id()

    assert run_id == run_id.lower()
    assert created_at(run_id).timestamp() == pytest.approx(time.time(), abs=5)
