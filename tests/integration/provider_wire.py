"""The adapters and the real SDKs against a server that sends exactly the bytes a test says.

What the simulator can do is in test_providers.py; the tests over this server are the wire's rarer turns.
"""

import asyncio
import json
import traceback
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import BaseModel

from tailrace import errors
from tailrace.providers import PROVIDERS, Prompt, Usage, stream_text

KEY = "sk-proj-Zt4kQ9mV2xR7"


EVERY = pytest.mark.parametrize("provider", PROVIDERS)


class Answer(BaseModel):
    tracks: list[str]


PROMPT = Prompt(system="Be brief.", user="Two tracks.", output=Answer, max_output_tokens=500, temperature=0.5)


Frames = list[dict[str, Any]]


@dataclass
class Server:
    """Answers every request with `reply`, then closes, or stays silent until the client goes if `hold` is set."""

    reply: bytes = b""
    hold: bool = False
    url: str = ""
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    client_gone: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, *frames: dict[str, Any] | str, status: str = "200 OK", headers: str = "") -> None:
        """Server-sent events; the name of an event is its type."""
        texts = [frame if isinstance(frame, str) else json.dumps(frame) for frame in frames]
        names = [f"event: {f['type']}\n" if isinstance(f, dict) and "type" in f else "" for f in frames]
        body = "".join(f"{name}data: {text}\n\n" for name, text in zip(names, texts, strict=True))
        self.raw(body, status, f"content-type: text/event-stream\r\n{headers}")

    def reject(self, status: int, body: Any, headers: str = "") -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.raw(text, f"{status} Something", f"content-type: application/json\r\n{headers}")

    def raw(self, body: str, status: str, headers: str) -> None:
        self.reply = f"HTTP/1.1 {status}\r\n{headers}connection: close\r\n\r\n{body}".encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        start, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.requests.append((start.split()[1], headers, body))
        writer.write(self.reply)
        await writer.drain()
        if self.hold:
            await reader.read()
            self.client_gone.set()
        writer.close()


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/gateway"
    async with listener:
        yield server


async def call(provider: str, url: str, **changed: Any) -> tuple[str, list[Usage]]:
    """The whole text and all usage of one call."""
    arguments: dict[str, Any] = {
        "model": "a-model",
        "api_key": KEY,
        "base_url": url,
        "deadline_s": 10,
        "label": "step:x",
    }
    async with aclosing(stream_text(provider, PROMPT, **{**arguments, **changed})) as pieces:
        got = [piece async for piece in pieces]
    return "".join(p for p in got if isinstance(p, str)), [p for p in got if isinstance(p, Usage)]


async def failure(provider: str, url: str, **changed: Any) -> errors.ProviderError:
    with pytest.raises(errors.ProviderError) as caught:
        await call(provider, url, **changed)
    assert caught.value.provider == provider
    assert KEY not in "".join(traceback.format_exception(caught.value))
    return caught.value


def openai_response(**fields: Any) -> dict[str, Any]:
    return {"id": "resp_1", "object": "response", "status": "in_progress", "output": [], **fields}


def openai_delta(text: str, item: str = "msg_1") -> dict[str, Any]:
    place = {"item_id": item, "output_index": 0, "content_index": 0, "sequence_number": 1, "logprobs": []}
    return {"type": "response.output_text.delta", "delta": text, **place}


def openai_end(kind: str = "completed", **fields: Any) -> dict[str, Any]:
    usage = {
        "input_tokens": 100,
        "input_tokens_details": {"cached_tokens": 40, "cache_write_tokens": 30},
        "output_tokens": 20,
        "output_tokens_details": {"reasoning_tokens": 15},
        "total_tokens": 120,
    }
    response = openai_response(usage=usage, **fields)
    return {"type": f"response.{kind}", "sequence_number": 9, "response": response}


def anthropic_start(**usage: int) -> dict[str, Any]:
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "m"}
    return {"type": "message_start", "message": {**message, "usage": {"output_tokens": 1, **usage}}}


def anthropic_delta(text: str) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}


def anthropic_end(reason: str, **delta: Any) -> Frames:
    usage = {"output_tokens": 20}
    return [
        {"type": "message_delta", "delta": {"stop_reason": reason, **delta}, "usage": usage},
        {"type": "message_stop"},
    ]


def gemini_chunk(text: str = "", finish: str | None = None, **fields: Any) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"parts": [{"text": text}], "role": "model"}}
    return {"candidates": [candidate | ({"finishReason": finish} if finish else {})], **fields}


BEGUN: dict[str, Frames] = {
    "openai": [{"type": "response.created", "sequence_number": 0, "response": openai_response()}, openai_delta('{"')],
    "anthropic": [anthropic_start(input_tokens=100), anthropic_delta('{"')],
    "gemini": [gemini_chunk('{"', usageMetadata={"promptTokenCount": 100, "candidatesTokenCount": 2})],
}


WHOLE: dict[str, Frames] = {
    "openai": [*BEGUN["openai"], openai_delta('tracks":[]}'), openai_end()],
    "anthropic": [*BEGUN["anthropic"], anthropic_delta('tracks":[]}'), *anthropic_end("end_turn")],
    "gemini": [*BEGUN["gemini"], gemini_chunk('tracks":[]}', "STOP")],
}


KNOWN_MIDWAY = {"openai": Usage(None, None), "anthropic": Usage(100, None), "gemini": Usage(100, 2)}
