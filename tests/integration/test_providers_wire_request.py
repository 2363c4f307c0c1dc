"""What the adapters send, and what they take from a whole answer."""

import pytest

from tailrace.providers import Usage
from tests.integration.provider_wire import (
    EVERY,
    KEY,
    WHOLE,
    Frames,
    Server,
    anthropic_delta,
    anthropic_end,
    anthropic_start,
    call,
    gemini_chunk,
    openai_delta,
    openai_end,
)


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
