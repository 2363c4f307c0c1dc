"""The log in DynamoDB: what can be put, and what is read back."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError, ConnectionClosedError

from tailrace.errors import LogUnavailableError, RunExistsError, RunNotFoundError
from tailrace.log import RunLog, RunWriter
from tests.contract.logs import OWNER, Store, completed, new_id, note, notes, seqs, started, texts

Hook = Callable[..., Any]


def test_a_run_begins_with_its_first_event_and_has_an_owner(store: Store) -> None:
    log, run = store.log(), new_id()
    event = log.create(run, OWNER, started())
    assert (event["seq"], event["type"], event["run_id"], event["step"]) == (1, "run.started", run, None)
    assert log.read(run) == [event]
    assert log.owner(run) == OWNER


def test_a_run_begins_once(store: Store) -> None:
    run = store.run()
    with pytest.raises(RunExistsError):
        store.log().create(run, "another", started())
    assert store.log().owner(run) == OWNER


def test_a_number_is_given_once(store: Store) -> None:
    run = store.run()
    assert store.log().put(run, 2, ['{"seq":2}', '{"seq":3}'])
    assert not store.log().put(run, 2, ['{"seq":2,"other":true}'])
    assert store.log().read_lines(run, 1) == ['{"seq":2}', '{"seq":3}']


def test_reading_begins_at_any_event_also_inside_a_batch(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    for size in (3, 1, 5):
        writer.append(*notes(size))
    whole = store.log().read(run)
    assert seqs(whole) == list(range(1, 11))
    for after in range(12):
        assert store.log().read(run, after) == whole[after:]
        for limit in (1, 2, 4, 50):
            assert store.log().read(run, after, limit) == whole[after:][:limit]


def test_texts_survive_as_they_are(store: Store) -> None:
    run = store.run()
    odd = 'line\nend "quoted" \\ \u2028 \x00 \t é 日本 🎧'
    RunWriter(store.log(), run).append(note(odd), note(""))
    assert texts(store.log().read(run)) == [odd, ""]


def test_nothing_is_known_of_a_run_that_does_not_exist(store: Store) -> None:
    log, run = store.log(), new_id()
    for call in (log.read, log.owner):
        with pytest.raises(RunNotFoundError):
            call(run)
    with pytest.raises(RunNotFoundError):
        log.read(run, 7)
    with pytest.raises(RunNotFoundError):
        RunWriter(log, run)
    assert log.last(run) is None


def test_an_expired_run_is_gone_before_dynamodb_removes_it(store: Store) -> None:
    log = store.log(ttl_days=30)
    kept, gone = (new_id(datetime.now(UTC) - timedelta(days=age)) for age in (29, 31))
    for run in (kept, gone):
        log.create(run, OWNER, started())
    assert log.owner(kept) == OWNER
    assert len(log.read(kept)) == 1
    assert log.last(gone) is None
    for call in (log.read, log.owner):
        with pytest.raises(RunNotFoundError):
            call(gone)


def test_every_item_carries_the_time_at_which_the_run_expires(store: Store) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    run = new_id(at)
    store.log(ttl_days=3).create(run, OWNER, started())
    store.log(ttl_days=3).put(run, 2, ["{}"])
    items = store.client.query(
        TableName=store.table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"run#{run}"}},
    )["Items"]
    assert [item["expires_at"] for item in items] == [{"N": str(int(at.timestamp()) + 3 * 86400)}] * 2


def test_the_newest_event_is_the_last_of_its_batch(store: Store) -> None:
    run = store.run()
    RunWriter(store.log(), run).append(*notes(3))
    last = store.log().last(run)
    assert last is not None
    assert last["seq"] == 4


def test_waiting_returns_what_comes(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    later = threading.Timer(0.05, lambda: writer.append(*notes(2)))
    later.start()
    assert seqs(store.log().wait(run, 1, seconds=20)) == [2, 3]
    later.join()


def test_waiting_for_nothing_ends_empty(store: Store) -> None:
    run = store.run()
    assert store.log().wait(run, 1, seconds=0.05) == []
    assert store.log().wait(run, 50, seconds=0.05) == []


def test_a_closed_run_is_not_waited_for(store: Store) -> None:
    run = store.run()
    RunWriter(store.log(), run).append(completed())
    # A wait of an hour would be noticed.
    assert seqs(store.log().wait(run, 1, seconds=3600)) == [2]
    assert store.log().wait(run, 2, seconds=3600) == []


def test_a_put_whose_answer_is_lost_is_not_made_twice(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    with on_put(store, lose_answers(2)):
        writer.append(note("once"))
    writer.append(note("after"))
    assert texts(store.log().read(run)) == ["once", "after"]


def test_a_put_that_the_log_repeats_itself_is_not_made_twice(store: Store) -> None:
    """More answers are lost than boto3 repeats a call for."""
    run = store.run()
    writer = RunWriter(store.log(), run)
    with on_put(store, lose_answers(3)):
        writer.append(note("once"))
    assert texts(store.log().read(run)) == ["once"]


def test_a_lost_answer_does_not_hide_a_real_conflict(store: Store) -> None:
    run = store.run()
    first, second = RunWriter(store.log(), run), RunWriter(store.log(), run)
    first.append(note("first"))
    with on_put(store, lose_answers(1)):
        second.append(note("second"))
    assert texts(store.log().read(run)) == ["first", "second"]


def test_throttling_is_sat_out(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    with on_put(store, refuse(3, "ProvisionedThroughputExceededException")):
        writer.append(note("late"))
    assert texts(store.log().read(run)) == ["late"]


def test_throttling_without_end_is_an_error_of_its_own(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(patience_s=0.3), run)
    with on_put(store, refuse(1000, "ThrottlingException")), pytest.raises(LogUnavailableError):
        writer.append(note("never"))
    assert texts(store.log().read(run)) == []


def test_a_mistake_in_the_deployment_is_not_repeated(store: Store) -> None:
    with pytest.raises(ClientError, match="ResourceNotFound"):
        RunLog(store.client, "no-such-table").last(new_id())


class on_put:
    """Lets `hook` answer PutItem calls instead of the server."""

    def __init__(self, store: Store, hook: Hook) -> None:
        self._events, self._hook = store.client.meta.events, hook

    def __enter__(self) -> None:
        self._events.register("before-send.dynamodb.PutItem", self._hook)

    def __exit__(self, *_: object) -> None:
        self._events.unregister("before-send.dynamodb.PutItem", self._hook)


def lose_answers(times: int) -> Hook:
    """So many calls reach the server, but their answers do not come back."""
    from botocore.httpsession import URLLib3Session

    left = times

    def hook(request: Any, **_: Any) -> None:
        nonlocal left
        if left:
            left -= 1
            session = URLLib3Session()
            session.send(request)
            session.close()
            raise ConnectionClosedError(endpoint_url=request.url)

    return hook


class _Raw:
    """An answer's bytes, as urllib3 hands them to boto3."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body


def refuse(times: int, code: str) -> Hook:
    """So many calls are answered with this error."""
    left = times

    def hook(request: Any, **_: Any) -> AWSResponse | None:
        nonlocal left
        if not left:
            return None
        left -= 1
        body = f'{{"__type":"com.amazonaws.dynamodb.v20120810#{code}","message":"no"}}'.encode()
        return AWSResponse(
            request.url, 400, HTTPHeaders.from_dict({"content-type": "application/x-amz-json-1.0"}), _Raw(body)
        )

    return hook


def test_a_read_that_has_enough_ends_without_a_gap(store: Store) -> None:
    run = store.run()
    RunWriter(store.log(), run).append(*(note("x" * 200_000) for _ in range(12)))
    read = store.log().read_lines(run, 0, enough=300_000)
    assert [json.loads(line)["seq"] for line in read] == list(range(1, len(read) + 1))
    assert 2 < len(read) < 13
