"""The adapters and the real SDKs against a server that sends exactly the bytes a test says.

What the simulator can do is in test_providers.py; here are the wire's rarer turns.
"""

import asyncio
import json
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel

from tailrace import errors
from tailrace.providers import PROVIDERS, Prompt, Usage, endpoint, stream_text

KEY = "sk-proj-Zt4kQ9mV2xR7"
EVERY = pytest.mark.parametrize("provider", PROVIDERS)


class Answer(BaseModel):
    tracks: list[str]


PROMPT = Prompt(system="Be brief.", user="Two tracks.", output=Answer, max_output_tokens=500, temperature=0.5)

Frames = list[dict[str, Any]]


@pytest.fixture(scope="module", autouse=True)
def sdks() -> None:
    """Imported before any test's deadline runs."""
    for provider in PROVIDERS:
        import_module(f"tailrace.providers.{provider}")


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


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as one:
        yield one


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


@EVERY
async def test_the_request_carries_the_step_and_the_key_and_the_schema(provider: str, server: Server) -> None:
    server.say(*WHOLE[provider])
    assert (await call(provider, server.url))[0] == '{"tracks":[]}'
    ((path, headers, body),) = server.requests
    assert headers["x-tailrace-step"] == "step:x"
    schema = {
        "type": "object",
        "properties": {"tracks": {"type": "array", "items": {"type": "string"}}},
        "required": ["tracks"],
        "additionalProperties": False,
    }
    match provider:
        case "openai":
            assert path == "/gateway/responses"
            assert headers["authorization"] == f"Bearer {KEY}"
            assert body == {
                "model": "a-model",
                "instructions": "Be brief.",
                "input": "Two tracks.",
                "max_output_tokens": 500,
                "text": {"format": {"type": "json_schema", "name": "Answer", "schema": schema, "strict": True}},
                "store": False,
                "stream": True,
            }
        case "anthropic":
            assert path == "/gateway/v1/messages"
            assert headers["authorization"] == f"Bearer {KEY}"
            assert body == {
                "model": "a-model",
                "system": "Be brief.",
                "messages": [{"role": "user", "content": "Two tracks."}],
                "max_tokens": 500,
                "output_config": {"format": {"type": "json_schema", "schema": schema}},
                "stream": True,
            }
        case "gemini":
            assert path.startswith("/gateway/v1")
            assert path.endswith("/models/a-model:streamGenerateContent?alt=sse")
            assert headers["x-goog-api-key"] == KEY
            # The SDK would send the limit of one read as that of the whole answer.
            assert headers["x-server-timeout"] == "10"
            assert body == {
                "contents": [{"parts": [{"text": "Two tracks."}], "role": "user"}],
                "systemInstruction": {"parts": [{"text": "Be brief."}], "role": "user"},
                "generationConfig": {
                    "maxOutputTokens": 500,
                    "temperature": 0.5,
                    "responseMimeType": "application/json",
                    "responseJsonSchema": schema,
                },
            }


@pytest.mark.parametrize(
    ("provider", "frames", "usage"),
    [
        ("openai", WHOLE["openai"], Usage(100, 20, 40, 30)),
        (
            "anthropic",
            [
                anthropic_start(input_tokens=10, cache_read_input_tokens=60, cache_creation_input_tokens=30),
                *anthropic_end("end_turn"),
            ],
            Usage(100, 20, 60, 30),
        ),
        (
            "gemini",
            [
                gemini_chunk("a", usageMetadata={"promptTokenCount": 100, "candidatesTokenCount": 1}),
                gemini_chunk("b", "STOP"),
                {
                    "usageMetadata": {
                        "promptTokenCount": 100,
                        "candidatesTokenCount": 5,
                        "thoughtsTokenCount": 15,
                        "cachedContentTokenCount": 60,
                    }
                },
            ],
            Usage(100, 20, 60),
        ),
    ],
)
async def test_the_last_usage_counts_with_cache_and_thoughts(
    provider: str, frames: Frames, usage: Usage, server: Server
) -> None:
    server.say(*frames)
    assert (await call(provider, server.url))[1][-1] == usage


@pytest.mark.parametrize(
    ("provider", "frames"),
    [
        (
            "openai",
            [
                {
                    "type": "response.output_item.added",
                    "output_index": 0,
                    "sequence_number": 1,
                    "item": {"type": "message", "id": "m0", "role": "assistant", "content": [], "phase": "commentary"},
                },
                openai_delta("Let me think.", "m0"),
                openai_delta("{}", "m1"),
                openai_end(),
            ],
        ),
        (
            "anthropic",
            [
                anthropic_start(input_tokens=1),
                {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "Hm."}},
                anthropic_delta("{}"),
                *anthropic_end("end_turn"),
            ],
        ),
        (
            "gemini",
            [
                {"candidates": [{"content": {"parts": [{"text": "Hm.", "thought": True}]}}]},
                gemini_chunk("{}", "STOP"),
            ],
        ),
    ],
)
async def test_only_the_answer_itself_is_text(provider: str, frames: Frames, server: Server) -> None:
    server.say(*frames)
    assert (await call(provider, server.url))[0] == "{}"


def openai_error(code: str | None, kind: str | None = None) -> dict[str, Any]:
    return {"error": {"message": "Something about it", "type": kind, "param": None, "code": code}}


def anthropic_error(kind: str, code: str | None = None) -> dict[str, Any]:
    details = {"details": {"error_code": code}} if code else {}
    return {"type": "error", "error": {"type": kind, "message": "Something about it", **details}}


def google_error(code: int, *details: dict[str, Any]) -> dict[str, Any]:
    return {"error": {"code": code, "message": "Something about it", "status": "X", "details": list(details)}}


def google_detail(name: str, **fields: Any) -> dict[str, Any]:
    return {"@type": f"type.googleapis.com/google.rpc.{name}", **fields}


def google_quota(limit: str) -> dict[str, Any]:
    return google_detail("QuotaFailure", violations=[{"quotaId": limit}])


STATUSES: list[tuple[str, int, Any, type[errors.ProviderError]]] = [
    *(
        (provider, status, "<html>a gateway</html>", kind)
        for provider in PROVIDERS
        for status, kind in {
            400: errors.BadRequestError,
            401: errors.ProviderAuthError,
            402: errors.QuotaExceededError,
            403: errors.ProviderAuthError,
            404: errors.BadRequestError,
            408: errors.ProviderTimeoutError,
            409: errors.OverloadedError,
            413: errors.BadRequestError,
            422: errors.BadRequestError,
            429: errors.RateLimitedError,
            500: errors.OverloadedError,
            502: errors.OverloadedError,
            504: errors.ProviderTimeoutError,
            529: errors.OverloadedError,
        }.items()
    ),
    ("openai", 429, openai_error("insufficient_quota", "insufficient_quota"), errors.QuotaExceededError),
    ("openai", 429, openai_error(None, "insufficient_quota"), errors.QuotaExceededError),
    ("openai", 429, openai_error("rate_limit_exceeded", "tokens"), errors.RateLimitedError),
    ("openai", 400, openai_error("invalid_prompt", "invalid_request_error"), errors.RefusedError),
    ("openai", 400, openai_error("context_length_exceeded", "invalid_request_error"), errors.BadRequestError),
    ("openai", 404, openai_error("model_not_found", "invalid_request_error"), errors.BadRequestError),
    ("openai", 401, openai_error("invalid_api_key", "invalid_request_error"), errors.ProviderAuthError),
    ("openai", 403, openai_error("unsupported_country", "request_forbidden"), errors.ProviderAuthError),
    ("anthropic", 429, anthropic_error("rate_limit_error"), errors.RateLimitedError),
    ("anthropic", 429, anthropic_error("rate_limit_error", "ramp_limit_exceeded"), errors.RateLimitedError),
    ("anthropic", 429, anthropic_error("rate_limit_error", "enforced_spend_limit_reached"), errors.QuotaExceededError),
    ("anthropic", 429, anthropic_error("rate_limit_error", "contract_spend_limit_reached"), errors.QuotaExceededError),
    ("anthropic", 400, anthropic_error("invalid_request_error", "organization_on_hold"), errors.ProviderAuthError),
    ("anthropic", 402, anthropic_error("billing_error"), errors.QuotaExceededError),
    ("gemini", 429, google_error(429), errors.RateLimitedError),
    (
        "gemini",
        429,
        google_error(429, google_quota("RequestsPerMinute"), google_detail("Help")),
        errors.RateLimitedError,
    ),
    ("gemini", 429, google_error(429, google_quota("RequestsPerDayPerProject")), errors.QuotaExceededError),
    (
        "gemini",
        429,
        google_error(429, google_detail("ErrorInfo", metadata={"quota_limit": "RequestsPerDay"})),
        errors.QuotaExceededError,
    ),
    ("gemini", 429, google_error(429, google_detail("Help", links=[])), errors.QuotaExceededError),
    ("gemini", 400, google_error(400, google_detail("ErrorInfo", reason="API_KEY_INVALID")), errors.ProviderAuthError),
    ("gemini", 400, google_error(400, google_detail("BadRequest")), errors.BadRequestError),
    ("gemini", 400, [google_error(400)], errors.BadRequestError),
]


@pytest.mark.parametrize(("provider", "status", "body", "kind"), STATUSES)
async def test_a_rejection_becomes_its_error_after_one_request(
    provider: str, status: int, body: Any, kind: type[errors.ProviderError], server: Server
) -> None:
    server.reject(status, body)
    error = await failure(provider, server.url)
    assert type(error) is kind
    assert error.usage is None
    assert len(server.requests) == 1
    assert ("Something about it" in error.message) == (not isinstance(body, str))


@EVERY
@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7), ("1.5", 1.5), ("0", 0), ("soon", None), ("-3", None), ("nan", None), ("inf", None), ("", None)],
)
async def test_the_wish_to_wait_in_seconds(provider: str, value: str, seconds: float | None, server: Server) -> None:
    server.reject(429, "{}", f"retry-after: {value}\r\n")
    assert (await failure(provider, server.url)).retry_after_s == seconds


@EVERY
@pytest.mark.parametrize(("offset_s", "least", "most"), [(3600, 3500, 3600), (-3600, 0, 0)])
async def test_the_wish_to_wait_as_a_date(
    provider: str, offset_s: int, least: float, most: float, server: Server
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=offset_s), usegmt=True)
    server.reject(503, "{}", f"retry-after: {date}\r\n")
    wish = (await failure(provider, server.url)).retry_after_s
    assert wish is not None
    assert least <= wish <= most


@pytest.mark.parametrize(
    ("delay", "seconds"), [("37s", 37), ("1.250s", 1.25), ("0s", 0), ("later", None), ("1.2.3s", None)]
)
async def test_googles_wish_is_in_the_body(delay: str, seconds: float | None, server: Server) -> None:
    server.reject(429, google_error(429, google_detail("RetryInfo", retryDelay=delay)))
    assert (await failure("gemini", server.url)).retry_after_s == seconds


async def test_openais_wish_in_milliseconds_is_the_more_exact_one(server: Server) -> None:
    server.reject(429, "{}", "retry-after: 2\r\nretry-after-ms: 1250\r\n")
    assert (await failure("openai", server.url)).retry_after_s == 1.25


MIDWAY: list[tuple[str, dict[str, Any], type[errors.ProviderError]]] = [
    ("openai", openai_end("failed", error={"code": "server_error", "message": "x"}), errors.OverloadedError),
    ("openai", openai_end("failed", error={"code": "rate_limit_exceeded", "message": "x"}), errors.RateLimitedError),
    ("openai", openai_end("failed", error={"code": "invalid_prompt", "message": "x"}), errors.RefusedError),
    ("openai", openai_end("failed", error={"code": "brand_new_code", "message": "x"}), errors.OverloadedError),
    ("openai", openai_end("failed", error=None), errors.OverloadedError),
    ("openai", openai_end("incomplete", incomplete_details={"reason": "content_filter"}), errors.RefusedError),
    ("openai", openai_end("incomplete", incomplete_details={"reason": "max_output_tokens"}), errors.TruncatedError),
    ("openai", openai_end("incomplete", incomplete_details=None), errors.TruncatedError),
    ("openai", {"type": "error", "code": "rate_limit_exceeded", "message": "x"}, errors.RateLimitedError),
    ("openai", {"type": "error", "code": None, "message": "x"}, errors.OverloadedError),
    ("openai", {"type": "error", **openai_error("insufficient_quota")}, errors.QuotaExceededError),
    ("openai", openai_error(None, "server_error"), errors.OverloadedError),
    *(
        ("anthropic", anthropic_error(name), kind)
        for name, kind in {
            "overloaded_error": errors.OverloadedError,
            "api_error": errors.OverloadedError,
            "rate_limit_error": errors.RateLimitedError,
            "timeout_error": errors.ProviderTimeoutError,
            "billing_error": errors.QuotaExceededError,
            "authentication_error": errors.ProviderAuthError,
            "permission_error": errors.ProviderAuthError,
            "invalid_request_error": errors.BadRequestError,
            "brand_new_error": errors.OverloadedError,
        }.items()
    ),
    ("anthropic", anthropic_error("rate_limit_error", "contract_spend_limit_reached"), errors.QuotaExceededError),
    ("gemini", google_error(503), errors.OverloadedError),
    ("gemini", google_error(500), errors.OverloadedError),
    ("gemini", google_error(429), errors.RateLimitedError),
    ("gemini", google_error(504), errors.ProviderTimeoutError),
    *(
        ("gemini", gemini_chunk("", name), kind)
        for name, kind in {
            "MAX_TOKENS": errors.TruncatedError,
            "CONTINUATION": errors.TruncatedError,
            "SAFETY": errors.RefusedError,
            "RECITATION": errors.RefusedError,
            "BLOCKLIST": errors.RefusedError,
            "PROHIBITED_CONTENT": errors.RefusedError,
            "SPII": errors.RefusedError,
            "LANGUAGE": errors.RefusedError,
            "MALFORMED_RESPONSE": errors.MalformedOutputError,
            "OTHER": errors.StreamCutError,
            "FINISH_REASON_UNSPECIFIED": errors.StreamCutError,
        }.items()
    ),
    ("gemini", {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, errors.RefusedError),
]


@pytest.mark.parametrize(("provider", "frame", "kind"), MIDWAY)
async def test_an_error_in_mid_stream_keeps_the_usage_told_so_far(
    provider: str, frame: dict[str, Any], kind: type[errors.ProviderError], server: Server
) -> None:
    server.say(*BEGUN[provider], frame)
    error = await failure(provider, server.url)
    assert type(error) is kind
    assert error.usage == (Usage(100, 20, 40, 30) if "response" in frame else KNOWN_MIDWAY[provider])


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("max_tokens", errors.TruncatedError),
        ("model_context_window_exceeded", errors.TruncatedError),
        ("pause_turn", errors.TruncatedError),
        ("refusal", errors.RefusedError),
    ],
)
async def test_anthropics_stop_reasons(reason: str, kind: type[errors.ProviderError], server: Server) -> None:
    details = {"type": "refusal", "category": None, "explanation": "It is not nice."}
    server.say(*BEGUN["anthropic"], *anthropic_end(reason, stop_details=details if reason == "refusal" else None))
    error = await failure("anthropic", server.url)
    assert type(error) is kind
    assert error.usage == Usage(100, 20)
    assert ("It is not nice." if reason == "refusal" else reason) in error.message


async def test_openais_model_may_refuse_in_words(server: Server) -> None:
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0, "sequence_number": 1}
    words = [{"type": "response.refusal.delta", "delta": text, **place} for text in ("I can't ", "do that.")]
    server.say(*BEGUN["openai"], *words, openai_end())
    error = await failure("openai", server.url)
    assert type(error) is errors.RefusedError
    assert error.message.endswith(": I can't do that.")
    assert error.usage == Usage(100, 20, 40, 30)


@EVERY
async def test_a_clean_end_without_the_last_event_is_a_cut(provider: str, server: Server) -> None:
    server.say(*WHOLE[provider][:-1])
    error = await failure(provider, server.url)
    assert type(error) is errors.StreamCutError
    assert error.retryable
    assert error.usage is not None


@EVERY
@pytest.mark.parametrize(
    "damage",
    [
        lambda reply: reply[:-20],
        lambda reply: reply.replace(b"connection: close", b"content-length: 100000"),
        lambda reply: reply + b"data: {what is this}\n\nevent: message\ndata: {again}\n\n",
        lambda reply: reply + b'event: message\ndata: "\xff\xfe"\n\n',
    ],
    ids=["half an event", "missing bytes", "no JSON", "no UTF-8"],
)
async def test_a_damaged_stream_is_a_cut(provider: str, damage: Callable[[bytes], bytes], server: Server) -> None:
    server.say(*BEGUN[provider])
    server.reply = damage(server.reply)
    assert type(await failure(provider, server.url)) is errors.StreamCutError


@EVERY
async def test_silence_is_a_timeout_with_the_usage_so_far(provider: str, server: Server) -> None:
    server.say(*BEGUN[provider])
    server.hold = True
    error = await failure(provider, server.url, silence_s=0.4)
    assert type(error) is errors.ProviderTimeoutError
    assert error.usage == KNOWN_MIDWAY[provider]
    await asyncio.wait_for(server.client_gone.wait(), 5)


@EVERY
async def test_no_answer_at_all_is_a_timeout_of_unknown_usage(provider: str, server: Server) -> None:
    server.hold = True
    error = await failure(provider, server.url, silence_s=0.1)
    assert type(error) is errors.ProviderTimeoutError
    assert error.usage == Usage(None, None)


@EVERY
async def test_the_deadline_ends_a_call_and_frees_its_socket(provider: str, server: Server) -> None:
    server.say(*BEGUN[provider])
    server.hold = True
    error = await failure(provider, server.url, deadline_s=0.6)
    assert type(error) is errors.ProviderTimeoutError
    assert "0.6 s" in error.message
    await asyncio.wait_for(server.client_gone.wait(), 5)


@EVERY
async def test_the_deadline_does_not_strike_in_the_consumers_own_work(provider: str, server: Server) -> None:
    server.say(*BEGUN[provider])
    server.hold = True
    async with aclosing(
        stream_text(provider, PROMPT, model="m", api_key=KEY, base_url=server.url, deadline_s=0.6, label="x")
    ) as pieces:
        async for piece in pieces:
            if isinstance(piece, str):
                break
        await asyncio.sleep(0.7)
        with pytest.raises(errors.ProviderTimeoutError):
            async for _ in pieces:
                pass


@EVERY
async def test_closing_early_frees_the_socket(provider: str, server: Server) -> None:
    server.say(*BEGUN[provider])
    server.hold = True
    pieces = stream_text(provider, PROMPT, model="m", api_key=KEY, base_url=server.url, deadline_s=30, label="x")
    async for piece in pieces:
        if isinstance(piece, str):
            break
    await pieces.aclose()
    await asyncio.wait_for(server.client_gone.wait(), 5)


@EVERY
async def test_cancelling_the_task_frees_the_socket(provider: str, server: Server) -> None:
    server.say(*BEGUN[provider])
    server.hold = True
    begun = asyncio.Event()

    async def consume() -> None:
        url = server.url
        async with aclosing(
            stream_text(provider, PROMPT, model="m", api_key=KEY, base_url=url, deadline_s=30, label="x")
        ) as pieces:
            async for _ in pieces:
                begun.set()

    task = asyncio.create_task(consume())
    await asyncio.wait_for(begun.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(server.client_gone.wait(), 5)


@EVERY
async def test_nobody_listening_is_a_cut_after_one_try(provider: str) -> None:
    async with serving() as gone:
        url = gone.url
    error = await failure(provider, url)
    assert type(error) is errors.StreamCutError
    assert error.retryable


@EVERY
async def test_a_redirect_is_not_followed_with_the_key(provider: str, server: Server) -> None:
    async with serving() as elsewhere:
        elsewhere.say(*WHOLE[provider])
        server.raw("", "307 Temporary Redirect", f"location: {elsewhere.url}/\r\ncontent-length: 0\r\n")
        assert type(await failure(provider, server.url)) is errors.BadRequestError
        assert elsewhere.requests == []


@EVERY
@pytest.mark.parametrize("key", ["", "with space", "with\nline", "clé"])
async def test_a_key_that_cannot_be_one_is_not_sent(provider: str, key: str, server: Server) -> None:
    error = await failure(provider, server.url, api_key=key)
    assert type(error) is errors.ProviderAuthError
    assert not key or key not in error.message
    assert server.requests == []


@EVERY
@pytest.mark.parametrize("url", ["localhost:80", "ftp://host", "http://?a", "http://host:port"])
async def test_a_base_url_that_is_none_is_refused_without_being_repeated(provider: str, url: str) -> None:
    error = await failure(provider, url)
    assert type(error) is errors.BadRequestError
    assert url not in error.message


async def test_an_unknown_provider_is_refused_by_name() -> None:
    error = await failure("acme", "http://127.0.0.1:1")
    assert type(error) is errors.BadRequestError
    assert "openai, anthropic, gemini" in error.message


@EVERY
@pytest.mark.parametrize(
    "secret",
    [
        KEY,
        "sk-ant-api03-" + "a1B2" * 20,
        "sk-abc*********wxyz",
        "AIzaSyD-1234567890abcdefghijklmnopqrstu",
        "Bearer s3cr3t",
        "https://user:pa55@host.example/x",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    ],
)
async def test_no_message_holds_a_key(provider: str, secret: str, server: Server) -> None:
    words = f"Incorrect thing provided: {secret}. See the page."
    body = {
        "openai": {"error": {"message": words}},
        "anthropic": {"type": "error", "error": {"type": "authentication_error", "message": words}},
        "gemini": {"error": {"code": 401, "message": words}},
    }
    server.reject(401, body[provider])
    error = await failure(provider, server.url)
    hidden = secret.removeprefix("Bearer ").removeprefix("https://").partition("@")[0]
    assert hidden not in "".join(traceback.format_exception(error))
    assert "[redacted]" in error.message
    assert error.message.endswith("See the page.")


@EVERY
async def test_a_message_is_one_short_line(provider: str, server: Server) -> None:
    words = "Line\nafter line. " * 100
    body = {
        "openai": {"error": {"message": words}},
        "anthropic": {"type": "error", "error": {"type": "x", "message": words}},
        "gemini": {"error": {"code": 500, "message": words}},
    }
    server.reject(500, body[provider])
    message = (await failure(provider, server.url)).message
    assert "\n" not in message
    assert len(message) < 300


@pytest.mark.parametrize(
    ("base_url", "shown"),
    [
        ("https://user:pw@gateway.example:8443/openai/v1?key=1#x", "https://gateway.example:8443/openai/v1"),
        ("http://127.0.0.1:9/simulator/gemini/", "http://127.0.0.1:9/simulator/gemini"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("https://API.example", "https://api.example"),
    ],
)
def test_an_endpoint_is_shown_without_its_secrets(base_url: str, shown: str) -> None:
    assert endpoint(base_url) == shown
