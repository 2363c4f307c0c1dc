"""HTTP as the bench's clients speak it: a connection for each request, which can be left after any byte."""

import asyncio
import json
import random
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import httptools

from local.chaos.tally import Tally

# Longer than any call waits for its answer; a stream is never silent for so long.
PATIENCE_S = 30.0
# Seconds before a request is sent again.
_PAUSE_S = (0.2, 0.8)
# What says that a request was not carried out, or not answered, and may be sent again.
_TRY_AGAIN = (429, 500, 502, 503)


class BrokenAnswerError(ConnectionError):
    """The connection ended before the answer did."""


@dataclass(frozen=True)
class Answer:
    """A whole answer; `json` is its body, None if that is empty or something else."""

    status: int
    json: Any
    text: str


class Connection:
    """One request, whose answer is read piece by piece. `status` is 0 until the head is there."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.status = 0
        self.complete = False
        self._reader = reader
        self._writer = writer
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []

    @classmethod
    async def open(
        cls, url: str, method: str, path: str, key: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Self:
        """Send the request. Raises `OSError` when nobody is there."""
        parts = urlsplit(url)
        self = cls(*await asyncio.open_connection(parts.hostname, parts.port))
        lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}", f"Authorization: Bearer {key}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        lines += [f"Content-Length: {len(body)}"] if body else []
        self._writer.write("\r\n".join((*lines, "", "")).encode() + body)
        return self

    async def read(self, most: int = 65536) -> bytes:
        """The next bytes of the body, perhaps none; `complete` tells when that was all, as HTTP counts.

        At most `most` bytes are taken from the socket, head included. Raises `BrokenAnswerError` and `OSError`.
        """
        data = await self._reader.read(most)
        if not data:
            raise BrokenAnswerError("the answer broke off")
        self._parser.feed_data(data)
        body = b"".join(self._body)
        self._body.clear()
        return body

    def leave(self, *, abruptly: bool = False) -> None:
        """Hang up; abruptly is with a reset."""
        if abruptly:
            self._writer.transport.abort()
        else:
            self._writer.close()

    # httptools' side

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()

    def on_message_complete(self) -> None:
        self.complete = True


async def call(url: str, method: str, path: str, key: str, body: Any = None, idempotency_key: str = "") -> Answer:
    """One call and its whole answer. Raises `OSError`, `TimeoutError` among them."""
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if idempotency_key:
        headers["Idempotency-Key"] = idempotency_key
    payload = b"" if body is None else json.dumps(body).encode()
    async with asyncio.timeout(PATIENCE_S):
        connection = await Connection.open(url, method, path, key, payload, headers)
        try:
            received = b""
            while not connection.complete:
                received += await connection.read()
        finally:
            connection.leave()
    text = received.decode()
    try:
        return Answer(connection.status, json.loads(text), text)
    except ValueError:
        return Answer(connection.status, None, text)


async def insist(
    url: str, method: str, path: str, key: str, tally: Tally, body: Any = None, idempotency_key: str = ""
) -> Answer:
    """Ask until there is an answer that says yes or no."""
    while True:
        try:
            answer = await call(url, method, path, key, body, idempotency_key)
        except (OSError, TimeoutError):
            tally.add("client: no answer")
        else:
            code = answer.json.get("code") if isinstance(answer.json, dict) else None
            if answer.status not in _TRY_AGAIN and code != "request_in_progress":
                return answer
            tally.add(f"client: told {answer.status} {code or ''}".rstrip())
        await asyncio.sleep(random.uniform(*_PAUSE_S))
