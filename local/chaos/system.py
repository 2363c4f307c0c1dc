"""What is put under fire: the stack, and beside it what outlives it, the store and the simulated providers."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from local import dynamodb, ports, process
from local.chaos.http import call
from local.chaos.tally import Tally
from local.http_client import fetch
from local.settings import API_KEY
from local.simulator.state import PREFIX

# Long enough for a busy machine to answer in; short, so that silent providers and connections do not cost minutes.
_ENVIRONMENT = {
    "YOUTUBE_SEARCHES_PER_DAY": "1000000",
    "PROVIDER_SILENCE_SECONDS": "3",
    "PROVIDER_DEADLINE_SECONDS": "8",
    "STREAM_MAX_SECONDS": "10",
}
# Quick, but slow enough for something to happen in the middle of a call.
_PACE = {"first_token_ms": 60, "tokens_per_second": 3000, "providers": {"youtube": {"first_token_ms": 0}}}
# A stack that does not come up in so many seconds, over all its tries, never will.
START_S = 120.0
_DYNALITE = process.ROOT / ".local" / "node" / "node_modules" / "dynalite" / "cli.js"


def has_dynalite() -> bool:
    """Whether `make check` has installed it."""
    return _DYNALITE.is_file()


@contextmanager
def store(logs: Path, *, dynalite: bool) -> Iterator[int]:
    """A DynamoDB in a process of its own; gives its port. dynalite is another program than the stack's own."""
    if not dynalite:
        with dynamodb.start(logs / "store.log") as server:
            yield int(server.url.rpartition(":")[2])
        return
    port = ports.free_port()
    command = ["node", str(_DYNALITE), "--host", "127.0.0.1", "--port", str(port), "--createTableMs", "0"]
    child = process.start("store", command, log=logs / "store.log")
    try:
        _until_it_answers(f"http://127.0.0.1:{port}/")
        yield port
    finally:
        child.terminate()
        child.end(grace_s=1)


@contextmanager
def simulator(logs: Path) -> Iterator[str]:
    """The providers, whose list of calls is the witness of what was asked of them; gives their address."""
    port = ports.free_port()
    child = process.start("simulator", ["-m", "local.simulator", "--port", str(port)], log=logs / "simulator.log")
    try:
        url = f"http://127.0.0.1:{port}"
        _until_it_answers(f"{url}{PREFIX}/settings")
        yield url
    finally:
        child.terminate()
        child.end(grace_s=1)


class System:
    """The stack at `url`. `pid` is the process that all of it descends from, `up` is set while it is healthy."""

    key = API_KEY

    def __init__(self, store_url: str, simulator_url: str, logs: Path) -> None:
        self._port = ports.free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._logs = logs
        self._starts = 0
        simulated = f"{simulator_url}{PREFIX}"
        self._settings = {
            "PORT": str(self._port),
            "TAILRACE_DYNAMODB_URL": store_url,
            "OPENAI_BASE_URL": f"{simulated}/openai/v1",
            "ANTHROPIC_BASE_URL": f"{simulated}/anthropic",
            "GOOGLE_GEMINI_BASE_URL": f"{simulated}/gemini",
            "YOUTUBE_BASE_URL": f"{simulated}/youtube",
        }
        self._simulator = simulator_url
        self._child: process.Child | None = None
        self.up = asyncio.Event()

    @property
    def pid(self) -> int:
        """0 while it is down."""
        return self._child.pid if self._child else 0

    @property
    def site(self) -> str:
        """A page to make videos of."""
        return f"{self.url}{PREFIX}/sites/fintech/"

    async def start(self) -> None:
        """Start it, again and again if need be, until it is healthy. Raises `TimeoutError`."""
        async with asyncio.timeout(START_S):
            while True:
                self._starts += 1
                logs = self._logs / f"stack-{self._starts}"
                logs.mkdir(parents=True)
                config = {"settings": self._settings, "environment": _ENVIRONMENT, "logs": str(logs)}
                child = process.start(
                    "stack", ["-m", "local.chaos.stack"], log=self._logs / f"stack-{self._starts}.log", config=config
                )
                if await self._is_healthy(child):
                    self._child = child
                    self.up.set()
                    break
        await call(self._simulator, "PUT", f"{PREFIX}/settings", "", _PACE)

    async def _is_healthy(self, child: process.Child) -> bool:
        while child.exit_code() is None:
            with suppress(OSError, TimeoutError):
                answer = await call(self.url, "GET", "/v1/health", self.key)
                if answer.status == 200 and child.exit_code() is None:
                    return True
            await asyncio.sleep(0.1)
        return False

    async def end(self, number: signal.Signals) -> None:
        """End all of it by a signal to its first process, and wait until the port is free."""
        child, self._child = self._child, None
        if child is None:
            return
        self.up.clear()
        os.kill(child.pid, number)
        await asyncio.to_thread(child.end, 10.0)

    async def restart(self, rng: random.Random, tally: Tally) -> None:
        """Down and up again on the same store and port: in good order, or as when the power fails."""
        number = rng.choice((signal.SIGTERM, signal.SIGKILL))
        tally.add(f"stack ended: {number.name}")
        await self.end(number)
        await asyncio.sleep(rng.uniform(0, 2))
        await self.start()


def _until_it_answers(url: str) -> None:
    ends = time.monotonic() + START_S
    while True:
        try:
            fetch(url)
        except ConnectionError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.02)
        else:
            return
