"""One reader's connection, driven as an ASGI server would drive it."""

import asyncio
import json
from collections.abc import AsyncGenerator

import pytest
from starlette.types import Message

from tailrace import sse
from tailrace.errors import RunNotFoundError
from tailrace.stream.connection import Connection, Limits
from tailrace.stream.frames import CHUNK, Batch, Frames
from tests.integration.sse_client import EventStream, ServerSentEvent

pytestmark = pytest.mark.filterwarnings("error")

PATIENT = Limits(life_s=60)


def line(seq: int, type_: str = "step.progress", size: int = 0) -> tuple[int, str]:
    return seq, json.dumps({"seq": seq, "type": type_, "data": "x" * size})


class Source:
    """Batches to be followed, then silence, the end, or an error; knows whether it is still at work."""

    def __init__(self, *batches: Batch, then: str = "silence") -> None:
        self.at_work = False
        self._batches = batches
        self._then = then

    async def follow(self) -> AsyncGenerator[Batch, None]:
        self.at_work = True
        try:
            for batch in self._batches:
                yield batch
            if self._then == "error":
                raise LookupError("the table is gone")
            if self._then == "deleted":
                raise RunNotFoundError("the run is gone")
            if self._then == "silence":
                await asyncio.Event().wait()
        finally:
            self.at_work = False


class Reader:
    """The server's side of one connection: takes `takes` writes, then takes no more for ever."""

    def __init__(self, takes: int | None = None) -> None:
        self.sent: asyncio.Queue[Message] = asyncio.Queue()
        self.left = asyncio.Event()
        self._takes = takes

    async def send(self, message: Message) -> None:
        if self._takes is not None:
            if self._takes == 0:
                await asyncio.Event().wait()
            self._takes -= 1
        self.sent.put_nowait(message)

    async def receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}

    def body(self) -> tuple[bytes, bool]:
        """What was sent so far, and whether the response is complete."""
        messages = [self.sent.get_nowait() for _ in range(self.sent.qsize())]
        bodies = [message for message in messages if message["type"] == "http.response.body"]
        complete = bool(bodies) and not bodies[-1].get("more_body", False)
        return b"".join(message["body"] for message in bodies), complete

    def events(self) -> list[ServerSentEvent]:
        body, complete = self.body()
        assert complete
        return EventStream().feed(body)


def controls(events: list[ServerSentEvent]) -> list[object]:
    return [json.loads(event.data) for event in events if event.type == "control"]


async def serve(
    source: Source,
    reader: Reader,
    *,
    after: int = 0,
    limits: Limits = PATIENT,
    stopping: asyncio.Future[None] | None = None,
) -> None:
    stopping = stopping or asyncio.get_running_loop().create_future()
    connection = Connection(source.follow(), after, Frames(), limits, stopping)
    await asyncio.wait_for(connection({"type": "http"}, reader.receive, reader.send), 10)


async def test_events_then_up_to_date_then_the_terminal_event_then_closed() -> None:
    reader = Reader()
    await serve(Source([line(3)], [], [line(4), line(5, "run.completed")], then="end"), reader, after=2)
    start = reader.sent.get_nowait()
    assert start["status"] == 200
    assert dict(start["headers"])[b"content-type"] == b"text/event-stream"
    assert dict(start["headers"])[b"cache-control"] == b"no-store"
    events = reader.events()
    assert [event.own_id for event in events] == ["3", None, "4", "5", None]
    assert controls(events) == [{"type": "up_to_date", "seq": 3}, {"type": "closed", "seq": 5}]


async def test_silence_is_broken_by_comments() -> None:
    reader = Reader()
    serving = asyncio.create_task(serve(Source([line(1)]), reader, limits=Limits(life_s=60, beat_s=0.01)))
    comments = 0
    while comments < 3:
        message = await asyncio.wait_for(reader.sent.get(), 10)
        comments += message.get("body") == sse.COMMENT
    reader.left.set()
    await serving


async def test_a_reader_that_leaves_ends_the_work_at_once() -> None:
    source, reader = Source([line(1)]), Reader()
    reader.left.set()
    await serve(source, reader)
    assert not source.at_work
    assert not reader.body()[1]


@pytest.mark.parametrize("takes", [1, 2, 3])
async def test_a_reader_that_takes_nothing_more_is_dropped(takes: int) -> None:
    source, reader = Source([line(1)], [line(2)]), Reader(takes)
    await serve(source, reader, limits=Limits(life_s=60, send_s=0.01))
    assert not source.at_work
    assert not reader.body()[1]


async def test_a_silent_reader_that_does_not_take_its_comments_is_dropped() -> None:
    source, reader = Source(), Reader(takes=2)
    await serve(source, reader, limits=Limits(life_s=60, beat_s=0.01, send_s=0.01))
    assert not source.at_work
    assert not reader.body()[1]


async def test_when_time_is_up_the_reader_is_told_where_to_go_on() -> None:
    source, reader = Source([line(8), line(9)]), Reader()
    await serve(source, reader, after=7, limits=Limits(life_s=0.05))
    assert not source.at_work
    assert controls(reader.events()) == [{"type": "reconnect", "after": 9, "in_ms": 0}]


async def test_when_the_server_stops_the_reader_is_sent_away_for_a_moment() -> None:
    reader = Reader()
    stopping = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(Source(), reader, after=4, stopping=stopping))
    await reader.sent.get()
    stopping.set_result(None)
    await serving
    assert controls(reader.events()) == [{"type": "reconnect", "after": 4, "in_ms": 1000}]


async def test_a_tail_that_breaks_is_not_an_end() -> None:
    reader = Reader()
    await serve(Source([line(1)], then="error"), reader)
    assert controls(reader.events()) == [{"type": "reconnect", "after": 1, "in_ms": 1000}]


async def test_the_reader_of_a_deleted_run_is_to_ask_again_at_once_and_nothing_is_broken(
    caplog: pytest.LogCaptureFixture,
) -> None:
    reader = Reader()
    await serve(Source([line(1)], then="deleted"), reader)
    assert controls(reader.events()) == [{"type": "reconnect", "after": 1, "in_ms": 0}]
    assert caplog.messages == []


async def test_only_a_terminal_event_closes() -> None:
    reader = Reader()
    await serve(Source([line(1), line(2)], then="end"), reader)
    assert controls(reader.events()) == [{"type": "reconnect", "after": 2, "in_ms": 1000}]


async def test_a_reconnect_names_only_what_was_sent() -> None:
    """The reader takes the head, the preamble and the first of two chunks, and then one last frame."""
    reader = Reader()
    big = [line(1, size=CHUNK), line(2, size=CHUNK)]
    gate = asyncio.Event()
    taken = 0

    async def send(message: Message) -> None:
        nonlocal taken
        taken += 1
        if taken == 4:
            gate.set()
            await asyncio.Event().wait()
        reader.sent.put_nowait(message)

    stopping = asyncio.get_running_loop().create_future()
    connection = Connection(Source(big).follow(), 0, Frames(), Limits(life_s=60), stopping)
    serving = asyncio.create_task(connection({"type": "http"}, reader.receive, send))
    await gate.wait()
    stopping.set_result(None)
    await serving
    events = reader.events()
    assert [event.own_id for event in events] == ["1", None]
    assert controls(events) == [{"type": "reconnect", "after": 1, "in_ms": 1000}]


def test_a_backlog_is_cut_into_chunks_between_events() -> None:
    batch = [line(seq, size=seq * 37 % 5000) for seq in range(1, 200)] + [line(200, size=3 * CHUNK)]
    chunks = Frames().chunks(batch)
    assert len(chunks) > 3
    client = EventStream()
    for last, chunk in chunks:
        assert [event.own_id for event in client.feed(chunk)][-1] == str(last)
        assert len(chunk) < CHUNK + 4 * CHUNK
    assert all(len(chunk) < CHUNK + 6000 for _, chunk in chunks[:-1])
    whole = EventStream().feed(b"".join(chunk for _, chunk in chunks))
    assert [(int(event.last_event_id), event.data) for event in whole] == batch


def test_readers_of_one_batch_share_its_bytes() -> None:
    frames, batch, other = Frames(), [line(1), line(2)], [line(1), line(3)]
    first, again = frames.chunks(batch), frames.chunks(batch)
    assert first[0][1] is again[0][1]
    assert frames.chunks(other)[0][0] == 3
    assert frames.chunks(batch) == first
    assert frames.chunks([]) == []
