"""A small HTTP/1.1 server on asyncio: whole requests in, whole answers or a relayed stream out.

What the local stack puts between processes must cost next to nothing: a handler that answers at once is answered in
the same turn of the event loop, and a relayed stream is passed on byte for byte.
"""

import asyncio
import http
import inspect
import logging
import socket
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

import httptools

log = logging.getLogger(__name__)

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Request:
    """`target` is the request line's, as sent; header names are lower-case, in the order of their arrival."""

    method: str = ""
    target: str = ""
    version: str = "1.1"
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    keep_alive: bool = True

    def header(self, name: str) -> str | None:
        """The first header of this (lower-case) name."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(slots=True)
class Response:
    """An answer. With `relay`, all of it, head included, are the bytes that `relay` gives."""

    status: int = 200
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    relay: AsyncIterator[bytes] | None = None


Handler = Callable[[Request], Response | Awaitable[Response]]


class Connection(asyncio.Protocol):
    """One client's connection; its requests are answered one after another."""

    def __init__(self, handler: Handler, max_body: int, connections: "set[Connection]") -> None:
        self._connections = connections
        self._handler = handler
        self._max_body = max_body
        self._parser = httptools.HttpRequestParser(self)
        self._request = Request()
        self._body: list[bytes] = []
        self._size = 0
        self._waiting: deque[Request] = deque()
        self._task: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self._connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.discard(self)
        self._writable.set()
        if self._task:
            self._task.cancel()

    def abort(self) -> None:
        """Drop the connection."""
        self._transport.abort()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade, UnicodeDecodeError):
            self._refuse(400)

    # httptools' side

    def on_message_begin(self) -> None:
        self._request, self._body, self._size = Request(), [], 0

    def on_url(self, url: bytes) -> None:
        self._request.target += url.decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        self._request.headers.append((name.decode("latin-1").lower(), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        if (self._request.header("expect") or "").lower() == "100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size <= self._max_body:
            self._body.append(body)

    def on_message_complete(self) -> None:
        request = self._request
        request.method = self._parser.get_method().decode()
        request.version = self._parser.get_http_version()
        request.keep_alive = self._parser.should_keep_alive()
        request.body = b"".join(self._body)
        if self._size > self._max_body:
            self._refuse(413)
        elif self._task:
            self._waiting.append(request)
        else:
            self._answer(request)

    # answering

    def _refuse(self, status: int) -> None:
        self._send(Request(keep_alive=False), Response(status, [], http.HTTPStatus(status).phrase.encode()))

    def _answer(self, request: Request) -> None:
        response = self._handler(request)
        if isinstance(response, Response) and response.relay is None:
            self._send(request, response)
        else:
            self._task = asyncio.ensure_future(self._finish(request, response))

    async def _finish(self, request: Request, response: Response | Awaitable[Response]) -> None:
        try:
            answer = await response if inspect.isawaitable(response) else response
            if answer.relay is None:
                self._send(request, answer)
            else:
                await self._relay(answer.relay)
        except Exception:  # whatever a handler fails with, its client gets an answer and the next request its turn
            log.exception("%s %s", request.method, request.target.partition("?")[0])
            self._refuse(500)
        self._task = None
        if self._waiting and not self._transport.is_closing():
            self._answer(self._waiting.popleft())

    async def _relay(self, chunks: AsyncIterator[bytes]) -> None:
        try:
            async for chunk in chunks:
                self._transport.write(chunk)
                await self._writable.wait()
        finally:
            self._transport.close()
            if isinstance(chunks, AsyncGenerator):
                await chunks.aclose()

    def _send(self, request: Request, response: Response) -> None:
        if self._transport.is_closing():
            return
        bodiless = response.status in (204, 304) or response.status < 200
        lines = [f"HTTP/1.1 {response.status} {_phrase(response.status)}"]
        lines += [f"{name}: {value}" for name, value in response.headers]
        # A HEAD's length is the GET's; an answer made without its body does not tell it.
        if not bodiless and (response.body or request.method != "HEAD"):
            lines.append(f"content-length: {len(response.body)}")
        if not request.keep_alive:
            lines.append("connection: close")
        head = "\r\n".join((*lines, "", "")).encode("latin-1", "replace")
        self._transport.write(head if bodiless or request.method == "HEAD" else head + response.body)
        if not request.keep_alive:
            self._transport.close()


def _phrase(status: int) -> str:
    return http.HTTPStatus(status).phrase if status in http.HTTPStatus._value2member_map_ else ""


class Server:
    """A server that runs; see `serve`."""

    def __init__(self, server: asyncio.Server, connections: set[Connection]) -> None:
        self._server = server
        self._connections = connections

    def close(self) -> None:
        """Stop listening, and drop every connection."""
        self._server.close()
        for connection in list(self._connections):
            connection.abort()

    async def serve_forever(self) -> None:
        """Serve until cancelled."""
        await self._server.serve_forever()


async def serve(handler: Handler, listener: socket.socket, *, max_body: int = 64 * 1024 * 1024) -> Server:
    """Serve on a socket that listens already. A body over `max_body` bytes is answered 413."""
    connections: set[Connection] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(handler, max_body, connections), sock=listener, backlog=1024)
    return Server(server, connections)
