"""Passes a request on to another local server and its answer back, byte for byte and as it comes."""

import asyncio
from collections.abc import AsyncIterator

from local.http_server import Headers, Request, Response
from local.refusal import refusal

# What concerns one connection only (RFC 9110, 7.6.1), and what we say anew.
_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "expect", "content-length"}


async def relay(request: Request, port: int, added: Headers) -> Response:
    """The answer of the server at `port`, with the headers `added`.

    Each relayed request has a connection of its own in both directions: when one side closes, so does the other.
    """
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return refusal(request, "unavailable", "The server for this address does not answer", added)
    kept = [f"{name}: {value}" for name, value in request.headers if name not in _HOP]
    lines = [f"{request.method} {request.target} HTTP/1.1", *kept, "connection: close"]
    if request.body or request.method in ("POST", "PUT", "PATCH"):
        lines.append(f"content-length: {len(request.body)}")
    writer.write("\r\n".join((*lines, "", "")).encode("latin-1") + request.body)
    return Response(relay=_answer(reader, writer, added))


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, added: Headers) -> AsyncIterator[bytes]:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        extra = "".join(f"{name}: {value}\r\n" for name, value in added).encode("latin-1")
        yield head[:-2] + extra + b"\r\n"
        while chunk := await reader.read(65536):
            yield chunk
    except (OSError, asyncio.IncompleteReadError):
        return  # what was passed on so far is all there is; the client sees the same break
    finally:
        writer.close()
