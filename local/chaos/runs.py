"""One run from its start to its last word: started, cancelled, continued and repeated as a client may do it.

Each request is repeated until it is answered, with the same Idempotency-Key, as a client does that must not lose it.
"""

import asyncio
import json
import random
import secrets
from dataclasses import dataclass, field
from typing import Any

from local.chaos.http import Answer, insist
from local.chaos.readers import PollingReader, Quota, Reader, Reading, StreamReader
from local.chaos.tally import Tally

# How often a run that failed is let go on before it counts as one that cannot be completed.
MOST_CONTINUES = 25
_TWO_AT_ONCE = 0.15


@dataclass(frozen=True)
class Choices:
    """What is done to a run. `cancel_after_s` is None for a run that is let be, `repeat` is "" or a step's id."""

    kind: str
    wanted: dict[str, Any]
    cancel_after_s: float | None
    repeat: str
    disconnects: int
    seed: int


@dataclass
class Record:
    """What there is to judge about a run once it is over."""

    kind: str
    run_id: str = ""
    readings: list[Reading] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    continues: int = 0
    cancels: int = 0
    last_type: str = ""
    troubles: list[str] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        return self.last_type != ""


class Run:
    """What its `readers` follow."""

    def __init__(self, url: str, key: str, choices: Choices, tally: Tally) -> None:
        self.url = url
        self.key = key
        self.path = ""
        self.final_seq = 0
        self.record = Record(choices.kind)
        self._choices = choices
        self._tally = tally
        self._rng = random.Random(choices.seed)
        self.turn = asyncio.Event()

    async def play(self) -> None:
        """The whole of it. May be cancelled when time is up; `record` then says how far it came."""
        await self._start()
        quota = Quota(self._choices.disconnects)
        watch = StreamReader(self, "watcher", Quota(0), random.Random(self._rng.random()), self._tally)
        readers: list[Reader] = [
            watch,
            StreamReader(self, "stream", quota, random.Random(self._rng.random()), self._tally),
            PollingReader(self, "polling", quota, random.Random(self._rng.random()), self._tally),
        ]
        self.record.readings = [reader.reading for reader in readers]
        async with asyncio.TaskGroup() as group:
            for reader in readers:
                group.create_task(reader.run())
            if self._choices.cancel_after_s is not None:
                group.create_task(self._cancel_after(self._choices.cancel_after_s))
            await self._to_the_end(watch)
        while quota.left:
            # Somebody who comes when all is over, and vanishes as often as the others had no time for.
            late = StreamReader(self, "late", quota, random.Random(self._rng.random()), self._tally)
            self.record.readings.append(late.reading)
            await late.run()

    async def _start(self) -> None:
        body = {"kind": self._choices.kind, "input": self._choices.wanted}
        key = secrets.token_hex(8)
        answers = await asyncio.gather(*(self._insist("/v1/runs", body, key) for _ in range(self._senders())))
        for answer in answers:
            if answer.status != 202:
                raise RuntimeError(f"a {self._choices.kind} could not be started: {answer.text[:300]}")
        self.record.run_id, *others = {answer.json["run_id"] for answer in answers}
        if others:
            self.record.troubles.append(f"started again, as {', '.join(others)}, by a repeated request")
        self.path = f"/v1/runs/{self.record.run_id}"

    async def _cancel_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.cancel()

    async def cancel(self) -> None:
        """As its owner may, at any time; one that has ended stays as it is."""
        if not self.path:
            return
        answer = await self._insist(f"{self.path}/cancel", {}, "")
        if answer.status == 202:
            self.record.cancels += 1
            self._tally.add("run cancelled")
        elif answer.status != 409:
            self.record.troubles.append(f"cancel was answered {answer.status}: {answer.text[:200]}")

    async def _to_the_end(self, watch: Reader) -> None:
        """Let the run go on as often as it takes until it is complete and in order."""
        watched, at = watch.reading, 0
        while True:
            while watched.last <= at or not watched.ended():
                watch.told_closed.clear()
                await watch.told_closed.wait()
            at = watched.last
            self.record.last_type = json.loads(watched.seen[-1][1])["type"]
            steps = self._wish(watched)
            if steps is None or self.record.continues >= MOST_CONTINUES or not await self._continue(steps):
                break
            self.record.last_type = ""
        self.final_seq = watched.last
        self.turn.set()

    def _wish(self, watched: Reading) -> list[str] | None:
        """The steps to ask for: [] for whatever is missing, None if there is nothing more to be wished for."""
        end = json.loads(watched.seen[-1][1])
        if end["type"] != "run.completed":
            return []
        if end["data"]["degraded"] and self.record.continues < MOST_CONTINUES // 4:
            return []
        if self._choices.repeat and self._choices.repeat not in self.record.asked:
            return [self._choices.repeat]
        return None

    async def _continue(self, steps: list[str]) -> bool:
        """Whether the run goes on; false if there is nothing to go on with."""
        body = {"steps": steps} if steps else {}
        self.record.asked |= set(steps)
        self.record.continues += 1
        path, senders = f"{self.path}/continue", self._senders()
        answers = await asyncio.gather(*(self._insist(path, body, secrets.token_hex(8)) for _ in range(senders)))
        self.turn.set()
        self.turn = asyncio.Event()
        won = [answer for answer in answers if answer.status == 202]
        if len({answer.json["execution"] for answer in won}) < len(won):
            self.record.troubles.append("two requests to continue were told that they had begun one execution")
        if won:
            self._tally.add("run continued")
            return True
        codes = {(answer.json or {}).get("code"): answer.text for answer in answers}
        if "run_is_open" in codes:
            return True  # A try before this one has been carried out, though its answer was lost.
        codes.pop("nothing_to_continue", None)
        self.record.troubles += [f"continue was answered {text[:300]}" for text in codes.values()]
        return False

    def _senders(self) -> int:
        """How many send a request at once: now and then two, of whom one has to win."""
        return 2 if self._rng.random() < _TWO_AT_ONCE else 1

    async def _insist(self, path: str, body: Any, idempotency_key: str) -> Answer:
        return await insist(self.url, "POST", path, self.key, self._tally, body, idempotency_key)
