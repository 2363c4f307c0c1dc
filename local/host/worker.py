"""One execution environment: a process that takes one invocation at a time from a Runtime API of its own.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import asyncio
import os
import time
from dataclasses import dataclass
from typing import Any

from local import ports
from local.host import errors
from local.host.zygote_client import WorkerProcess, Zygote
from local.http_server import Request, Response, Server, serve
from local.template import Function

# Lambda gives the init phase 10 s; what is longer is run again within the first invocation's own time.
INIT_LIMIT_S = 10.0


@dataclass(frozen=True)
class Outcome:
    """What an invocation gave. `error` is Lambda's X-Amz-Function-Error; the payload then tells which."""

    payload: bytes
    error: str | None = None


class Worker:
    """Make it with `start`. A worker that is not `usable` any more must be dropped."""

    _server: Server
    _process: WorkerProcess

    def __init__(self, function: Function) -> None:
        self._function = function
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._invocations: asyncio.Queue[tuple[str, float, bytes]] = asyncio.Queue()
        self._outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._init_error: bytes | None = None
        self.idle_since = time.monotonic()

    @classmethod
    async def start(cls, function: Function, environment: dict[str, str], zygote: Zygote, log: str) -> "Worker":
        """Fork the process; it is not awaited."""
        self = cls(function)
        listener = ports.listen()
        address = f"127.0.0.1:{ports.port_of(listener)}"
        self._server = await serve(self._runtime_api, listener)
        self._process = zygote.spawn(
            {**environment, "AWS_LAMBDA_RUNTIME_API": address},
            function.task_root,
            [function.task_root, *function.path],
            log,
        )
        return self

    @property
    def usable(self) -> bool:
        return not self._process.exited.done()

    async def ready(self) -> None:
        """Wait until its handler is imported, or it has died of that."""
        await self._first(self._ready, INIT_LIMIT_S)

    async def invoke(self, request_id: str, payload: bytes) -> Outcome:
        """Run one invocation to its end, whatever that is. A process that did not answer in time is killed."""
        limit = self._function.timeout
        if not self._ready.done():
            await self._first(self._ready, INIT_LIMIT_S + limit)
        if self._ready.done():
            self._outcome = asyncio.get_running_loop().create_future()
            self._invocations.put_nowait((request_id, time.time() + limit, payload))
            await self._first(self._outcome, limit)
            if self._outcome.done():
                return self._outcome.result()
        if self._process.exited.done():
            return Outcome(
                self._init_error or errors.exited(request_id, self._process.exited.result()), error="Unhandled"
            )
        self.kill()
        await self._process.exited  # so that nothing of it happens after its end was told
        return Outcome(errors.timed_out(request_id, limit), error="Unhandled")

    def kill(self) -> None:
        """End the process and its listener."""
        self._process.kill()
        self._server.close()

    async def _first(self, wanted: asyncio.Future[Any], seconds: float) -> None:
        """Wait for `wanted`, the process's exit or the time's end, whichever is first."""
        await asyncio.wait({wanted, self._process.exited}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    async def _runtime_api(self, request: Request) -> Response:
        match request.target.split("/")[3:]:
            case ["invocation", "next"]:
                if not self._ready.done():
                    self._ready.set_result(None)
                return await self._next()
            case ["invocation", _, "response"]:
                self._outcome.set_result(Outcome(request.body))
            case ["invocation", _, "error"]:
                self._outcome.set_result(Outcome(request.body, error="Unhandled"))
            case ["init", "error"]:
                self._init_error = request.body
        return Response(202, [("content-type", "application/json")], b'{"status":"OK"}')

    async def _next(self) -> Response:
        request_id, deadline, payload = await self._invocations.get()
        trace = f"Root=1-{int(time.time()):08x}-{os.urandom(12).hex()};Sampled=0"
        headers = [
            ("content-type", "application/json"),
            ("lambda-runtime-aws-request-id", request_id),
            ("lambda-runtime-deadline-ms", str(int(deadline * 1000))),
            ("lambda-runtime-invoked-function-arn", self._function.arn),
            ("lambda-runtime-trace-id", trace),
        ]
        return Response(200, headers, payload)
