"""Events as text, and how they are put into items."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.errors import EventTooLargeError
from tailrace.events import Draft, StepProgress, StepStarted
from tailrace.log.body import MAX_BYTES, MAX_EVENTS, Body, encode, first_batch, number


def body(message: str) -> Body:
    return encode("run", Draft(StepProgress(fraction=0.5), message), "now", "step", 1)


@given(message=st.text(), label=st.text(), seq=st.integers(1, 10**9))
def test_a_line_is_the_events_json_on_one_line(message: str, label: str, seq: int) -> None:
    made = encode("run", Draft(StepStarted(label=label), message), "now", "step", 3)
    line = made.line(seq)
    assert json.loads(line) == {
        "seq": seq,
        "type": "step.started",
        "run_id": "run",
        "ts": "now",
        "step": "step",
        "attempt": 3,
        "message": message,
        "data": {"label": label},
    }
    assert "\n" not in line
    assert len(line.encode()) < made.size


def test_half_a_surrogate_pair_in_a_message_does_not_break_the_event() -> None:
    assert json.loads(body("cut \ud83d").line(2))["message"] == "cut ?"


def test_the_largest_event_fits_and_the_next_larger_one_does_not() -> None:
    room = MAX_BYTES - body("").size
    assert len(first_batch([body("x" * room)])) == 1
    with pytest.raises(EventTooLargeError, match=r"step\.progress"):
        body("x" * (room + 1))


@given(sizes=st.lists(st.integers(1, MAX_BYTES), max_size=250))
def test_batches_keep_the_order_and_the_limits_and_lose_nothing(sizes: list[int]) -> None:
    bodies = [Body("t", str(index), size) for index, size in enumerate(sizes)]
    rest = bodies
    while rest:
        batch = first_batch(rest)
        assert 0 < len(batch) <= MAX_EVENTS
        assert sum(part.size for part in batch) <= MAX_BYTES
        assert batch == rest[: len(batch)]
        if len(batch) < min(len(rest), MAX_EVENTS):
            assert sum(part.size for part in batch) + rest[len(batch)].size > MAX_BYTES
        rest = rest[len(batch) :]


def test_numbers_are_consecutive() -> None:
    assert [json.loads(line)["seq"] for line in number([body("a"), body("b")], 9)] == [9, 10]
