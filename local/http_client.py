"""HTTP requests between the stack's own processes: kept-alive connections for asyncio, and one-off calls."""

import asyncio
import json
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import httptools


@dataclass(slots=True)
class Answer:
    """A whole answer; header names are lower-case."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Reading:
    """Collects one answer from httptools' callbacks."""

    def __init__(self) -> None:
        self.answer = Answer()
        self.complete = False
        self.parser = httptools.HttpResponseParser(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self.answer.body += body

    def on_message_complete(self) -> None:
        self.complete = True


class Client:
    """POSTs to one server. Connections are kept and taken up again; as many are open as calls run at once."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, path: str, body: bytes, headers: dict[str, str] | None = None) -> Answer:
        """The answer to a POST. Raises `OSError` when the server cannot be reached or breaks off."""
        reader, writer = await self._connection()
        lines = [f"POST {path} HTTP/1.1", f"host: 127.0.0.1:{self._port}", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        try:
            writer.write("\r\n".join((*lines, "", "")).encode("latin-1") + body)
            reading = _Reading()
            while not reading.complete:
                data = await reader.read(65536)
                if not data:
                    raise ConnectionResetError("the answer broke off")
                reading.parser.feed_data(data)
        except BaseException:  # also a cancelled call leaves a connection that is in the middle of an answer
            writer.close()
            raise
        reading.answer.status = reading.parser.get_status_code()
        self._idle.append((reader, writer))
        return reading.answer

    def close(self) -> None:
        """Let go of the connections that no call uses."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            reader, writer = self._idle.pop()
            if not (reader.at_eof() or writer.is_closing()):
                return reader, writer
        return await asyncio.open_connection("127.0.0.1", self._port)


# Local servers check that a request is signed, not by whom.
_SIGNED = (
    "AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/{service}/aws4_request, "
    "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64
)


class CallError(Exception):
    """A service refused a call; `code` is its error's name."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


def fetch(url: str, *, method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
    """One request, waiting up to 60 s for the answer. Raises `OSError`."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        connection.request(method, parts.path or "/", body or None, headers or {})
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def aws(url: str, service: str, target: str, parameters: dict[str, Any]) -> Any:
    """Call an AWS service that speaks JSON; `target` is X-Amz-Target. Raises `CallError` and `OSError`."""
    headers = {
        "X-Amz-Target": target,
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Date": "20200101T000000Z",
        "Authorization": _SIGNED.format(service=service),
    }
    answer = fetch(url, method="POST", body=json.dumps(parameters).encode(), headers=headers)
    content = json.loads(answer.body or b"{}")
    if answer.status >= 400:
        code = str(content.get("__type", answer.status)).rpartition("#")[2]
        raise CallError(code, str(content.get("message") or content.get("Message")))
    return content
