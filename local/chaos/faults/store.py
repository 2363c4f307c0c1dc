"""A DynamoDB that fails: a proxy before the real one. The functions are told that this is the table's address.

A share of the calls is throttled, fails, is answered late, or loses its connection: before the call was carried out,
or after, so that what was written is there and its writer does not know. Now and then come storms, in which most
calls fail, and blackouts, in which all do for longer than anybody repeats a call.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator

from local import ports
from local.chaos.tally import Tally
from local.http_client import Client
from local.http_server import Request, Response, serve

# Shares of all calls: in fair weather, and in a storm.
FAIR, STORM = 0.015, 0.5
_JSON = ("content-type", "application/x-amz-json-1.0")
_ERRORS = {
    "throttled": (400, "ProvisionedThroughputExceededException"),
    "throttled at the table": (400, "ThrottlingException"),
    "internal error": (500, "InternalServerError"),
}
_SORTS = (*_ERRORS, "dropped before", "dropped after", "late", "left over")


class FaultyStore:
    """`url` is the endpoint. `share` of the calls fail; none while it is `calm`, as for the start of a stack."""

    def __init__(self, port: int, rng: random.Random, tally: Tally) -> None:
        self.share = 0.0
        self.calm = False
        self._real = Client(port)
        self._rng = rng
        self._tally = tally

    async def open(self) -> None:
        """Serve, on the loop that runs, until that ends."""
        listener = ports.listen()
        self.url = f"http://127.0.0.1:{ports.port_of(listener)}"
        self._server = await serve(self._answer, listener)

    def close(self) -> None:
        """Drop every connection."""
        self._server.close()
        self._real.close()

    async def weather(self, fair_s: tuple[float, float], *, blackouts: bool) -> None:
        """Fair weather for `fair_s` (from, to) and storms, until cancelled; then there are no faults any more."""
        try:
            while True:
                self.share = FAIR
                await asyncio.sleep(self._rng.uniform(*fair_s))
                blackout = blackouts and self._rng.random() < 0.1
                self._tally.add("store: blackout" if blackout else "store: storm")
                self.share = 1.0 if blackout else STORM
                await asyncio.sleep(self._rng.uniform(16, 20) if blackout else self._rng.uniform(1, 4))
        finally:
            self.share = 0.0

    async def _answer(self, request: Request) -> Response:
        sort = self._rng.choice(_SORTS) if not self.calm and self._rng.random() < self.share else ""
        operation = (request.header("x-amz-target") or "").rpartition(".")[2]
        if sort == "left over" and operation != "BatchGetItem":
            sort = "dropped after"
        if sort:
            self._tally.add(f"store: {sort}")
        if error := _ERRORS.get(sort):
            return _refusal(*error)
        if sort == "dropped before":
            return Response(relay=_Nothing())
        if sort == "left over":
            return _left_over(request)
        answer = await self._pass_on(request)
        if sort == "dropped after":
            return Response(relay=_Nothing())
        if sort == "late":
            await asyncio.sleep(self._rng.uniform(0.05, 0.5))
        return answer

    async def _pass_on(self, request: Request) -> Response:
        kept = {name: value for name, value in request.headers if name.startswith("x-amz-")}
        kept |= {"content-type": _JSON[1], "authorization": request.header("authorization") or ""}
        try:
            answer = await self._real.post("/", request.body, kept)
        except OSError:
            return Response(relay=_Nothing())
        return Response(answer.status, [_JSON], answer.body)


def _refusal(status: int, code: str) -> Response:
    shown = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "Made up by the fault bench"}
    return Response(status, [_JSON], json.dumps(shown).encode())


def _left_over(request: Request) -> Response:
    """A batch of which nothing was read, for lack of capacity."""
    asked = json.loads(request.body)["RequestItems"]
    return Response(200, [_JSON], json.dumps({"Responses": {}, "UnprocessedKeys": asked}).encode())


class _Nothing(AsyncIterator[bytes]):
    """An answer of no bytes: the connection is closed."""

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration
