"""A client for measuring: raw HTTP/1.1 on asyncio, so that what is timed is the server and not a client library."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_TS = re.compile(rb'"ts":"([^"]+)"')
_TYPE = re.compile(rb'"type":"([^"]+)"')


@dataclass
class Seen:
    """What a reader saw: (arrival by `time.time()`, type, ts) of every event."""

    events: list[tuple[float, str, str]] = field(default_factory=list)

    def first(self, kind: str) -> float:
        """When the first event of this type arrived."""
        return next(at for at, name, _ in self.events if name == kind)


async def request(url: str, method: str, path: str, key: str, body: Any = None) -> tuple[int, Any, float]:
    """One call on a connection of its own: status, JSON body, seconds that it took."""
    began = time.perf_counter()
    reader, writer = await _connect(url)
    payload = b"" if body is None else json.dumps(body).encode()
    writer.write(_head(url, method, path, key, payload) + payload)
    status = int((await reader.readline()).split()[1])
    length = 0
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    answer = await reader.readexactly(length)
    took = time.perf_counter() - began
    writer.close()
    return status, json.loads(answer) if answer else None, took


async def follow(url: str, run_id: str, key: str, seen: Seen) -> None:
    """Read a run's stream to its end, noting when each event arrived."""
    async for data in _data_lines(url, f"/v1/runs/{run_id}/stream", key):
        ts = _TS.search(data)
        kind = _TYPE.search(data)
        if ts and kind:
            seen.events.append((time.time(), kind[1].decode(), ts[1].decode()))
        elif b'"closed"' in data:
            return


async def _data_lines(url: str, path: str, key: str) -> AsyncIterator[bytes]:
    reader, writer = await _connect(url)
    try:
        writer.write(_head(url, "GET", path, key, b""))
        while line := await reader.readline():
            if line.startswith(b"data:"):
                yield line
    finally:
        writer.close()


async def _connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    return await asyncio.open_connection(parts.hostname, parts.port, limit=2**22)


def _head(url: str, method: str, path: str, key: str, payload: bytes) -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
    ).encode()
