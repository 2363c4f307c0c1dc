"""One reader's connection, as an ASGI application: frames out until the log closes, time is up or the reader leaves.

It ends with a `closed` or `reconnect` frame; a connection that ends without one is broken, and the reader resumes.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import NamedTuple

from starlette.types import Receive, Scope, Send

from tailrace import sse
from tailrace.errors import RunNotFoundError
from tailrace.events import is_terminal
from tailrace.stream.frames import Batch, Frames

HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    # nginx and what descends from it would hold the frames back.
    "X-Accel-Buffering": "no",
}

# Milliseconds that a reader should wait after an end that was not planned.
_TROUBLE_MS = 1000

_log = logging.getLogger(__name__)


class Limits(NamedTuple):
    """Seconds: a connection's whole life, what a silence may last before it is looked at, what one write may take.

    A comment follows after one to two `beat_s` of silence, so 7 keeps the promised 15.
    """

    life_s: float
    beat_s: float = 7
    send_s: float = 20


class Connection:
    """Sends `batches` to one reader: each a list of events, an empty one meaning that the backlog is sent."""

    def __init__(
        self,
        batches: AsyncGenerator[Batch, None],
        after: int,
        frames: Frames,
        limits: Limits,
        stopping: asyncio.Future[None],
    ) -> None:
        """`stopping` is done when the server is asked to end; all its connections share it."""
        self._batches = batches
        self._seq = after
        self._last = ""
        self._frames = frames
        self._limits = limits
        self._stopping = stopping
        self._writing = False
        self._written_at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._send = send
        self._time = asyncio.get_running_loop().time
        ends_at = self._time() + self._limits.life_s
        headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        pump = asyncio.create_task(self._pump())
        watch = asyncio.create_task(self._watch(receive, ends_at))
        try:
            await asyncio.wait((pump, watch, self._stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (pump, watch):
                task.cancel()
            ends = await asyncio.gather(pump, watch, return_exceptions=True)
        await self._end(*ends)

    async def _pump(self) -> None:
        """Send everything there is."""
        async with aclosing(self._batches) as batches:
            await self._write(sse.PREAMBLE)
            async for batch in batches:
                for seq, chunk in self._frames.chunks(batch):
                    await self._write(chunk)
                    self._seq = seq
                if batch:
                    self._last = batch[-1][1]
                else:
                    await self._write(sse.up_to_date(self._seq))

    async def _watch(self, receive: Receive, ends_at: float) -> bool:
        """Break silences; returns whether the reader is still there when its time is up, at once if it leaves."""
        while (now := self._time()) < ends_at:
            try:
                async with asyncio.timeout_at(min(now + self._limits.beat_s, ends_at)):
                    if (await receive())["type"] == "http.disconnect":
                        return False
            except TimeoutError:
                # While a write waits for a slow reader there is no silence to break.
                if not self._writing and self._time() - self._written_at >= self._limits.beat_s:
                    await self._write(sse.COMMENT)
        return True

    async def _end(self, pumped: BaseException | None, watched: bool | BaseException) -> None:
        if watched is False:
            return
        # While it was followed: who asks again is told that it is not there.
        is_deleted = isinstance(pumped, RunNotFoundError)
        for failure in (pumped, watched):
            if isinstance(failure, _TooSlowError):
                # Nothing more can be said to this reader: the unfinished response makes the server drop it.
                _log.warning("A reader was too slow and is dropped after seq %d", self._seq)
                return
            if isinstance(failure, Exception) and not is_deleted:
                _log.error("The tail broke after seq %d", self._seq, exc_info=failure)
        # That nothing more comes is not enough: only the log itself says that it is closed.
        if pumped is None and self._last and is_terminal(json.loads(self._last)):
            last = sse.closed(self._seq)
        elif watched is True or is_deleted:
            last = sse.reconnect(self._seq, 0)
        else:
            last = sse.reconnect(self._seq, _TROUBLE_MS)
        try:
            await self._write(last, more=False)
        except _TooSlowError:
            _log.warning("A reader was too slow for its last frame, after seq %d", self._seq)

    async def _write(self, data: bytes, *, more: bool = True) -> None:
        self._writing = True
        try:
            async with asyncio.timeout(self._limits.send_s):
                await self._send({"type": "http.response.body", "body": data, "more_body": more})
        except TimeoutError as error:
            raise _TooSlowError from error
        self._writing = False
        self._written_at = self._time()


class _TooSlowError(Exception):
    """A write took longer than a reader is given."""
