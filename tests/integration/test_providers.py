"""The adapters and the real SDKs against the simulator: the way through, and every fault it knows."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel

from local.simulator.client import Simulator
from tailrace import errors
from tailrace.providers import PROVIDERS, Prompt, Usage, stream_text
from tailrace.providers.items import ItemParser

STEP = "generate:it"
EVERY = pytest.mark.parametrize("provider", PROVIDERS)


class Song(BaseModel):
    artist: str
    title: str
    year: int | None


class Playlist(BaseModel):
    tracks: list[Song]


PROMPT = Prompt(
    system="You make playlists.",
    user="Write exactly 6 tracks for a rainy day.",
    output=Playlist,
    max_output_tokens=4000,
)


@pytest.fixture(scope="module", autouse=True)
def sdks() -> None:
    """Imported before any test's deadline runs."""
    for provider in PROVIDERS:
        import_module(f"tailrace.providers.{provider}")


def stream(simulator: Simulator, provider: str, **changed: Any) -> AsyncGenerator[str | Usage]:
    arguments: dict[str, Any] = {"model": "any", "api_key": "key", "deadline_s": 20, "label": STEP, **changed}
    return stream_text(provider, PROMPT, base_url=getattr(simulator, provider), **arguments)


def pace(simulator: Simulator, provider: str, first_token_ms: float, tokens_per_second: float | None) -> None:
    one = {"first_token_ms": first_token_ms, "tokens_per_second": tokens_per_second}
    simulator.set(providers={provider: one})


async def last_outcome(simulator: Simulator) -> str:
    """How the last call ended, as soon as it has."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        call = simulator.calls()[-1]
        assert call["step"] == STEP
        if call["outcome"]:
            return str(call["outcome"])
        await asyncio.sleep(0.01)
    raise AssertionError("the call is still open")


@dataclass
class Outcome:
    """All that one call gave."""

    text: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    usage: list[Usage] = field(default_factory=list)
    error: errors.ProviderError | None = None


async def consume(simulator: Simulator, provider: str, **changed: Any) -> Outcome:
    outcome, parser = Outcome(), ItemParser("tracks.item", provider=provider)
    try:
        async with aclosing(stream(simulator, provider, **changed)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    outcome.usage.append(piece)
                else:
                    outcome.text += piece
                    outcome.items += parser.feed(piece)
        parser.finish()
    except errors.ProviderError as error:
        outcome.error = error
    return outcome


def assert_known(usage: Usage | None) -> None:
    assert usage
    assert usage.input_tokens
    assert usage.output_tokens is not None


@EVERY
async def test_the_whole_answer_in_the_shape_asked_for(provider: str, simulator: Simulator) -> None:
    outcome = await consume(simulator, provider)
    assert outcome.error is None
    assert [song.model_dump() for song in Playlist.model_validate_json(outcome.text).tracks] == outcome.items
    assert len(outcome.items) == 6
    assert_known(outcome.usage[-1])
    assert outcome.usage[-1].output_tokens
    assert await last_outcome(simulator) == "completed"


@EVERY
async def test_an_item_arrives_while_the_next_ones_are_being_written(provider: str, simulator: Simulator) -> None:
    pace(simulator, provider, 0, 100)
    parser = ItemParser("tracks.item", provider=provider)
    async with aclosing(stream(simulator, provider)) as pieces:
        async for piece in pieces:
            if isinstance(piece, str) and parser.feed(piece):
                break
        (call,) = simulator.calls()
        assert call["outcome"] is None
    assert await last_outcome(simulator) == "client_closed"


# What is known of a call that breaks off: whether input and output tokens have been told by then.
TOLD_MIDWAY = {"openai": (False, False), "anthropic": (True, False), "gemini": (True, True)}

REJECTED: dict[str, type[errors.ProviderError]] = {
    "rate_limit": errors.RateLimitedError,
    "quota": errors.QuotaExceededError,
    "server_error": errors.OverloadedError,
    "overloaded": errors.OverloadedError,
    "auth": errors.ProviderAuthError,
}
RETRYABLE = {errors.RateLimitedError, errors.OverloadedError}


@EVERY
@pytest.mark.parametrize("fault", REJECTED)
async def test_a_call_that_is_turned_away(provider: str, fault: str, simulator: Simulator) -> None:
    simulator.fault(provider, fault, retry_after_s=2.5)
    error = (await consume(simulator, provider)).error
    assert type(error) is REJECTED[fault]
    assert error.provider == provider
    assert error.retryable == (type(error) in RETRYABLE)
    assert error.usage is None
    if fault == "rate_limit":
        assert error.retry_after_s == 2.5
    assert len(simulator.calls()) == 1
    assert (await consume(simulator, provider)).error is None


@EVERY
async def test_a_wrong_key(provider: str, simulator: Simulator) -> None:
    error = (await consume(simulator, provider, api_key="wrong")).error
    assert type(error) is errors.ProviderAuthError
    assert not error.retryable
    assert error.usage is None


@EVERY
@pytest.mark.parametrize("fault", ["rate_limit", "server_error", "overloaded"])
async def test_an_error_inside_the_stream(provider: str, fault: str, simulator: Simulator) -> None:
    simulator.fault(provider, fault, in_stream=True)
    outcome = await consume(simulator, provider)
    assert type(outcome.error) is REJECTED[fault]
    assert outcome.text
    assert outcome.error.usage is not None


@EVERY
@pytest.mark.parametrize(
    ("fault", "kind", "retryable"),
    [("refusal", errors.RefusedError, False), ("truncate", errors.TruncatedError, True)],
)
async def test_an_answer_that_the_model_ends_otherwise(
    provider: str, fault: str, kind: type[errors.ProviderError], retryable: bool, simulator: Simulator
) -> None:
    simulator.fault(provider, fault)
    error = (await consume(simulator, provider)).error
    assert type(error) is kind
    assert error.retryable is retryable
    assert_known(error.usage)


@EVERY
@pytest.mark.parametrize("fault", ["cut", "eof"])
async def test_a_stream_that_breaks_off(provider: str, fault: str, simulator: Simulator) -> None:
    simulator.fault(provider, fault)
    outcome = await consume(simulator, provider)
    assert type(outcome.error) is errors.StreamCutError
    assert outcome.error.retryable
    assert outcome.text
    usage = outcome.error.usage
    assert usage is not None
    assert (usage.input_tokens is not None, usage.output_tokens is not None) == TOLD_MIDWAY[provider]


@EVERY
async def test_items_that_were_whole_before_a_cut_are_kept(provider: str, simulator: Simulator) -> None:
    whole = await consume(simulator, provider)
    simulator.fault(provider, "cut", after_tokens=round((whole.usage[-1].output_tokens or 0) * 0.7))
    outcome = await consume(simulator, provider)
    assert type(outcome.error) is errors.StreamCutError
    assert outcome.items
    assert outcome.items == whole.items[: len(outcome.items)]


@EVERY
async def test_silence_ends_by_the_limit_of_one_read(provider: str, simulator: Simulator) -> None:
    simulator.fault(provider, "silence")
    outcome = await consume(simulator, provider, silence_s=0.5)
    assert type(outcome.error) is errors.ProviderTimeoutError
    assert outcome.error.retryable
    assert outcome.text
    assert outcome.error.usage is not None


@EVERY
async def test_a_drip_ends_by_the_deadline(provider: str, simulator: Simulator) -> None:
    simulator.fault(provider, "drip")
    outcome = await consume(simulator, provider, deadline_s=1.0)
    assert type(outcome.error) is errors.ProviderTimeoutError
    assert outcome.text


@EVERY
async def test_a_model_that_takes_its_time_to_begin_meets_the_deadline(provider: str, simulator: Simulator) -> None:
    pace(simulator, provider, 60_000, None)
    error = (await consume(simulator, provider, deadline_s=0.5)).error
    assert type(error) is errors.ProviderTimeoutError
    assert error.usage is not None
    assert await last_outcome(simulator) == "client_closed"


@EVERY
async def test_broken_json_is_the_items_error_not_the_calls(provider: str, simulator: Simulator) -> None:
    simulator.fault(provider, "bad_json")
    outcome = await consume(simulator, provider)
    assert type(outcome.error) is errors.MalformedOutputError
    assert outcome.error.retryable


@EVERY
async def test_a_fence_is_taken_off(provider: str, simulator: Simulator) -> None:
    simulator.fault(provider, "fenced")
    outcome = await consume(simulator, provider)
    assert outcome.error is None
    assert outcome.text.lstrip().startswith("```")
    assert len(outcome.items) == 6


@EVERY
async def test_closing_early_ends_the_call_at_the_provider(provider: str, simulator: Simulator) -> None:
    pace(simulator, provider, 0, 60)
    async with aclosing(stream(simulator, provider)) as pieces:
        async for piece in pieces:
            if isinstance(piece, str):
                break
    assert await last_outcome(simulator) == "client_closed"


async def test_three_providers_at_once_do_not_wait_for_each_other(simulator: Simulator) -> None:
    simulator.fault("anthropic", "silence")
    outcomes = await asyncio.gather(*(consume(simulator, provider, silence_s=1) for provider in PROVIDERS))
    assert [type(outcome.error) for outcome in outcomes] == [type(None), errors.ProviderTimeoutError, type(None)]
