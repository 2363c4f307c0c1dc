"""The live tail as a reader meets it: real HTTP, real process, a real log behind it."""

import asyncio
import json
import random
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from tailrace.events import Draft, RunErrorEntry, RunFailed, RunResumed, UsageTotal
from tailrace.log import RunLog, RunWriter
from tests.integration.stream_harness import (
    Answer,
    Backend,
    Function,
    completed,
    frames,
    progress,
    read,
    stream_function,
)


@pytest.fixture(scope="module")
def function(backend: Backend) -> Iterator[Function]:
    with stream_function(backend) as running:
        yield running


def whole(log: RunLog, run_id: str) -> list[tuple[int, str]]:
    return list(enumerate(log.read_lines(run_id), 1))


def produce(backend: Backend, run_id: str, events: int, pause_s: float) -> threading.Thread:
    """A producer at its own pace, one to four events an item, which then closes the run."""

    def work() -> None:
        writer = backend.writer(run_id)
        idle = threading.Event()
        for number in range(events):
            writer.append(*[progress(number)] * (number % 4 + 1))
            idle.wait(pause_s)
        writer.append(completed())

    thread = threading.Thread(target=work)
    thread.start()
    return thread


async def test_a_run_is_followed_live_to_its_written_end(backend: Backend, function: Function) -> None:
    run_id = backend.new_run()
    producer = produce(backend, run_id, 50, 0.005)
    answer = await read(function.stream_url(run_id))
    await asyncio.to_thread(producer.join)
    log = whole(backend.log, run_id)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.body.startswith(b"retry: 1000\n")
    assert answer.log_events() == log
    assert json.loads(answer.controls()[-1]) == {"type": "closed", "seq": len(log)}
    assert answer.complete


async def test_the_backlog_ends_with_up_to_date_and_live_events_follow(backend: Backend, function: Function) -> None:
    run_id = backend.new_run()
    writer = backend.writer(run_id)
    seen = []
    async with aclosing(frames(function.stream_url(run_id))) as arriving:
        async for event in arriving:
            seen.append(event.own_id or json.loads(event.data))
            if seen[-1] == {"type": "up_to_date", "seq": 2}:
                await asyncio.to_thread(writer.append, progress(1))
            if seen[-1] == "3":
                await asyncio.to_thread(writer.append, completed())
    assert seen == ["1", "2", {"type": "up_to_date", "seq": 2}, "3", "4", {"type": "closed", "seq": 4}]


async def test_a_reader_may_begin_after_any_event(backend: Backend, function: Function) -> None:
    run_id = backend.closed_run(25)
    log = whole(backend.log, run_id)
    url = function.stream_url(run_id)
    for after in range(25):
        by_query, by_header = await asyncio.gather(read(url, after=after), read(url, last_event_id=str(after), after=3))
        for answer in (by_query, by_header):
            assert answer.log_events() == log[after:]
            assert json.loads(answer.controls()[-1]) == {"type": "closed", "seq": 25}
            assert answer.complete
    for answer in (await read(url, after=25), await read(url, last_event_id="25", after=3)):
        assert (answer.status, answer.body) == (204, b"")


async def test_two_hundred_disconnects_at_any_byte_lose_and_double_nothing(
    backend: Backend, function: Function
) -> None:
    run_id = backend.new_run()
    url = function.stream_url(run_id)
    producer = produce(backend, run_id, 150, 0.01)
    dice = random.Random(2026)
    held: list[tuple[int, str]] = []
    cuts = 0
    while cuts < 200:
        # The preamble is over 2 KB: some cuts fall into it, the others into the first few events.
        cut = dice.randrange(1, 2060) if dice.random() < 0.3 else 2060 + dice.randrange(1, 700)
        answer = await read(url, last_event_id=str(held[-1][0]) if held else None, cut=cut)
        held += answer.log_events()
        if answer.complete:
            break
        cuts += 1
    await asyncio.to_thread(producer.join)
    answer = await read(url, last_event_id=str(held[-1][0]))
    held += answer.log_events()
    assert cuts == 200
    assert held == whole(backend.log, run_id)
    assert (await read(url, last_event_id=str(held[-1][0]))).status == 204


async def test_eight_readers_see_the_same_bytes(backend: Backend, function: Function) -> None:
    run_id = backend.new_run()
    url = function.stream_url(run_id)
    producer = produce(backend, run_id, 60, 0.005)
    answers = await asyncio.gather(*[read(url) for _ in range(8)])
    await asyncio.to_thread(producer.join)

    def events(answer: Answer) -> bytes:
        return b"\n\n".join(frame for frame in answer.body.split(b"\n\n") if frame.startswith(b"id: "))

    assert {events(answer) for answer in answers} == {events(answers[0])}
    assert answers[0].log_events() == whole(backend.log, run_id)


async def test_a_terminal_event_in_the_middle_of_a_resumed_run_is_no_end(backend: Backend, function: Function) -> None:
    run_id = backend.new_run()
    backend.writer(run_id)
    writer = RunWriter(backend.log, run_id)
    usage = UsageTotal(calls=0, input_tokens=0, output_tokens=0, cost_usd=0)
    error = RunErrorEntry(step=None, provider=None, code="auth", message="no key")
    writer.append(Draft(RunFailed(errors=[error], usage=usage)))
    url = function.stream_url(run_id)
    assert json.loads((await read(url)).controls()[-1]) == {"type": "closed", "seq": 3}
    assert (await read(url, after=3)).status == 204
    writer.append(Draft(RunResumed(steps=[], reason="continue")))
    writer.append(completed())
    for after in (0, 2, 3):
        answer = await read(url, after=after)
        assert answer.log_events() == whole(backend.log, run_id)[after:]
        assert [json.loads(text)["type"] for text in answer.controls()].count("closed") == 1


async def test_a_server_that_is_stopped_sends_its_readers_away_and_ends(backend: Backend) -> None:
    run_id = backend.new_run()
    with stream_function(backend) as function:
        seen = []
        async with aclosing(frames(function.stream_url(run_id))) as arriving:
            async for event in arriving:
                seen.append(event.own_id or json.loads(event.data))
                if seen[-1] == {"type": "up_to_date", "seq": 1}:
                    stopped = asyncio.create_task(asyncio.to_thread(function.stop))
        await stopped
    assert seen[-1] == {"type": "reconnect", "after": 1, "in_ms": 1000}
