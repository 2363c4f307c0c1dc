"""A followed run's window: what readers a little behind find there, and that it does not grow."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.log.items import Lines
from tailrace.log.live import WINDOW_BATCHES, WINDOW_CHARS, LiveRun


def batch(first: int, size: int, filler: str = "") -> Lines:
    return [(seq, json.dumps({"seq": seq, "type": "t", "x": filler})) for seq in range(first, first + size)]


@given(start=st.integers(0, 5), sizes=st.lists(st.integers(1, 4), max_size=80), after=st.integers(0, 400))
def test_a_reader_gets_exactly_what_follows_or_is_told_that_it_is_too_far_behind(
    start: int, sizes: list[int], after: int
) -> None:
    run = LiveRun("run", start, now=0)
    for size in sizes:
        run.extend(batch(run.position + 1, size), now=0)
    found, place = [], after
    while following := run.next_batch(place):
        found += [seq for seq, _ in following]
        place = found[-1]
    kept = sum(sizes[-WINDOW_BATCHES:])
    if after < run.position - kept:
        assert run.next_batch(after) is None
    else:
        assert found == list(range(after + 1, run.position + 1))


def test_readers_get_the_same_list() -> None:
    run = LiveRun("run", 0, now=0)
    run.extend(batch(1, 3), now=0)
    assert run.next_batch(0) is run.next_batch(0)
    assert run.next_batch(1) == batch(2, 2)


def test_the_window_is_bounded_in_characters_but_keeps_the_newest_batch() -> None:
    run = LiveRun("run", 0, now=0)
    for seq in range(1, 9):
        run.extend(batch(seq, 1, "x" * (WINDOW_CHARS // 3)), now=0)
    assert run.next_batch(5) is None
    assert run.next_batch(6) is not None
    run.extend(batch(9, 1, "x" * (WINDOW_CHARS * 2)), now=0)
    assert run.next_batch(7) is None
    assert run.next_batch(8) is not None


async def test_all_who_wait_wake() -> None:
    run = LiveRun("run", 0, now=0)
    waiting = [asyncio.create_task(run.changed()) for _ in range(3)]
    await asyncio.sleep(0)
    run.extend(batch(1, 1), now=0)
    await asyncio.gather(*waiting)
    again = asyncio.create_task(run.changed())
    await asyncio.sleep(0)
    assert not again.done()
    run.fail(ValueError("x"))
    await again
    assert isinstance(run.error, ValueError)


@pytest.mark.parametrize(("kind", "closed"), [("run.failed", True), ("run.resumed", False)])
def test_the_last_event_decides_whether_the_run_is_closed(kind: str, closed: bool) -> None:
    run = LiveRun("run", 0, now=0)
    run.extend([(1, '{"type":"run.completed"}'), (2, json.dumps({"type": kind}))], now=0)
    assert run.closed is closed
