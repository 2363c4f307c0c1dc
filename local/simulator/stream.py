"""Playing a script to a client at a model's pace, and noticing when the client leaves."""

import asyncio
from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from local.simulator.calls import Call
from local.simulator.pace import Pace
from local.simulator.script import Script
from local.simulator.server import drop_connection

_DRIP_S = 1.0
# Writes are joined up to here when frames are due together.
_FULL = 64 * 1024


class Playback(Response):
    """A response whose body is a script; `begin` is the loop's time at which its call arrived."""

    def __init__(
        self,
        script: Script,
        pace: Pace,
        call: Call,
        media_type: str,
        headers: Mapping[str, str],
        begin: float,
    ) -> None:
        super().__init__(headers={**headers, "cache-control": "no-cache"}, media_type=media_type)
        del self.headers["content-length"]
        self._script = script
        self._pace = pace
        self._call = call
        self._begin = begin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Play until the end, or until the client has left: whichever comes first."""
        play = asyncio.create_task(self._play(scope, send))
        leave = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait((play, leave), return_when=asyncio.FIRST_COMPLETED)
            self._call.end(self._script.outcome if play.done() else "client_closed")
            if play.done():
                play.result()
        finally:
            play.cancel()
            leave.cancel()

    async def _play(self, scope: Scope, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        out = _Out(send, self._call)
        loop = asyncio.get_running_loop()
        for tokens, data in self._script.frames:
            # Against the beginning, not the frame before: lateness must not add up.
            wait = self._begin + (self._pace.due_s(tokens) if tokens else 0) - loop.time()
            if wait > 0:
                await out.flush()
                await asyncio.sleep(wait)
            await out.add(tokens, data)
        # Before the last write: whoever has seen the end of an answer finds it in the list of calls.
        self._call.end(self._script.outcome)
        await out.flush(last=self._script.then == "end")
        await self._afterwards(scope, send)

    async def _afterwards(self, scope: Scope, send: Send) -> None:
        match self._script.then:
            case "cut":
                drop_connection(scope)
                await asyncio.Event().wait()
            case "silence":
                await asyncio.Event().wait()
            case "drip":
                for _, data in self._script.rest:
                    for byte in data:
                        await asyncio.sleep(_DRIP_S)
                        await send({"type": "http.response.body", "body": bytes((byte,)), "more_body": True})
                await send({"type": "http.response.body", "body": b""})


class _Out:
    """Joins frames that are due together into one write."""

    def __init__(self, send: Send, call: Call) -> None:
        self._send = send
        self._call = call
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._tokens = 0

    async def add(self, tokens: int, data: bytes) -> None:
        if self._bytes >= _FULL:
            await self.flush()
        self._waiting.append(data)
        self._bytes += len(data)
        self._tokens = tokens

    async def flush(self, *, last: bool = False) -> None:
        if not self._waiting and not last:
            return
        data = b"".join(self._waiting)
        self._waiting, self._bytes = [], 0
        self._call.tokens_sent = self._tokens
        await self._send({"type": "http.response.body", "body": data, "more_body": not last})


async def _left(receive: Receive) -> None:
    """Return when the client has closed its connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
