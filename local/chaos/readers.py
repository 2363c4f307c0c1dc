"""Clients that follow a run, vanish in the middle of it and come back; each keeps what it was sent.

A reader resumes as the protocol says: after the last event that it got whole. What it notices that no honest server
says goes into `lies`; what it was sent goes into `seen`, in the order of its arrival, and is judged later.
"""

import asyncio
import json
import random
from dataclasses import dataclass, field
from typing import Any, Protocol

from local.chaos.frames import Frame, Frames
from local.chaos.http import Connection
from local.chaos.tally import Tally

TERMINAL = ("run.completed", "run.failed", "run.cancelled")

# Bytes after which a reader vanishes: in the first comment, in the first events, in the middle, far on.
_BUDGETS = (700, 2_600, 4_000, 9_000, 30_000)
# Before it asks again after a refusal or where nobody answers, in seconds.
_PAUSE_S = 0.5
_SILENCE_S = 20.0


@dataclass
class Reading:
    """What one reader has, over all its connections: (seq, text) of each event, and what it was told wrongly."""

    name: str
    seen: list[tuple[int, str]] = field(default_factory=list)
    lies: list[str] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The position to go on from."""
        return self.seen[-1][0] if self.seen else 0

    def ended(self) -> bool:
        """Whether the newest event that it has ends the run, as far as it knows."""
        return bool(self.seen) and json.loads(self.seen[-1][1])["type"] in TERMINAL


class Followed(Protocol):
    """The run as its readers need it."""

    url: str
    path: str
    key: str
    final_seq: int
    """The last event there will be; 0 while that is not known."""

    turn: asyncio.Event
    """Set when the run goes on, or is final; then there is a new one."""


class Quota:
    """How many times the readers of a run have still to vanish."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self) -> bool:
        """Whether one is left, which is used by this."""
        if self.left <= 0:
            return False
        self.left -= 1
        return True


class Reader:
    """Follows one run to its final event. `run` returns then, and may be cancelled before.

    `told_closed` is set whenever it was told that the run is closed.
    """

    def __init__(self, run: Followed, name: str, quota: Quota, rng: random.Random, tally: Tally) -> None:
        self.reading = Reading(name)
        self.told_closed = asyncio.Event()
        self._run = run
        self._quota = quota
        self._rng = rng
        self._tally = tally

    async def run(self) -> None:
        """Connect until everything is there."""
        while True:
            turn = self._run.turn
            try:
                at_end = await self._connect()
                if at_end:
                    self.told_closed.set()
                if at_end and self._run.final_seq and self.reading.last >= self._run.final_seq:
                    return
                if at_end and not self._run.final_seq:
                    await turn.wait()
                elif not at_end:
                    await asyncio.sleep(self._rng.uniform(0, 0.05))
            except (OSError, TimeoutError):
                self._tally.add("reader: connection broken")
                await asyncio.sleep(_PAUSE_S)

    async def _connect(self) -> bool:
        """One connection; whether the run was said to be closed."""
        raise NotImplementedError

    async def _refused(self, status: int, text: str) -> bool:
        """A refusal that may pass is waited for; any other is a lie about a run that is there."""
        if status in (429, 500, 502, 503):
            self._tally.add(f"reader: refused {status}")
            await asyncio.sleep(_PAUSE_S)
        else:
            self.reading.lies.append(f"after {self.reading.last} it was told {status}: {text[:200]}")
            await asyncio.sleep(1)
        return False

    def _vanish(self, connection: Connection) -> None:
        connection.leave(abruptly=self._rng.random() < 0.5)
        self._tally.add("client vanished")

    def _claims_closed(self, how: str) -> None:
        if not self.reading.ended():
            self.reading.lies.append(f"{how} after event {self.reading.last}, which does not end the run")


class StreamReader(Reader):
    """By server-sent events."""

    async def _connect(self) -> bool:
        budget, patience_s = self._limits()
        last = self.reading.last
        by_header = self._rng.random() < 0.5
        path = f"{self._run.path}/stream" + ("" if by_header else f"?after={last}")
        headers = {"Last-Event-ID": str(last)} if by_header else {}
        async with asyncio.timeout(_SILENCE_S):
            connection = await Connection.open(self._run.url, "GET", path, self._run.key, headers=headers)
        try:
            return await self._follow(connection, budget, patience_s)
        finally:
            connection.leave()

    def _limits(self) -> tuple[int | None, float]:
        """After how many bytes, and how many seconds without any, this connection is left."""
        if self._quota.left <= 0:
            return None, _SILENCE_S
        if self._rng.random() < 0.2:
            return None, self._rng.uniform(0.05, 1.5)
        return int(self._rng.choice(_BUDGETS) * self._rng.uniform(0.2, 1.2)) + 1, self._rng.uniform(3, 6)

    async def _follow(self, connection: Connection, budget: int | None, patience_s: float) -> bool:
        frames, told, other = Frames(), "", b""
        while not connection.complete:
            try:
                async with asyncio.timeout(patience_s):
                    data = await connection.read(65536 if budget is None else min(budget, 65536))
            except TimeoutError:
                if not self._quota.take():
                    raise
                self._vanish(connection)
                return False
            if connection.status == 200:
                for frame in frames.feed(data):
                    told = self._take(frame) or told
            else:
                other += data
            if budget is not None:
                budget -= max(1, len(data))
                if budget <= 0 and self._quota.take():
                    self._vanish(connection)
                    return False
                budget = budget if budget > 0 else None
        if connection.status == 204:
            self._claims_closed("204")
            return True
        if connection.status != 200:
            return await self._refused(connection.status, other.decode())
        if not told:
            self.reading.lies.append(f"after event {self.reading.last} the answer ended as if that were all")
        return told == "closed"

    def _take(self, frame: Frame) -> str:
        """Keep an event; of a control frame, what it tells if it ends the connection."""
        content: dict[str, Any] = json.loads(frame.data)
        if frame.event == "message":
            self.reading.seen.append((content["seq"], frame.data))
            if frame.id != str(content["seq"]):
                self.reading.lies.append(f"event {content['seq']} came with the id {frame.id}")
            return ""
        if content["type"] == "up_to_date":
            return ""
        position = content["seq" if content["type"] == "closed" else "after"]
        if position != self.reading.last:
            self.reading.lies.append(f"{content['type']} at {position}, but event {self.reading.last} came last")
        if content["type"] == "closed":
            self._claims_closed("closed")
        return str(content["type"])


class PollingReader(Reader):
    """By pages of the log."""

    async def _connect(self) -> bool:
        last, limit = self.reading.last, self._rng.choice((3, 20, 500))
        wait = self._rng.choice((0, 0, 1))
        path = f"{self._run.path}/events?after={last}&limit={limit}&wait={wait}"
        async with asyncio.timeout(_SILENCE_S):
            connection = await Connection.open(self._run.url, "GET", path, self._run.key)
            try:
                if self._rng.random() < 0.3 and self._quota.take():
                    return await self._leave_early(connection)
                received = b""
                while not connection.complete:
                    received += await connection.read()
            finally:
                connection.leave()
        if connection.status != 200:
            return await self._refused(connection.status, received.decode())
        closed = self._take(received.decode())
        if not closed:
            await asyncio.sleep(self._rng.uniform(0.2, 0.8))
        return closed

    async def _leave_early(self, connection: Connection) -> bool:
        """Gone before the answer was read: what was in it does not count as received."""
        await asyncio.sleep(self._rng.uniform(0, 0.05))
        self._vanish(connection)
        return False

    def _take(self, text: str) -> bool:
        page = json.loads(text)
        for event in page["events"]:
            self.reading.seen.append((event["seq"], json.dumps(event, ensure_ascii=False, separators=(",", ":"))))
        if page["next_after"] != self.reading.last:
            self.reading.lies.append(f"next_after is {page['next_after']} after event {self.reading.last}")
        if page["closed"]:
            self._claims_closed("closed")
        return bool(page["closed"])
