"""The fault bench itself: a system, load on it, faults in it, and the verdict on every run once it is over."""

import asyncio
import json
import random
import signal
import sys
import time
from collections.abc import Coroutine, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from local.chaos import kinds, system
from local.chaos.evidence import Evidence, Witnesses
from local.chaos.faults import workers
from local.chaos.faults.providers import FaultyProviders
from local.chaos.faults.store import FaultyStore
from local.chaos.http import call
from local.chaos.runs import Choices, Record, Run
from local.chaos.system import START_S, System
from local.chaos.tally import Tally
from local.chaos.verdict import Findings, none
from local.chaos.verdict.judge import judge

# Seconds between two words to the person who waits.
_TELL_S = 30.0


@dataclass(frozen=True)
class Plan:
    """What is to be done. Times are in seconds.

    `kill_every_s` and `restart_every_s` are means, `storm_every_s` is how long fair weather lasts; a blackout is a
    storm that outlasts every repeated call. There are at most so many `kills` and `restarts`. What a restart leaves
    open is closed by the sweep, which comes once a minute, or by its client, who cancels it, where there is no time
    for the `sweep`. For `limit_s` runs are started; `calm_s` is what those have that are open when the faults stop.
    """

    runs: int
    disconnects: int
    seed: int
    kinds: tuple[str, ...]
    dynalite: bool
    at_once: int = 10
    limit_s: float = 3000
    kill_every_s: float = 2
    kills: int = 1_000_000
    restart_every_s: float = 150
    restarts: int = 1_000_000
    sweep: bool = True
    storm_every_s: tuple[float, float] = (10, 40)
    blackouts: bool = True
    calm_s: float = 180


@dataclass
class Result:
    """What came of it. `findings` are sentences by column; `seconds` is everything but the installation."""

    plan: Plan
    records: list[Record] = field(default_factory=list)
    findings: Findings = field(default_factory=none)
    tally: Tally = field(default_factory=Tally)
    events: int = 0
    calls: int = 0
    seconds: float = 0.0


class Bench:
    """One plan's execution."""

    def __init__(
        self,
        plan: Plan,
        system: System,
        store: FaultyStore,
        providers: FaultyProviders,
        witnesses: Witnesses,
        logs: Path,
    ):
        self.result = Result(plan)
        self._plan = plan
        self._rng = random.Random(plan.seed)
        self._system = system
        self._store = store
        self._providers = providers
        self._witnesses = witnesses
        self._logs = logs
        self._open: set[Run] = set()
        self._over: dict[str, int] = {}

    async def run(self) -> None:
        """Load and faults; then calm, until every run is over or had its time."""
        plan, loop = self._plan, asyncio.get_running_loop()
        waiting = self._choices()
        ends, playing = loop.time() + plan.limit_s, set[asyncio.Task[None]]()
        faults = [asyncio.ensure_future(fault) for fault in self._faults()]
        try:
            while loop.time() < ends and (waiting or len(playing) > plan.at_once // 2):
                while waiting and len(playing) < plan.at_once:
                    playing.add(asyncio.ensure_future(self._play(waiting.pop())))
                    for _ in range(self._rng.choice((0, 1, 1, 2, 3))):
                        await self._providers.arm()
                done, playing = await asyncio.wait(playing, timeout=1, return_when=asyncio.FIRST_COMPLETED)
                _raise_first([*done, *(fault for fault in faults if fault.done())])
        finally:
            await self._calm(faults)
        if playing:
            done, late = await asyncio.wait(playing, timeout=plan.calm_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            _raise_first(list(done))
        await self._look_back()

    def _choices(self) -> list[Choices]:
        plan, rng = self._plan, self._rng
        drawn = kinds.draw(list(plan.kinds), plan.runs, rng)
        each, more = divmod(plan.disconnects, plan.runs)
        return [
            Choices(
                kind=kind,
                wanted=kinds.wanted(kind, self._system.site, rng),
                cancel_after_s=rng.uniform(0.2, 5) if rng.random() < 0.15 else None,
                repeat=rng.choice(kinds.REPEATABLE[kind]) if kinds.REPEATABLE[kind] and rng.random() < 0.2 else "",
                disconnects=each + (number < more),
                seed=rng.randrange(2**32),
            )
            for number, kind in enumerate(drawn)
        ]

    def _faults(self) -> list[Coroutine[Any, Any, None]]:
        return [
            self._store.weather(self._plan.storm_every_s, blackouts=self._plan.blackouts),
            self._kill(),
            self._restart(),
            self._tell(),
        ]

    async def _tell(self) -> None:
        """To the person who waits, how far it is."""
        while True:
            await asyncio.sleep(_TELL_S)
            found = sum(map(len, self.result.findings.values()))
            over, begun = len(self._over), len(self.result.records)
            print(f"{over} of {self._plan.runs} runs are over, {begun - over} open; findings: {found}", file=sys.stderr)

    async def _kill(self) -> None:
        while self.result.tally.total("worker killed") < self._plan.kills:
            await asyncio.sleep(self._rng.expovariate(1 / self._plan.kill_every_s))
            if pid := self._system.pid:
                await workers.kill_one(pid, self._rng, self.result.tally)

    async def _restart(self) -> None:
        for _ in range(self._plan.restarts):
            await asyncio.sleep(self._plan.restart_every_s * self._rng.uniform(0.6, 1.4))
            self._store.calm = True  # a deployment is not tried again, and is not what is under fire
            await self._system.restart(self._rng, self.result.tally)
            self._store.calm = False
            if not self._plan.sweep:
                await asyncio.gather(*(run.cancel() for run in self._open))

    async def _calm(self, faults: Sequence[asyncio.Future[None]]) -> None:
        """No more faults; a restart under way is finished first."""
        async with asyncio.timeout(START_S):
            await self._system.up.wait()
        for fault in faults:
            fault.cancel()
        await asyncio.gather(*faults, return_exceptions=True)
        self._store.calm = True
        await self._providers.clear()

    async def _play(self, choices: Choices) -> None:
        run = Run(self._system.url, self._system.key, choices, self.result.tally)
        self.result.records.append(run.record)
        self._open.add(run)
        await run.play()
        self._open.discard(run)
        evidence = await self._judge(run.record, whole=True)
        self._over[run.record.run_id] = len(evidence.calls)
        self.result.events += len(evidence.log)
        self.result.calls += len(evidence.calls)
        for called in evidence.calls:
            if called["outcome"] not in ("completed", "client_closed"):
                self.result.tally.add(f"provider: {called['outcome']}")

    async def _judge(self, record: Record, *, whole: bool) -> Evidence:
        evidence = await self._witnesses.of(record)
        findings = judge(evidence, whole=whole)
        for column, found in findings.items():
            self.result.findings[column] += [f"{record.kind} {record.run_id}: {sentence}" for sentence in found]
        if any(findings.values()):
            await asyncio.to_thread(self._keep, evidence, findings)
        return evidence

    async def _look_back(self) -> None:
        """What can only be seen at the end: open runs, runs that nobody started, calls for runs that were over."""
        findings = self.result.findings
        for record in self.result.records:
            if record.run_id not in self._over:
                findings["left_open"].append(f"{record.kind} {record.run_id} was not over when time was up")
                if record.run_id:
                    await self._judge(record, whole=False)
            elif len(await self._witnesses.calls(record.run_id)) > self._over[record.run_id]:
                findings["calls_twice"].append(f"{record.run_id}: a call began when the run was over")
            for trouble in record.troubles:
                findings["left_open"].append(f"{record.kind} {record.run_id}: {trouble}")
            if record.run_id in self._over and record.last_type != "run.completed":
                findings["left_open"].append(
                    f"{record.kind} {record.run_id} could not be completed: {record.last_type}"
                )
        known = {record.run_id for record in self.result.records}
        cursor = ""
        while cursor is not None:
            page = (await call(self._system.url, "GET", f"/v1/runs?limit=100{cursor}", self._system.key)).json
            for run in page["runs"]:
                if run["run_id"] not in known and not await self._was_refused(run["run_id"]):
                    findings["left_open"].append(f"{run['kind']} {run['run_id']} was begun by nobody")
                if run["status"] in ("queued", "running"):
                    findings["left_open"].append(f"{run['kind']} {run['run_id']} is listed as {run['status']}")
            cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"

    async def _was_refused(self, run_id: str) -> bool:
        """Whether the start was answered 503 `cannot_start`, which leaves a failed run, and was tried again."""
        snapshot = (await call(self._system.url, "GET", f"/v1/runs/{run_id}", self._system.key)).json
        return snapshot["status"] == "failed" and {error["code"] for error in snapshot["errors"]} == {"cannot_start"}

    def _keep(self, evidence: Evidence, findings: Findings) -> None:
        """For a person who wants to know why."""
        path = self._logs / f"{evidence.run_id}.json"
        path.write_text(json.dumps({"findings": findings, **asdict(evidence)}, indent=1, default=sorted))


def _raise_first(done: Sequence[asyncio.Future[None]]) -> None:
    for task in done:
        task.result()


async def execute(plan: Plan, logs: Path) -> Result:
    """All of it. Raises what keeps the bench itself from working, never what it finds."""
    began, tally = time.monotonic(), Tally()
    await asyncio.to_thread(logs.mkdir, parents=True, exist_ok=True)
    rng = random.Random(plan.seed + 1)
    with system.store(logs, dynalite=plan.dynalite) as port, system.simulator(logs) as simulator:
        store = FaultyStore(port, random.Random(rng.random()), tally)
        await store.open()
        under_fire = System(store.url, simulator, logs)
        providers = FaultyProviders(simulator, random.Random(rng.random()), tally)
        witnesses = Witnesses(under_fire.url, under_fire.key, f"http://127.0.0.1:{port}", simulator, tally)
        bench = Bench(plan, under_fire, store, providers, witnesses, logs)
        bench.result.tally = tally
        try:
            await under_fire.start()
            await bench.run()
        finally:
            await under_fire.end(signal.SIGTERM)
            store.close()
    bench.result.seconds = time.monotonic() - began
    return bench.result
