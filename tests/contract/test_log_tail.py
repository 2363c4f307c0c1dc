"""The live tail: every reader gets every event once, in order, and the end."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import pytest

from tailrace.errors import LogUnavailableError, RunNotFoundError
from tailrace.log import AsyncDynamo, RunWriter, Tail
from tailrace.log.items import Lines
from tailrace.log.live import WINDOW_BATCHES
from tests.contract.logs import CREDENTIALS, Store, completed, new_id, note, notes, resumed, seqs, texts

Fault = Callable[[str, dict[str, Any], dict[str, Any]], dict[str, Any]]


class CountingDynamo(AsyncDynamo):
    """Remembers its calls; `fault` may change an answer, or raise."""

    def __init__(self, store: Store, **options: Any) -> None:
        super().__init__(store.client, credentials=CREDENTIALS, **options)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.fault: Fault = lambda operation, request, answer: answer

    async def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        self.calls.append((operation, request))
        return self.fault(operation, request, await super().call(operation, request))


async def all_of(batches: AsyncGenerator[Lines, None]) -> list[int]:
    return [seq async for batch in batches for seq, _ in batch]


async def until_up_to_date(batches: AsyncIterator[Lines]) -> list[int]:
    """Everything up to the empty batch."""
    found: list[int] = []
    async for batch in batches:
        if not batch:
            return found
        found += [seq for seq, _ in batch]
    raise AssertionError("the run ended")


async def test_backlog_then_up_to_date_then_live_then_the_end(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    writer.append(*notes(3))
    async with store.tail() as tail, aclosing(tail.follow(run)) as batches:
        assert await until_up_to_date(batches) == [1, 2, 3, 4]
        writer.append(*notes(2, "live"))
        live = await anext(batches)
        assert [seq for seq, _ in live] == [5, 6]
        assert texts([text for _, text in live]) == ["live0", "live1"]
        writer.append(note("last"), completed())
        assert await all_of(batches) == [7, 8]


@pytest.mark.parametrize("after", range(8))
async def test_a_reader_begins_at_any_event(store: Store, after: int) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    writer.append(*notes(4))
    async with store.tail() as tail, aclosing(tail.follow(run, after)) as batches:
        assert await until_up_to_date(batches) == list(range(after + 1, 6))
        writer.append(note("x"), note("y"))
        writer.append(note("z"), completed())
        assert await all_of(batches) == list(range(max(after, 5) + 1, 10))


async def test_a_closed_run_is_given_whole_and_ends(store: Store) -> None:
    run = store.run()
    RunWriter(store.log(), run).append(*notes(3), completed())
    async with store.tail() as tail:
        batches = [batch async for batch in tail.follow(run, 2)]
        assert [[seq for seq, _ in batch] for batch in batches] == [[3, 4, 5], []]
        assert [batch async for batch in tail.follow(run, 5)] == []
        assert [batch async for batch in tail.follow(run, 99)] == []


@pytest.mark.parametrize("size", [99, 100, 101, 250])
async def test_a_backlog_of_several_pages(store: Store, size: int) -> None:
    """A page is 100 items; one that ends exactly there is not the end by itself."""
    run = store.run()
    store.fill(run, [f'{{"seq":{seq},"type":"step.progress"}}' for seq in range(2, size + 1)])
    store.log().put(run, size + 1, [f'{{"seq":{size + 1},"type":"run.completed"}}'])
    async with store.tail() as tail:
        assert await all_of(tail.follow(run)) == list(range(1, size + 2))


async def test_an_end_that_was_reopened_is_not_the_end(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    writer.append(completed())
    writer.append(resumed(), note("x"))
    async with store.tail() as tail, aclosing(tail.follow(run)) as batches:
        assert await until_up_to_date(batches) == [1, 2, 3, 4]
        writer.append(completed(), resumed(), note("y"))
        assert [seq for seq, _ in await anext(batches)] == [5, 6, 7]
        writer.append(completed())
        assert await all_of(batches) == [8]
        writer.append(resumed())
        async with aclosing(tail.follow(run, 8)) as again:
            assert await until_up_to_date(again) == [9]


async def test_there_is_nothing_to_follow_without_a_run(store: Store) -> None:
    async with store.tail() as tail:
        for after in (0, 5):
            with pytest.raises(RunNotFoundError):
                await all_of(tail.follow(new_id(), after))


async def test_many_readers_of_one_run_share_its_reads(store: Store) -> None:
    run, readers = store.run(), 30
    writer = RunWriter(store.log(), run)
    dynamo = CountingDynamo(store)
    async with Tail(store.client, store.table, dynamo=dynamo) as tail:
        streams = [tail.follow(run) for _ in range(readers)]
        for stream in streams:
            assert await until_up_to_date(stream) == [1]
        waiting = [asyncio.create_task(anext(stream)) for stream in streams]
        dynamo.calls.clear()
        writer.append(*notes(5))
        batches = await asyncio.gather(*waiting)
        writer.append(completed())
        assert await asyncio.gather(*map(all_of, streams)) == [[7]] * readers
    assert [seq for seq, _ in batches[0]] == [2, 3, 4, 5, 6]
    assert all(batch is batches[0] for batch in batches)
    assert {operation for operation, _ in dynamo.calls} == {"BatchGetItem"}
    assert all(len(request["RequestItems"][store.table]["Keys"]) == 1 for _, request in dynamo.calls)


async def test_many_runs_share_one_call(store: Store) -> None:
    runs = [store.run() for _ in range(105)]
    dynamo = CountingDynamo(store)
    async with Tail(store.client, store.table, dynamo=dynamo) as tail:
        streams = [tail.follow(run) for run in runs]
        for stream in streams:
            await until_up_to_date(stream)
        waiting = [asyncio.create_task(anext(stream)) for stream in streams]
        for run in runs:
            store.log().put(run, 2, ['{"seq":2,"type":"run.completed"}'])
        assert await asyncio.gather(*waiting) == [[(2, '{"seq":2,"type":"run.completed"}')]] * len(runs)
        assert await asyncio.gather(*map(all_of, streams)) == [[]] * len(runs)
    reads = [request["RequestItems"] for operation, request in dynamo.calls if operation == "BatchGetItem"]
    assert max(len(tables[store.table]["Keys"]) for tables in reads) == 100


async def test_a_slow_reader_holds_up_nobody_and_misses_nothing(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    count = WINDOW_BATCHES + 8
    async with store.tail() as tail, aclosing(tail.follow(run)) as slow, aclosing(tail.follow(run)) as quick:
        assert await until_up_to_date(slow) == await until_up_to_date(quick) == [1]
        for number in range(count):
            writer.append(note(number))
            assert [seq for seq, _ in await anext(quick)] == [number + 2]
            if number == 0:
                assert [seq for seq, _ in await anext(slow)] == [2]
        writer.append(completed())
        assert await all_of(quick) == [count + 2]
        assert await all_of(slow) == list(range(3, count + 3))


async def test_keys_that_the_server_left_out_are_asked_for_again(store: Store) -> None:
    runs = [store.run() for _ in range(4)]
    dynamo = CountingDynamo(store)
    turn = 0

    def leave_out(operation: str, request: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        """As when throttled: most of the keys come back unanswered."""
        nonlocal turn
        if operation != "BatchGetItem":
            return answer
        turn += 1
        keys = request["RequestItems"][store.table]["Keys"]
        answered = keys[turn % len(keys)]["pk"]
        found = [item for item in answer["Responses"][store.table] if item["pk"] == answered]
        left = [key for key in keys if key["pk"] != answered]
        return {"Responses": {store.table: found}, "UnprocessedKeys": {store.table: {"Keys": left}} if left else {}}

    dynamo.fault = leave_out
    async with Tail(store.client, store.table, poll_s=0.001, dynamo=dynamo) as tail:
        streams = [tail.follow(run) for run in runs]
        for stream in streams:
            await until_up_to_date(stream)
        for run in runs:
            RunWriter(store.log(), run).append(note("x"))
            RunWriter(store.log(), run).append(completed())
        assert await asyncio.gather(*map(all_of, streams)) == [[2, 3]] * len(runs)


async def test_readers_hear_of_a_table_that_is_out_of_reach_and_can_begin_again(store: Store) -> None:
    run = store.run()
    dynamo = CountingDynamo(store)

    def break_off(operation: str, request: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        if operation == "BatchGetItem":
            raise LogUnavailableError("gone")
        return answer

    async with Tail(store.client, store.table, dynamo=dynamo) as tail:
        streams = [tail.follow(run) for _ in range(3)]
        for stream in streams:
            await until_up_to_date(stream)
        working, dynamo.fault = dynamo.fault, break_off
        ends = await asyncio.gather(*map(all_of, streams), return_exceptions=True)
        assert [type(end) for end in ends] == [LogUnavailableError] * 3
        dynamo.fault = working
        async with aclosing(tail.follow(run)) as again:
            assert await until_up_to_date(again) == [1]
            RunWriter(store.log(), run).append(completed())
            assert await all_of(again) == [2]


async def test_errors_name_what_dynamodb_says(store: Store) -> None:
    run = store.run()
    async with Tail(store.client, "no-such-table", dynamo=CountingDynamo(store)) as tail:
        with pytest.raises(LogUnavailableError, match="ResourceNotFoundException"):
            await all_of(tail.follow(run))


async def test_closing_the_tail_ends_its_readers(store: Store) -> None:
    run = store.run()
    tail = store.tail()
    stream = tail.follow(run)
    await until_up_to_date(stream)
    waiting = asyncio.create_task(all_of(stream))
    await asyncio.sleep(0)
    await tail.close()
    with pytest.raises(LogUnavailableError):
        await waiting
    with pytest.raises(LogUnavailableError):
        await all_of(tail.follow(run))
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_reading_stops_when_the_last_reader_has_left(store: Store) -> None:
    run = store.run()
    dynamo = CountingDynamo(store)
    async with Tail(store.client, store.table, dynamo=dynamo) as tail:
        before = asyncio.all_tasks()
        for _ in range(2):
            async with aclosing(tail.follow(run)) as stream:
                await until_up_to_date(stream)
                waiting = asyncio.create_task(anext(stream))
                await asyncio.sleep(0)
                waiting.cancel()
                await asyncio.wait({waiting})
            await asyncio.wait(asyncio.all_tasks() - before)
        calls = len(dynamo.calls)
        assert seqs(store.log().read(run)) == [1]
        assert len(dynamo.calls) == calls
