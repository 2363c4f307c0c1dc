"""The frames of the live tail, and the decoder that the stream's tests trust."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tailrace import sse
from tests.integration.sse_client import EventStream, ServerSentEvent

# What breaks a careless framer: every line end, those that Python knows and the format does not, and field syntax.
AWKWARD = st.sampled_from(
    ["\n", "\r", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\0", "\ufeff", ": ", "id: 9", "data:"]
)
TEXT = st.lists(st.one_of(AWKWARD, st.text(max_size=8)), max_size=12).map("".join)
SEQ = st.integers(1, 9_999_999_999)


def normalised(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.lists(st.tuples(SEQ, TEXT), max_size=8), st.data())
def test_events_come_back_however_the_bytes_are_cut(events: list[tuple[int, str]], data: st.DataObject) -> None:
    stream = sse.PREAMBLE + b"".join(sse.event(seq, text) + sse.COMMENT for seq, text in events)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    client = EventStream()
    got = [event for piece in pieces for event in client.feed(piece)]
    assert got == [ServerSentEvent("message", normalised(text), str(seq), str(seq)) for seq, text in events]


@given(
    st.recursive(
        TEXT | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=8
    )
)
def test_json_comes_back_to_the_byte_and_in_one_data_line(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    frame = sse.event(7, text)
    assert [event.data for event in EventStream().feed(frame)] == [text]
    assert frame == b"id: 7\ndata: " + text.encode() + b"\n\n"


def test_the_preamble_sets_the_retry_first_and_is_long_enough_to_be_let_through() -> None:
    client = EventStream()
    assert client.feed(sse.PREAMBLE) == []
    assert client.retry_ms == 1000
    assert sse.PREAMBLE.startswith(b"retry: 1000\n")
    assert len(sse.PREAMBLE) >= 2048


def test_control_frames_leave_the_last_event_id_alone() -> None:
    client = EventStream()
    frames = sse.event(5, "{}") + sse.up_to_date(5) + sse.reconnect(5, 250) + sse.closed(5)
    controls = client.feed(frames)[1:]
    assert [json.loads(event.data) for event in controls] == [
        {"type": "up_to_date", "seq": 5},
        {"type": "reconnect", "after": 5, "in_ms": 250},
        {"type": "closed", "seq": 5},
    ]
    assert {(event.type, event.own_id, event.last_event_id) for event in controls} == {("control", None, "5")}


def test_a_comment_is_no_event() -> None:
    client = EventStream()
    assert client.feed(sse.COMMENT) == []
    assert client.comments == [""]


def test_the_decoder_keeps_to_the_format() -> None:
    client = EventStream()
    stream = (
        b"\xef\xbb\xbfdata:  two spaces\r\n"
        b"data\r"
        b"data: \xe2\x80\xa8\r\n\r\n"  # U+2028 is text
        b"id: 3\n\n"  # an id alone dispatches nothing, and is kept
        b"unknown: field\nevent: named\ndata: x\n\n"
        b"id: a\x00b\nretry: 1e3\ndata: y\n\n"  # neither an id with NUL nor a retry that is no number counts
        b"id\ndata: z\n\n"  # an empty id takes the last one back
        b"data: never finished"
    )
    assert client.feed(stream) == [
        ServerSentEvent("message", " two spaces\n\n\u2028", "", None),
        ServerSentEvent("named", "x", "3", None),
        ServerSentEvent("message", "y", "3", None),
        ServerSentEvent("message", "z", "", ""),
    ]
    assert client.retry_ms is None
