"""A writer for the event loop: adding never waits, one thread appends.

While a put is in flight, or a race for the next number is being lost, what is added grows into the next item. So
the slower the log, the fewer and larger the writes.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from types import TracebackType
from typing import Self

from tailrace.errors import EventTooLargeError, LogError
from tailrace.events import Draft, utc_now
from tailrace.log.body import Body
from tailrace.log.pending import MAX_DELTA, Delta, Entry, Pending
from tailrace.log.writer import Decide, RunWriter

# Seconds that text deltas and unhurried events are collected for.
DELAY_S = 0.1
# Seconds without a write after which the log is looked at: a run that was closed is noticed within a second.
LOOK_S = 0.4


class BufferedWriter:
    """Adds events to a run from the event loop in which it was made; nothing but that loop may call it.

    When the log refuses this writer (run closed, attempt superseded, table out of reach), `failed` gets that error
    as its exception, every further call raises it, and what was not written is dropped.
    """

    def __init__(self, writer: RunWriter, *, delay_s: float = DELAY_S, look_s: float = LOOK_S) -> None:
        self._writer = writer
        self._look_s = look_s
        self._loop = asyncio.get_running_loop()
        self.failed: asyncio.Future[None] = self._loop.create_future()
        self._pending = Pending(delay_s)
        self._changed = threading.Condition()
        self._closing = False
        self._done = 0
        self._taken = 0
        self._waiters: list[tuple[int, asyncio.Future[None]]] = []
        self._thread = threading.Thread(target=self._run, name=f"log-{writer.run_id}", daemon=True)
        self._thread.start()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Writes what is pending also when the work failed: what was made is kept."""
        try:
            await self.close()
        except LogError:
            if error is None:
                raise

    def add(self, *entries: Draft | Decide, flush: bool = True) -> None:
        """Add events, and decisions as for `RunWriter.decide`, which are called in the writing thread.

        `flush=False`: they may wait for as long as deltas do. Raises EventTooLargeError, for this call alone.
        """
        self._check_open()
        ts = utc_now()
        made = [self._writer.encode(entry, ts) if isinstance(entry, Draft) else entry for entry in entries]
        with self._changed:
            for entry in made:
                self._pending.add(entry, time.monotonic(), flush=flush)
            self._changed.notify()

    def add_delta(self, key: Hashable, text: str, make: Callable[[str], Draft]) -> None:
        """Add a piece of a text that comes in pieces, such as a file's.

        Pieces of one `key` that are not written yet become one event: the first piece's `make`, called with all
        of the text, so an offset that it holds stays right. Texts of different keys may pass each other; nothing passes
        what `add` adds. Raises EventTooLargeError for a piece of more than `MAX_DELTA` characters.
        """
        self._check_open()
        if len(text) > MAX_DELTA:
            raise EventTooLargeError(f"A delta has {len(text)} characters; it may have {MAX_DELTA}")
        with self._changed:
            self._pending.add_delta(key, text, make, time.monotonic(), utc_now())
            self._changed.notify()

    async def flush(self) -> None:
        """Wait until everything that was added before is in the log."""
        self._raise_failure()
        with self._changed:
            target = self._pending.added
            if self._done >= target:
                return
            self._pending.hurry(time.monotonic())
            self._changed.notify()
        waiter = self._loop.create_future()
        self._waiters.append((target, waiter))
        await waiter

    async def verify(self) -> None:
        """Flush, and look whether the log still wants this writer. Raises RunClosedError, SupersededError."""
        await self.flush()
        await asyncio.to_thread(self._writer.verify)

    async def close(self) -> None:
        """Flush, and end the thread. May be called again."""
        with self._changed:
            self._closing = True
            self._pending.hurry(time.monotonic())
            self._changed.notify()
        await asyncio.to_thread(self._thread.join)
        self._raise_failure()

    def _check_open(self) -> None:
        self._raise_failure()
        if self._closing:
            raise RuntimeError("The writer is closed: nothing would write this")

    def _raise_failure(self) -> None:
        if self.failed.done():
            self.failed.result()

    # In the writing thread.

    def _run(self) -> None:
        try:
            while (entries := self._next()) is not None:
                if entries:
                    self._taken += len(entries)
                    self._write(entries)
                    self._tell(self._written, self._taken)
                else:
                    self._writer.verify()
        except Exception as error:  # noqa: BLE001 - whatever ends the thread must reach the event loop
            self._tell(self._fail, error)

    def _next(self) -> list[Entry] | None:
        """Wait for what is due; [] when it is time to look at the log, None when all is done."""
        look_at = time.monotonic() + self._look_s
        with self._changed:
            while True:
                now = time.monotonic()
                due = self._pending.due
                if due is not None and due <= now:
                    return self._pending.take()
                if self._closing:
                    return self._pending.take() or None
                if look_at <= now:
                    return []
                self._changed.wait(min(look_at, due or look_at) - now)

    def _write(self, entries: Iterable[Entry]) -> None:
        """Neighbouring events share items; each decision is one of its own."""
        bodies: list[Body] = []
        for entry in entries:
            if isinstance(entry, Body | Delta):
                bodies.append(self._body(entry))
            else:
                self._writer.append_bodies(bodies)
                bodies = []
                self._writer.decide(entry)
        self._writer.append_bodies(bodies, self._more)

    def _more(self) -> list[Body]:
        """What was added since, up to the next decision: it goes into the item that is about to be put."""
        with self._changed:
            entries = self._pending.take_events()
        self._taken += len(entries)
        return [self._body(entry) for entry in entries]

    def _body(self, entry: Body | Delta) -> Body:
        return entry if isinstance(entry, Body) else self._writer.encode(entry.draft(), entry.ts)

    def _tell(self, tell: Callable[..., None], *args: object) -> None:
        try:
            self._loop.call_soon_threadsafe(tell, *args)
        except RuntimeError:
            return  # The loop is closed: nobody is left to be told.

    # In the event loop, called by the thread.

    def _written(self, taken: int) -> None:
        self._done = taken
        ready = [waiter for target, waiter in self._waiters if target <= self._done]
        self._waiters = [entry for entry in self._waiters if entry[0] > self._done]
        for waiter in ready:
            if not waiter.done():
                waiter.set_result(None)

    def _fail(self, error: Exception) -> None:
        if not self.failed.done():
            self.failed.set_exception(error)
            self.failed.exception()  # Looked at, so that asyncio does not complain where nobody watches it.
        for _, waiter in self._waiters:
            if not waiter.done():
                waiter.set_exception(error)
        self._waiters.clear()
