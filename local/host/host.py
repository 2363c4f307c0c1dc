"""All functions of the template, each with a pool of workers that grows with the load and shrinks when idle."""

import asyncio
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.host import errors
from local.host.environment import function_environment
from local.host.worker import Outcome, Worker
from local.host.zygote_client import Zygote
from local.template import Function

# A function that reserves nothing may take this many at once: AWS's account limit is 1000, a laptop's is not.
UNRESERVED = 500
IDLE_S = 120.0

# What functions import from outside, slowest last: a worker can be forked between any two of them. What only one step
# of a run needs (a page's, a check's) is not among it: the time would be every start's.
PRELOAD = (
    "pydantic",
    "boto3",
    "aws_lambda_powertools.logging",
    "aws_lambda_powertools.event_handler",
    "aws_lambda_powertools.utilities.idempotency",
    "httpx2",
    "ijson",
    "openai.resources.responses",
    "google.genai.models",
    "anthropic.resources.messages",
    "genai_prices.data",
)


class _Pool:
    def __init__(self, function: Function, environment: dict[str, str], log: Path) -> None:
        self.function = function
        self.environment = environment
        self.log = log
        self.idle: list[Worker] = []
        self.busy: set[Worker] = set()
        self.running = 0
        self.limit = UNRESERVED if function.reserved is None else function.reserved

    def take_idle(self) -> Worker | None:
        """The worker that was used last; those that died meanwhile are dropped."""
        while self.idle:
            worker = self.idle.pop()
            if worker.usable:
                return worker
            worker.kill()
        return None


class Host:
    """Runs invocations. Everything happens on one event loop."""

    def __init__(
        self,
        functions: Sequence[Function],
        endpoints: Mapping[str, str],
        logs: Path,
        preload: Sequence[str] = PRELOAD,
    ) -> None:
        self._logs = logs
        self._preload = preload
        self._pools: dict[str, _Pool] = {}
        for function in functions:
            pool = _Pool(function, function_environment(function, endpoints), logs / f"{function.id}.log")
            self._pools[function.name] = pool
        self._zygote = Zygote(preload, logs / "zygote.log")
        self._trimming = asyncio.ensure_future(self._trim())

    @property
    def zygote_pid(self) -> int:
        """The process that all workers are forked from."""
        return self._zygote.pid

    async def warm(self, name: str) -> None:
        """Have one worker of this function wait for its first invocation, all imports done."""
        await self._zygote.preloaded.wait()
        pool = self._pools[name]
        worker = await self._worker(pool)
        await worker.ready()
        pool.idle.append(worker)

    async def invoke(self, function: str, payload: bytes) -> Outcome:
        """Run a function, given by name or ARN. Raises `ThrottledError` and `UnknownFunctionError`.

        A caller that goes away does not end the invocation, as on AWS.
        """
        pool = self._pools.get(function.rpartition(":function:")[2].partition(":")[0])
        if pool is None:
            raise errors.UnknownFunctionError(function)
        if pool.running >= pool.limit:
            raise errors.ThrottledError(function)
        pool.running += 1
        return await asyncio.shield(asyncio.ensure_future(self._run(pool, payload)))

    async def _run(self, pool: _Pool, payload: bytes) -> Outcome:
        request_id = str(uuid.uuid4())
        started = time.perf_counter()
        worker = pool.take_idle()
        cold = worker is None
        try:
            if worker is None:
                worker = await self._worker(pool)
            pool.busy.add(worker)
            outcome = await worker.invoke(request_id, payload)
        finally:
            pool.running -= 1
        pool.busy.discard(worker)
        if worker.usable:
            worker.idle_since = time.monotonic()
            pool.idle.append(worker)
        else:
            worker.kill()
        milliseconds = (time.perf_counter() - started) * 1000
        self._report(pool, request_id, milliseconds, cold, outcome)
        return outcome

    async def _worker(self, pool: _Pool) -> Worker:
        if not self._zygote.alive:
            self._zygote.close()
            self._zygote = Zygote(self._preload, self._logs / "zygote.log")
        return await Worker.start(pool.function, pool.environment, self._zygote, str(pool.log))

    def _report(self, pool: _Pool, request_id: str, milliseconds: float, cold: bool, outcome: Outcome) -> None:
        """Lambda's REPORT line, and before it what the process itself could not log any more."""
        lines = [f"REPORT RequestId: {request_id}\tDuration: {milliseconds:.2f} ms\t{'Cold' if cold else 'Warm'} start"]
        if outcome.error and b'"errorMessage": "RequestId: ' in outcome.payload:
            lines.insert(0, outcome.payload.decode())
        with pool.log.open("a") as log:
            log.write("\n".join((*lines, "")))

    async def _trim(self) -> None:
        while True:
            await asyncio.sleep(IDLE_S / 4)
            for pool in self._pools.values():
                old = [worker for worker in pool.idle if time.monotonic() - worker.idle_since > IDLE_S]
                for worker in old:
                    pool.idle.remove(worker)
                    worker.kill()

    def close(self) -> None:
        """End all workers."""
        self._trimming.cancel()
        self._zygote.close()
        for pool in self._pools.values():
            for worker in (*pool.idle, *pool.busy):
                worker.kill()
