"""The tail against a model: writers and readers come and go in any order, and each reader has a prefix of the log."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tailrace.log import RunWriter, Tail
from tailrace.log.items import Lines
from tests.contract.logs import Store, completed, notes, resumed


@dataclass
class Reader:
    """One reader, and what it has got."""

    run: int
    after: int
    batches: AsyncGenerator[Lines, None]
    got: list[tuple[int, str]] = field(default_factory=list)
    ended: bool = False

    @property
    def place(self) -> int:
        return self.got[-1][0] if self.got else self.after


class TailMachine(RuleBasedStateMachine):
    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.tail: Tail = self.runner.run(self._open())
        self.runs = [self.store.run() for _ in range(2)]
        self.writers = [RunWriter(self.store.log(), run) for run in self.runs]
        self.closed = [False, False]
        self.readers: list[Reader] = []

    async def _open(self) -> Tail:
        return self.store.tail(poll_s=0.001)

    @rule(run=st.integers(0, 1), size=st.integers(1, 7), ends=st.booleans())
    def write(self, run: int, size: int, ends: bool) -> None:
        drafts = [*([resumed()] if self.closed[run] else []), *notes(size), *([completed()] if ends else [])]
        self.writers[run].append(*drafts)
        self.closed[run] = ends

    @precondition(lambda self: len(self.readers) < 6)
    @rule(run=st.integers(0, 1), back=st.integers(0, 12))
    def come(self, run: int, back: int) -> None:
        after = max(0, self.writers[run].snapshot["seq"] - back)
        self.readers.append(Reader(run, after, self.tail.follow(self.runs[run], after)))

    @precondition(lambda self: self.readers)
    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        """One reader reads until it has what is in the log now, or the end that it met on the way."""
        reader = data.draw(st.sampled_from(self.readers))
        self.runner.run(self._read(reader, self.writers[reader.run].snapshot["seq"]))

    async def _read(self, reader: Reader, end: int) -> None:
        while not reader.ended and reader.place < end:
            try:
                reader.got += await anext(reader.batches)
            except StopAsyncIteration:
                reader.ended = True

    @precondition(lambda self: self.readers)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        reader = data.draw(st.sampled_from(self.readers))
        self.readers.remove(reader)
        self.runner.run(reader.batches.aclose())

    @invariant()
    def every_reader_has_what_follows_its_start(self) -> None:
        for reader in self.readers:
            lines = self.store.log().read_lines(self.runs[reader.run], reader.after)
            expected = list(enumerate(lines, reader.after + 1))
            assert reader.got == expected[: len(reader.got)]
            if reader.ended:
                last = self.store.log().read(self.runs[reader.run], reader.place - 1, 1)[0]
                assert last["type"] == "run.completed"

    def teardown(self) -> None:
        async def leave() -> set[asyncio.Task[Any]]:
            for reader in self.readers:
                await reader.batches.aclose()
            await self.tail.close()
            return asyncio.all_tasks() - {task for task in [asyncio.current_task()] if task}

        assert self.runner.run(leave()) == set()
        self.runner.close()


def test_readers_and_writers_in_any_order(store: Store) -> None:
    machine = type("Machine", (TailMachine,), {"store": store})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
