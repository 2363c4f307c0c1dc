"""The fault bench's readers notice what no honest server says, and take a broken connection for what it is."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest

from local import ports
from local.chaos.frames import Frame, Frames
from local.chaos.readers import PollingReader, Quota, Reader, StreamReader
from local.chaos.tally import Tally
from local.http_server import Request, Response, serve

EVENTS = [
    {"seq": 1, "type": "run.started"},
    {"seq": 2, "type": "step.started"},
    {"seq": 3, "type": "run.completed"},
]
HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"


def sent(*events: dict[str, Any]) -> bytes:
    return b"".join(chunk(f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n") for event in events)


def control(**data: Any) -> bytes:
    return chunk(f"event: control\ndata: {json.dumps(data)}\n\n")


def chunk(text: str) -> bytes:
    return f"{len(text):x}\r\n{text}\r\n".encode()


CLOSED = control(type="closed", seq=3)


class Played:
    """A run whose server answers request after request with what it is given, and keeps what it was asked."""

    key = "k"
    final_seq = 3

    def __init__(self, answers: Iterable[bytes]) -> None:
        self.path = "/r"
        self.url = ""
        self.turn = asyncio.Event()
        self.asked: list[Request] = []
        self._answers = iter(answers)

    def answer(self, request: Request) -> Response:
        self.asked.append(request)
        return Response(relay=_once(next(self._answers)))


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def followed(kind: type[Reader], answers: Iterable[bytes], quota: Quota | None = None) -> tuple[Reader, Played]:
    """A reader that has come to the end of these answers."""
    run, listener = Played(answers), ports.listen()
    run.url = f"http://127.0.0.1:{ports.port_of(listener)}"
    server = await serve(run.answer, listener)
    reader = kind(run, "it", quota or Quota(0), random.Random(1), Tally())
    try:
        await asyncio.wait_for(reader.run(), 20)
    finally:
        server.close()
    return reader, run


def page(*events: dict[str, Any], closed: bool, after: int) -> bytes:
    body = json.dumps({"events": events, "next_after": after, "up_to_date": True, "closed": closed}).encode()
    return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


async def test_a_whole_stream_is_read_without_a_complaint() -> None:
    reader, _ = await followed(
        StreamReader, [HEAD + control(type="up_to_date", seq=0) + sent(*EVENTS) + CLOSED + LAST_CHUNK]
    )
    assert ([seq for seq, _ in reader.reading.seen], reader.reading.lies) == ([1, 2, 3], [])


async def test_a_connection_that_breaks_is_resumed_after_the_last_whole_event_and_is_no_lie() -> None:
    half = sent(EVENTS[1])[:-20]
    reader, run = await followed(
        StreamReader, [HEAD + sent(EVENTS[0]) + half, HEAD + sent(*EVENTS[1:]) + CLOSED + LAST_CHUNK]
    )
    assert ([seq for seq, _ in reader.reading.seen], reader.reading.lies) == ([1, 2, 3], [])
    assert run.asked[1].target.endswith("?after=1") or run.asked[1].header("last-event-id") == "1"


@pytest.mark.parametrize(
    ("first", "lie"),
    [
        (HEAD + sent(*EVENTS[:2]) + LAST_CHUNK, "after event 2 the answer ended as if that were all"),
        (HEAD + sent(*EVENTS[:2]) + control(type="closed", seq=2) + LAST_CHUNK, "closed after event 2"),
        (HEAD + sent(EVENTS[0]) + control(type="reconnect", after=2, in_ms=0) + LAST_CHUNK, "reconnect at 2"),
        (HEAD + sent(EVENTS[0]).replace(b"id: 1", b"id: 2") + control(type="reconnect", after=1) + LAST_CHUNK, "id 2"),
        (EMPTY, "204 after event 0"),
        (b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "it was told 404"),
    ],
    ids=["silent end", "closed too early", "reconnect elsewhere", "wrong id", "204 too early", "gone"],
)
async def test_what_a_naive_reader_would_take_for_the_end_is_a_lie(first: bytes, lie: str) -> None:
    rest = [HEAD + sent(event) + control(type="reconnect", after=event["seq"]) + LAST_CHUNK for event in EVENTS]
    reader, _ = await followed(StreamReader, [first, *rest, EMPTY])
    [told] = reader.reading.lies
    assert lie in told


async def test_a_reader_with_a_quota_vanishes_so_often_and_still_gets_everything() -> None:
    long, quota = HEAD + chunk(f": {' ' * 60_000}\n\n"), Quota(2)
    whole = HEAD + sent(*EVENTS) + CLOSED + LAST_CHUNK
    reader, run = await followed(StreamReader, (long if quota.left else whole for _ in range(20)), quota)
    assert len(run.asked) >= 3
    assert ([seq for seq, _ in reader.reading.seen], reader.reading.lies) == ([1, 2, 3], [])


async def test_pages_are_read_to_the_one_that_says_closed() -> None:
    reader, run = await followed(
        PollingReader, [page(*EVENTS[:2], closed=False, after=2), page(EVENTS[2], closed=True, after=3)]
    )
    assert ([seq for seq, _ in reader.reading.seen], reader.reading.lies) == ([1, 2, 3], [])
    assert "after=2&" in run.asked[1].target


@pytest.mark.parametrize(("closed", "after", "lie"), [(True, 1, "closed after event 1"), (False, 3, "next_after is 3")])
async def test_a_page_that_claims_too_much_is_a_lie(closed: bool, after: int, lie: str) -> None:
    reader, _ = await followed(
        PollingReader, [page(EVENTS[0], closed=closed, after=after), page(*EVENTS[1:], closed=True, after=3)]
    )
    [told] = reader.reading.lies
    assert lie in told


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_frames_are_the_same_however_their_bytes_are_cut(size: int) -> None:
    data = b": x\n\nretry: 1000\n\nid: 1\ndata: {}\n\nevent: control\ndata: a\ndata: b\n\nid: 2\ndata: cut"
    frames = Frames()
    found = [frame for start in range(0, len(data), size) for frame in frames.feed(data[start : start + size])]
    assert found == [Frame("message", "1", "{}"), Frame("control", None, "a\nb")]
