"""The live tail: every reader of this process, over one loop of reads.

The key of a run's next item is known (`items.py`), so one BatchGetItem asks for the next item of many runs at once.
Queries are only for readers that are behind.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from tailrace.errors import LogUnavailableError, RunNotFoundError
from tailrace.log import items
from tailrace.log.dynamo import AsyncDynamo
from tailrace.log.items import Lines
from tailrace.log.live import LiveRun

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

# Seconds between two looks at a run in which something happens, and at the most.
POLL_S = 0.01
IDLE_S = 0.1
# The pause grows with the silence: an event after a silence of t is late by at most this share of t.
_IDLE_SHARE = 0.01

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
_MAX_KEYS = 100
# Items that a reader that is behind reads at a time: what bounds its memory.
_PAGE_ITEMS = 100


class Tail:
    """Follows any number of runs for any number of readers; made and used within one event loop."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        *,
        poll_s: float = POLL_S,
        idle_s: float = IDLE_S,
        dynamo: AsyncDynamo | None = None,
    ) -> None:
        """`client` gives the endpoint and the region; `dynamo` replaces the calls that are made of them."""
        self._dynamo = dynamo or AsyncDynamo(client)
        self._table = table
        self._poll_s = poll_s
        self._idle_s = idle_s
        self._runs: dict[str, LiveRun] = {}
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End the reads; readers that are still there get LogUnavailableError."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        self._fail(LogUnavailableError("The tail is closed"))
        await self._dynamo.close()

    async def follow(self, run_id: str, after: int = 0) -> AsyncGenerator[Lines, None]:
        """A run's events after `after`, in batches of (seq, JSON text), as they come; ends with the log.

        An empty batch comes once: what was in the log at the start has been given. A run that is closed and
        has nothing more ends without any batch. Close the iterator to leave early. Raises RunNotFoundError,
        LogUnavailableError.
        """
        place = _Place(after)
        told = False
        while True:
            begun, more = place.after, True
            while more:
                lines, more = await self._catch_up(run_id, place)
                if lines:
                    yield lines
            if not told and (place.is_open or place.after > begun):
                told = True
                yield []
            if not place.is_open:
                return
            with self._reading(run_id, place.end) as run:
                while (batch := run.next_batch(place.after)) is not None:
                    if batch:
                        place.after = batch[-1][0]
                        yield batch
                    elif run.closed:
                        return
                    elif run.error is not None:
                        raise run.error
                    else:
                        await run.changed()

    async def _catch_up(self, run_id: str, place: "_Place") -> tuple[Lines, bool]:
        """The next events after `place`, which is moved behind them, and whether there may be more."""
        request = {**items.query_after(self._table, run_id, place.after), "Limit": _PAGE_ITEMS}
        answer = await self._dynamo.call("Query", request)
        page = items.alive(answer["Items"])
        if not items.begins_at(page, place.after + 1):
            covering = await self._dynamo.call("Query", items.query_covering(self._table, run_id, place.after + 1))
            page = [*items.alive(covering["Items"]), *page]
        if not page:
            raise RunNotFoundError(f"There is no run {run_id}")
        lines = list(items.joined(page, place.after))
        if lines:
            place.after = lines[-1][0]
        place.end = items.last_seq(page[-1])
        place.is_open = not items.ends_log(items.lines(page[-1])[-1][1])
        return lines, "LastEvaluatedKey" in answer

    @contextmanager
    def _reading(self, run_id: str, position: int) -> Iterator[LiveRun]:
        """A place among the run's readers; the first of them starts the reads, the last one ends them."""
        if self._closed:
            raise LogUnavailableError("The tail is closed")
        run = self._runs.get(run_id)
        if run is None:
            run = self._runs[run_id] = LiveRun(run_id, position, _now())
            self._wake.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._poll())
        run.readers += 1
        try:
            yield run
        finally:
            run.readers -= 1
            if not run.readers:
                self._forget(run)

    async def _poll(self) -> None:
        """Read on for as long as any run is followed."""
        try:
            while self._runs:
                now = _now()
                # Runs that are due a little later come along, so that one call serves as many as can be.
                asked = [run for run in self._runs.values() if run.due <= now + self._poll_s / 2]
                if asked:
                    await self._ask_while_busy(asked, now + self._poll_s)
                else:
                    await self._sleep(min(run.due for run in self._runs.values()) - now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the readers must hear of it, not wait for ever
            self._fail(error)

    async def _ask_while_busy(self, asked: list[LiveRun], until: float) -> None:
        """Ask for the next items; again at once for the runs that had one, until it is time for all the others."""
        while asked:
            had_one: list[LiveRun] = []
            for start in range(0, len(asked), _MAX_KEYS):
                had_one += await self._ask(asked[start : start + _MAX_KEYS])
            asked = had_one if _now() < until else []

    async def _ask(self, runs: list[LiveRun]) -> list[LiveRun]:
        """Ask once for the next item of at most 100 runs; those that had one and are not closed by it."""
        keys = [items.key(run.run_id, run.position + 1) for run in runs]
        request = {"RequestItems": {self._table: {"Keys": keys, "ConsistentRead": True}}}
        answer = await self._dynamo.call("BatchGetItem", request)
        now = _now()
        answered = answer["Responses"].get(self._table, [])
        found = {item["pk"]["S"]: item for item in items.alive(answered)}
        deleted = {item["pk"]["S"] for item in answered if items.is_gone(item)}
        unanswered = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
        skipped = {key["pk"]["S"] for key in unanswered}
        for run, key in zip(runs, keys, strict=True):
            partition = key["pk"]["S"]
            if partition in found:
                run.extend(items.lines(found[partition]), now)
                run.due = now
            else:
                silence = 0 if partition in skipped else now - run.quiet_since
                run.due = now + max(self._poll_s, min(self._idle_s, silence * _IDLE_SHARE))
            if partition in deleted:
                run.fail(RunNotFoundError("The run was deleted"))
            if run.closed or run.error:
                self._forget(run)
        return [run for run, key in zip(runs, keys, strict=True) if key["pk"]["S"] in found and not run.closed]

    async def _sleep(self, seconds: float) -> None:
        """Sleep, but not when a new run is followed."""
        self._wake.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _forget(self, run: LiveRun) -> None:
        if self._runs.get(run.run_id) is run:
            del self._runs[run.run_id]

    def _fail(self, error: Exception) -> None:
        for run in self._runs.values():
            run.fail(error)
        self._runs.clear()


@dataclass
class _Place:
    """Where a reader is: the last event that it has, the log's last event as it last read it, whether it is open."""

    after: int
    end: int = 0
    is_open: bool = True


def _now() -> float:
    return asyncio.get_running_loop().time()
