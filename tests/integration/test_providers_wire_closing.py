"""Answers that break off or never come, and calls that are ended early."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import pytest

from tailrace import errors
from tailrace.providers import Usage, endpoint, stream_text
from tests.integration.provider_wire import BEGUN, EVERY, KEY, KNOWN_MIDWAY, PROMPT, WHOLE, Server, failure, serving


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
