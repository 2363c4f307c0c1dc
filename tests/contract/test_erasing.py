"""A log that is taken away while others write to it, on every DynamoDB."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tailrace.errors import LogError, RunClosedError, RunNotFoundError
from tailrace.log import RunWriter
from tailrace.log.erasing import Eraser, Unfinished
from tests.contract.logs import STEPS, Store, begun, completed, note, notes, resumed, seqs


def items_of(store: Store, run_id: str) -> list[dict[str, Any]]:
    found = store.client.query(
        TableName=store.table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"run#{run_id}"}},
    )
    return list(found["Items"])


def closed_run(store: Store, events: int) -> str:
    """Each event in an item of its own."""
    run_id = store.run()
    writer = RunWriter(store.log(), run_id)
    for one in notes(events):
        writer.append(one)
    writer.append(completed())
    return run_id


def deleted(store: Store, run_id: str) -> Eraser:
    eraser = Eraser(store.client, store.table, run_id)
    last = store.log().last(run_id)
    assert last is not None
    assert eraser.seal(last["seq"] + 1)
    eraser.begin(Unfinished("ann", 1))
    eraser.erase()
    eraser.finish()
    return eraser


def test_nothing_that_a_run_held_is_left_of_it(store: Store) -> None:
    run_id, other = closed_run(store, 60), closed_run(store, 3)

    deleted(store, run_id)

    left = items_of(store, run_id)
    assert all(set(item) == {"pk", "sk", "gone", "expires_at"} for item in left)
    log = store.log()
    for read in (log.read, log.owner, lambda run: log.wait(run, 3, 5), lambda run: log.read(run, 61)):
        with pytest.raises(RunNotFoundError):
            read(run_id)
    assert log.last(run_id) is None
    assert seqs(log.read(other)) == [1, 2, 3, 4, 5]


WRITERS: dict[str, Callable[[RunWriter], object]] = {
    "append": lambda writer: writer.append(note("late")),
    "decide": lambda writer: writer.decide(lambda _: [note("late")]),
    "refresh": lambda writer: writer.refresh(),
    "verify": lambda writer: writer.verify(),
}


@pytest.mark.parametrize("act", WRITERS.values(), ids=WRITERS.keys())
def test_a_writer_that_is_late_by_any_number_of_events_is_stopped_and_leaves_nothing(
    store: Store, act: Callable[[RunWriter], object]
) -> None:
    run_id = store.run()
    busy, late = RunWriter(store.log(), run_id, STEPS[0], 1), []
    busy.append(begun())
    for number in range(6):
        late.append(RunWriter(store.log(), run_id, STEPS[1], 1))
        busy.append(*notes(1 + number % 3))
    late.append(busy)
    RunWriter(store.log(), run_id).append(completed())
    deleted(store, run_id)
    before = items_of(store, run_id)

    for writer in late:
        with pytest.raises(RunClosedError):
            act(writer)

    assert items_of(store, run_id) == before


def test_a_sealed_log_is_not_resumed_and_one_that_was_resumed_first_is_not_sealed(store: Store) -> None:
    run_id = closed_run(store, 2)
    eraser = Eraser(store.client, store.table, run_id)
    writer, other = RunWriter(store.log(), run_id), RunWriter(store.log(), run_id)

    writer.append(resumed())

    assert not eraser.seal(5)
    writer.append(completed())
    assert eraser.seal(7)
    assert eraser.seal(7)
    with pytest.raises(LogError):
        other.append(resumed())
    # It is still there for who has not been told yet.
    assert seqs(store.log().read(run_id)) == [1, 2, 3, 4, 5, 6]


def test_a_deleted_run_is_not_begun_again(store: Store) -> None:
    run_id = closed_run(store, 0)
    deleted(store, run_id)

    with pytest.raises(LogError):
        store.log().create(run_id, "ann", completed())
    assert store.log().last(run_id) is None


def test_a_deletion_that_was_broken_off_can_be_taken_up(store: Store) -> None:
    run_id = closed_run(store, 4)
    eraser = Eraser(store.client, store.table, run_id)
    assert eraser.unfinished() is None
    eraser.seal(7)
    eraser.begin(Unfinished("ann", 3))

    with pytest.raises(RunNotFoundError):
        store.log().owner(run_id)
    assert eraser.unfinished() == Unfinished("ann", 3)
    eraser.erase()
    eraser.erase()
    eraser.finish()
    assert eraser.unfinished() is None
    assert all("e" not in item and "owner" not in item for item in items_of(store, run_id))


async def _seen(waiting: "asyncio.Future[Any]") -> list[int] | str:
    try:
        return [seq for seq, _ in await waiting]
    except RunNotFoundError:
        return "gone"


async def test_who_follows_a_run_hears_that_it_is_gone(store: Store) -> None:
    run_id = store.run()
    writer = RunWriter(store.log(), run_id)
    writer.append(note("a"))
    async with store.tail(poll_s=0.2) as tail:
        following = tail.follow(run_id)
        assert seqs([text for _, text in await anext(following)]) == [1, 2]
        assert await anext(following) == []
        waiting = asyncio.ensure_future(anext(following))
        await asyncio.to_thread(lambda: (writer.append(completed()), deleted(store, run_id)))

        # Either it sees the end, or only that nothing is there any more.
        assert await _seen(waiting) in ([3], "gone")
        with pytest.raises(RunNotFoundError):
            await anext(tail.follow(run_id, 2))
