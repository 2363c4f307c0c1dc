"""Anthropic's Messages API. The raw stream, as for OpenAI; sampling parameters are refused and not sent."""

from collections.abc import AsyncGenerator

import anthropic
from anthropic.types import MessageDeltaUsage
from anthropic.types import Usage as MessageUsage

from tailrace.errors import (
    BadRequestError,
    OverloadedError,
    ProviderAuthError,
    ProviderError,
    ProviderTimeoutError,
    QuotaExceededError,
    RateLimitedError,
    RefusedError,
    StreamCutError,
    TruncatedError,
)
from tailrace.providers.call import ModelCall
from tailrace.providers.failures import kind_of_status, retry_after_s
from tailrace.providers.schema import strict_schema
from tailrace.providers.types import Usage
from tailrace.providers.unwind import unwound

BASE_URL = "https://api.anthropic.com"

# `error.details.error_code`: names the cause, and some 429 and 400 are final. See the SDK's `types/shared`.
CODES: dict[str, type[ProviderError]] = {
    "contract_spend_limit_reached": QuotaExceededError,
    "enforced_spend_limit_reached": QuotaExceededError,
    "linked_organization_spend_limit_reached": QuotaExceededError,
    "linked_organization_billing_unavailable": QuotaExceededError,
    "organization_on_hold": ProviderAuthError,
}

# `error.type`: all there is to go by in mid-stream, where the HTTP status is 200. https://docs.claude.com/en/api/errors
TYPES: dict[str, type[ProviderError]] = {
    "invalid_request_error": BadRequestError,
    "not_found_error": BadRequestError,
    "request_too_large": BadRequestError,
    "authentication_error": ProviderAuthError,
    "permission_error": ProviderAuthError,
    "billing_error": QuotaExceededError,
    "rate_limit_error": RateLimitedError,
    "timeout_error": ProviderTimeoutError,
    "api_error": OverloadedError,
    "overloaded_error": OverloadedError,
}


async def stream(call: ModelCall) -> AsyncGenerator[str | Usage]:
    """See `tailrace.providers.call.Adapter`."""
    client = anthropic.AsyncAnthropic(
        api_key=call.api_key,
        base_url=call.base_url or BASE_URL,
        timeout=call.http.timeout,
        max_retries=0,
        http_client=call.http,
    )
    prompt = call.prompt
    events = await client.messages.create(
        model=call.model,
        system=prompt.system,
        messages=[{"role": "user", "content": prompt.user}],
        max_tokens=prompt.max_output_tokens,
        output_config={"format": {"type": "json_schema", "schema": strict_schema(prompt.output)}},
        stream=True,
    )
    usage = Usage(None, None)
    ending: ProviderError | None = None
    async with unwound(events):
        async for event in events:
            match event.type:
                case "message_start":
                    # The output tokens of the start are a placeholder; they count from the first message_delta on.
                    usage = _usage(event.message.usage, usage, output=None)
                    yield usage
                case "content_block_delta":
                    if event.delta.type == "text_delta":
                        yield event.delta.text
                case "message_delta":
                    usage = _usage(event.usage, usage, output=event.usage.output_tokens)
                    yield usage
                    details = event.delta.stop_details
                    ending = _ending(call, event.delta.stop_reason, details.explanation if details else None)
                case "message_stop":
                    if ending:
                        raise ending
                    return
    raise call.failure(StreamCutError, "the answer ended without its last event")


def translate(call: ModelCall, error: Exception) -> ProviderError | None:
    """See `tailrace.providers.call.Adapter`."""
    match error:
        case anthropic.APIConnectionError():
            return call.network_failure(error.__cause__) or call.failure(StreamCutError)
        case anthropic.APIStatusError():
            in_stream = error.status_code == 200
            kind = OverloadedError if in_stream else kind_of_status(error.status_code)
            if in_stream:
                kind = TYPES.get(error.type or "", kind)
            kind = CODES.get(error.error_code or "", kind)
            return call.failure(kind, error.api_message, retry_after_s(error.response.headers))
    return None


def _ending(call: ModelCall, stop_reason: str | None, explanation: str | None) -> ProviderError | None:
    """What is wrong with an answer that stopped for this reason; None if it is complete."""
    match stop_reason:
        case "end_turn" | "stop_sequence":
            return None
        case "refusal":
            return call.failure(RefusedError, explanation)
        case _:
            return call.failure(TruncatedError, stop_reason)


def _usage(told: MessageUsage | MessageDeltaUsage, before: Usage, output: int | None) -> Usage:
    """Input is the sum of fresh, cache-written and cache-read tokens; a delta may leave out what has not changed."""
    if told.input_tokens is None:
        return Usage(before.input_tokens, output, before.cache_read_tokens, before.cache_write_tokens)
    read, written = told.cache_read_input_tokens or 0, told.cache_creation_input_tokens or 0
    return Usage(told.input_tokens + read + written, output, read, written)
