"""One run while it is followed: its newest events, shared by all its readers. No IO."""

import asyncio
from collections import deque

from tailrace.log.items import Lines, ends_log

# What is kept for readers that are a little behind, per run; who is further behind reads the table itself.
WINDOW_BATCHES = 64
WINDOW_CHARS = 1_000_000


class LiveRun:
    """The newest batches of one run, and the place where its readers wait.

    Readers come and take; nothing is queued for them, so that a slow one costs no memory and delays nobody.
    """

    def __init__(self, run_id: str, position: int, now: float) -> None:
        """`position` is the last event of the log as it was read."""
        self.run_id = run_id
        self.position = position
        self.readers = 0
        self.closed = False
        self.error: Exception | None = None
        self.quiet_since = now
        self.due = now
        self._batches: deque[Lines] = deque()
        self._chars = 0
        self._changed = asyncio.Event()

    def extend(self, batch: Lines, now: float) -> None:
        """Take in the next batch, and wake the readers."""
        self._batches.append(batch)
        self._chars += _chars(batch)
        while len(self._batches) > WINDOW_BATCHES or (self._chars > WINDOW_CHARS and len(self._batches) > 1):
            self._chars -= _chars(self._batches.popleft())
        self.position = batch[-1][0]
        self.closed = ends_log(batch[-1][1])
        self.quiet_since = now
        self._wake()

    def fail(self, error: Exception) -> None:
        """End all readers with this error."""
        self.error = error
        self._wake()

    def next_batch(self, after: int) -> Lines | None:
        """What follows `after`, the very same list for every reader; [] if nothing, None if it is no longer kept."""
        if after >= self.position:
            return []
        for batch in self._batches:
            if batch[-1][0] > after:
                if batch[0][0] > after + 1:
                    return None
                return batch if batch[0][0] == after + 1 else [line for line in batch if line[0] > after]
        return None

    async def changed(self) -> None:
        """Wait for the next batch, or the end."""
        await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _chars(batch: Lines) -> int:
    return sum(len(text) for _, text in batch)
