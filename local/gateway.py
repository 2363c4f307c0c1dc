"""The one address that people and programs use: both function URLs and the simulator's control.

Its standard input is a JSON object: `fd`, `port`, the ports `aws`, `stream` and `simulator`, the name of the function
`api`, the two functions' CORS settings `api_cors` and `stream_cors`, and `readers`, the most that may follow streams
at once (null: any number).
"""

import json
import re
import socket
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from typing import Any

from local import function_url
from local.cors import Cors
from local.http_client import Client
from local.http_server import Request, Response, serve
from local.refusal import refusal
from local.relay import relay

_STREAM = re.compile(r"/v1/runs/[^/?]+/stream/?(\?|$)")
_TOO_LARGE = "At most 256 KB are taken"
_BUSY = "The function works on as many requests as it may"


class Gateway:
    """Routes one request."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._lambda = Client(config["aws"])
        self._api_cors = Cors(config["api_cors"])
        self._stream_cors = Cors(config["stream_cors"])
        self._readers = 0

    async def __call__(self, request: Request) -> Response:
        # The simulated websites' robots.txt stands, like any, at the root.
        if request.target.startswith("/simulator/") or request.target == "/robots.txt":
            return await relay(request, self._config["simulator"], [])
        if _STREAM.match(request.target):
            return self._stream_cors.preflight(request) or await self._stream(request)
        if preflight := self._api_cors.preflight(request):
            return preflight
        response = await self._api(request)
        added = self._api_cors.headers(request)
        names = {name for name, _ in added}
        kept = [header for header in response.headers if header[0] not in names]
        return Response(response.status, [*kept, *added], response.body)

    async def _stream(self, request: Request) -> Response:
        """One process serves all readers here; on Lambda each has an execution, of which there are so many."""
        added = self._stream_cors.headers(request)
        if self._config["readers"] is not None and self._readers >= self._config["readers"]:
            return refusal(request, "too_many_requests", _BUSY, added)
        answer = await relay(request, self._config["stream"], added)
        return replace(answer, relay=self._counted(answer.relay)) if answer.relay else answer

    async def _counted(self, relayed: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        self._readers += 1
        try:
            async for chunk in relayed:
                yield chunk
        finally:
            self._readers -= 1
            if isinstance(relayed, AsyncGenerator):
                await relayed.aclose()

    async def _api(self, request: Request) -> Response:
        if len(request.body) > function_url.MAX_BYTES:
            return refusal(request, "body_too_large", _TOO_LARGE)
        payload = json.dumps(function_url.event(request, self._config["port"])).encode()
        if len(payload) > function_url.MAX_BYTES:
            return refusal(request, "body_too_large", _TOO_LARGE)
        path = f"/2015-03-31/functions/{self._config['api']}/invocations"
        try:
            answer = await self._lambda.post(path, payload)
        except OSError:
            return refusal(request, "unavailable", "The functions do not answer")
        if answer.status == 429:
            return refusal(request, "too_many_requests", _BUSY)
        return function_url.response(answer.body, answer.headers.get("x-amz-function-error"))


async def main(config: dict[str, Any]) -> None:
    """Serve until killed."""
    listener = socket.socket(fileno=config["fd"])
    server = await serve(Gateway(config), listener)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(json.load(sys.stdin)))
