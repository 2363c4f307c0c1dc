"""Adding from the event loop: order, coalescing, and how a refusal is heard."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from tailrace.errors import EventTooLargeError, RunClosedError, SupersededError
from tailrace.events import Draft
from tailrace.fold import Snapshot
from tailrace.log import BufferedWriter, RunWriter
from tests.contract.logs import STEPS, Store, begun, completed, note, notes, seqs, texts

A = STEPS[0]
# Longer than any test: what is written before that was not written by the clock.
NEVER = 3600.0


async def test_everything_is_in_the_log_in_order_when_the_buffer_is_closed(store: Store) -> None:
    run = store.run()
    async with BufferedWriter(RunWriter(store.log(), run)) as buffer:
        for number in range(300):
            buffer.add(note(number), flush=number % 3 == 0)
    assert texts(store.log().read(run)) == [str(number) for number in range(300)]


async def test_what_is_added_while_a_put_is_in_flight_shares_items(store: Store) -> None:
    run = store.run()
    async with BufferedWriter(RunWriter(store.log(), run)) as buffer:
        for number in range(200):
            buffer.add(note(number))
    items = store.client.query(
        TableName=store.table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"run#{run}"}},
        Select="COUNT",
    )["Count"]
    assert items < 50


async def test_flushing_waits_for_what_was_added_before(store: Store) -> None:
    run = store.run()
    async with BufferedWriter(RunWriter(store.log(), run), delay_s=NEVER) as buffer:
        await buffer.flush()
        buffer.add(note("patient"), flush=False)
        buffer.add_delta("k", "delta", note)
        await buffer.flush()
        assert texts(store.log().read(run)) == ["patient", "delta"]


async def test_nothing_can_be_added_to_a_closed_buffer_and_be_lost(store: Store) -> None:
    buffer = BufferedWriter(RunWriter(store.log(), store.run()))
    await buffer.close()
    with pytest.raises(RuntimeError, match="closed"):
        buffer.add(note("late"))
    with pytest.raises(RuntimeError, match="closed"):
        buffer.add_delta("k", "late", note)


async def test_a_finished_part_takes_everything_before_it_along_at_once(store: Store) -> None:
    run = store.run()
    async with BufferedWriter(RunWriter(store.log(), run), delay_s=NEVER) as buffer:
        buffer.add_delta("k", "some ", note)
        buffer.add_delta("k", "text", note)
        buffer.add(note("part"))
        assert texts(await asyncio.to_thread(store.log().wait, run, 1, 20)) == ["some text", "part"]


async def test_deltas_are_written_by_the_clock(store: Store) -> None:
    run = store.run()
    async with BufferedWriter(RunWriter(store.log(), run), delay_s=0.02) as buffer:
        for piece in ("a", "b", "c"):
            buffer.add_delta("k", piece, note)
        assert texts(await asyncio.to_thread(store.log().wait, run, 1, 20)) == ["abc"]


async def test_decisions_keep_their_place_and_see_what_was_added_before(store: Store) -> None:
    run = store.run()
    seen: list[int] = []

    def decide(snapshot: Snapshot) -> Sequence[Draft]:
        seen.append(snapshot["seq"])
        return [note("decided")]

    async with BufferedWriter(RunWriter(store.log(), run)) as buffer:
        buffer.add(note("a"), decide, note("b"))
        buffer.add(decide)
    assert texts(store.log().read(run)) == ["a", "decided", "b", "decided"]
    assert seen == [2, 4]


async def test_too_large_an_event_is_refused_where_it_is_added_and_harms_nothing_else(store: Store) -> None:
    run = store.run()
    async with BufferedWriter(RunWriter(store.log(), run)) as buffer:
        buffer.add(note("before"))
        with pytest.raises(EventTooLargeError):
            buffer.add(note("x" * 300_001))
        with pytest.raises(EventTooLargeError):
            buffer.add_delta("k", "x" * 40_000, note)
        buffer.add(note("after"))
    assert texts(store.log().read(run)) == ["before", "after"]


async def test_a_refusal_is_heard_by_the_future_and_by_every_further_call(store: Store) -> None:
    run = store.run()
    buffer = BufferedWriter(RunWriter(store.log(), run), look_s=NEVER)
    RunWriter(store.log(), run).append(completed())
    buffer.add(note("late"))
    await asyncio.wait({buffer.failed})
    assert isinstance(buffer.failed.exception(), RunClosedError)
    calls: list[Callable[[], object]] = [lambda: buffer.add(note("x")), lambda: buffer.add_delta("k", "x", note)]
    for call in calls:
        with pytest.raises(RunClosedError):
            call()
    for again in (buffer.flush, buffer.close, buffer.close):
        with pytest.raises(RunClosedError):
            await again()
    assert seqs(store.log().read(run)) == [1, 2]


async def test_a_flush_that_is_waiting_hears_of_the_refusal(store: Store) -> None:
    run = store.run()
    buffer = BufferedWriter(RunWriter(store.log(), run))
    RunWriter(store.log(), run).append(completed())
    buffer.add(note("late"))
    with pytest.raises(RunClosedError):
        await buffer.flush()
    with pytest.raises(RunClosedError):
        await buffer.close()


@pytest.mark.parametrize("error", [RunClosedError, SupersededError])
async def test_a_writer_with_nothing_to_write_notices_that_it_is_fenced(store: Store, error: type[Exception]) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run, A, 1)
    writer.append(begun())
    buffer = BufferedWriter(writer, look_s=0.01)
    if error is RunClosedError:
        RunWriter(store.log(), run).append(completed())
    else:
        RunWriter(store.log(), run, A, 2).append(begun())
    await asyncio.wait({buffer.failed})
    assert isinstance(buffer.failed.exception(), error)
    with pytest.raises(error):
        await buffer.close()


async def test_a_writer_that_closes_the_run_itself_is_not_told_off_for_it(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    buffer = BufferedWriter(writer, look_s=0.001)
    buffer.add(completed())
    await buffer.flush()
    for _ in range(3):
        await asyncio.to_thread(writer.verify)
    await buffer.close()
    assert not buffer.failed.done()


async def test_who_verifies_has_written_what_was_added_and_may_still_write(store: Store) -> None:
    run = store.run()
    async with BufferedWriter(RunWriter(store.log(), run, A, 1), delay_s=NEVER, look_s=NEVER) as buffer:
        buffer.add(begun())
        buffer.add(note("waits"), flush=False)
        await buffer.verify()
        assert texts(store.log().read(run))[-1] == "waits"


async def test_who_verifies_is_told_of_an_end_also_when_it_was_read_on_the_way(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run, A, 1)
    RunWriter(store.log(), run).append(completed())
    assert writer.decide(lambda snapshot: []) == []
    with pytest.raises(RunClosedError):
        writer.verify()
    other = RunWriter(store.log(), store.run(), A, 1)
    async with BufferedWriter(other, look_s=NEVER) as buffer:
        RunWriter(store.log(), other.run_id).append(completed())
        with pytest.raises(RunClosedError):
            await buffer.verify()


async def test_an_error_in_a_decision_is_heard(store: Store) -> None:
    run = store.run()

    def decide(snapshot: Snapshot) -> Sequence[Draft]:
        raise KeyError("track")

    with pytest.raises(KeyError, match="track"):
        async with BufferedWriter(RunWriter(store.log(), run)) as buffer:
            buffer.add(note("kept"), decide)
    assert texts(store.log().read(run)) == ["kept"]


async def test_what_was_made_is_kept_when_the_work_fails(store: Store) -> None:
    run = store.run()

    async def work() -> None:
        async with BufferedWriter(RunWriter(store.log(), run), delay_s=NEVER) as buffer:
            buffer.add(note("made"), flush=False)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work()
    assert texts(store.log().read(run)) == ["made"]


async def test_several_buffers_on_one_run_make_one_log(store: Store) -> None:
    run = store.run()

    async def produce(name: str) -> None:
        async with BufferedWriter(RunWriter(store.log(), run)) as buffer:
            for number in range(40):
                buffer.add(note(f"{name}{number}"))
                if number % 7 == 0:
                    await buffer.flush()

    async with asyncio.TaskGroup() as tasks:
        for name in "xyz":
            tasks.create_task(produce(name))
    log = store.log().read(run)
    assert seqs(log) == list(range(1, 122))
    for name in "xyz":
        assert [text for text in texts(log) if text[0] == name] == [f"{name}{number}" for number in range(40)]


async def test_no_thread_is_left(store: Store) -> None:
    import threading

    run = store.run()
    async with BufferedWriter(RunWriter(store.log(), run)) as buffer:
        buffer.add(*notes(3))
    assert not [thread for thread in threading.enumerate() if thread.name == f"log-{run}"]
