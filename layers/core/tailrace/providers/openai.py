"""OpenAI's Responses API. The raw stream: the SDK's parsing helpers raise on truncation before usage is known."""

from collections.abc import AsyncGenerator

import openai
from openai.types.responses import Response

from tailrace.errors import (
    BadRequestError,
    OverloadedError,
    ProviderAuthError,
    ProviderError,
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

BASE_URL = "https://api.openai.com/v1"

# The `code` or `type` of an error; the rest goes by HTTP status. https://platform.openai.com/docs/guides/error-codes
KINDS: dict[str, type[ProviderError]] = {
    "insufficient_quota": QuotaExceededError,
    "billing_hard_limit_reached": QuotaExceededError,
    "billing_not_active": QuotaExceededError,
    "rate_limit_exceeded": RateLimitedError,
    "server_error": OverloadedError,
    "invalid_api_key": ProviderAuthError,
    "invalid_prompt": RefusedError,
    "bio_policy": RefusedError,
    "misalignment_policy_violation": RefusedError,
    "image_content_policy_violation": RefusedError,
    "content_policy_violation": RefusedError,
    "context_length_exceeded": BadRequestError,
    "data_residency_mismatch": BadRequestError,
    "invalid_request_error": BadRequestError,
}


async def stream(call: ModelCall) -> AsyncGenerator[str | Usage]:
    """See `tailrace.providers.call.Adapter`."""
    client = openai.AsyncOpenAI(
        api_key=call.api_key,
        base_url=call.base_url or BASE_URL,
        timeout=call.http.timeout,
        max_retries=0,
        http_client=call.http,
    )
    prompt = call.prompt
    events = await client.responses.create(
        model=call.model,
        instructions=prompt.system,
        input=prompt.user,
        max_output_tokens=prompt.max_output_tokens,
        text={
            "format": {
                "type": "json_schema",
                "name": prompt.output.__name__,
                "schema": strict_schema(prompt.output),
                "strict": True,
            }
        },
        store=False,
        stream=True,
    )
    commentary: set[str] = set()
    refusal = ""
    async with unwound(events):
        async for event in events:
            match event.type:
                case "response.output_item.added":
                    if event.item.type == "message" and event.item.phase == "commentary":
                        commentary.add(event.item.id)
                case "response.output_text.delta":
                    if event.item_id not in commentary:
                        yield event.delta
                case "response.refusal.delta":
                    refusal += event.delta
                case "response.completed":
                    yield _usage(event.response)
                    if refusal:
                        raise call.failure(RefusedError, refusal)
                    return
                case "response.incomplete":
                    yield _usage(event.response)
                    details = event.response.incomplete_details
                    reason = details.reason if details else None
                    raise call.failure(RefusedError if reason == "content_filter" else TruncatedError, reason)
                case "response.failed":
                    yield _usage(event.response)
                    error = event.response.error
                    raise call.failure(_kind(error.code if error else None), error.message if error else None)
                case "error":
                    raise call.failure(_kind(event.code), event.message)
    raise call.failure(StreamCutError, "the answer ended without its last event")


def translate(call: ModelCall, error: Exception) -> ProviderError | None:
    """See `tailrace.providers.call.Adapter`."""
    match error:
        case openai.APIConnectionError():
            return call.network_failure(error.__cause__) or call.failure(StreamCutError)
        case openai.APIStatusError():
            kind = kind_of_status(error.status_code)
            if error.status_code in (400, 403, 429):
                kind = KINDS.get(error.code or "") or KINDS.get(error.type or "") or kind
            return call.failure(kind, _words(error), retry_after_s(error.response.headers))
        case openai.APIError():
            # An error in mid-stream that the SDK raises instead of passing the event on.
            return call.failure(_kind(error.code, error.type), _words(error))
    return None


def _kind(*codes: str | None) -> type[ProviderError]:
    """A stream has no status left to go by: what is not known is the provider's failure."""
    return next((KINDS[code] for code in codes if code in KINDS), OverloadedError)


def _words(error: openai.APIError) -> str | None:
    words = error.body.get("message") if isinstance(error.body, dict) else None
    return words if isinstance(words, str) else None


def _usage(response: Response) -> Usage:
    usage = response.usage
    if usage is None:
        return Usage(None, None)
    details = usage.input_tokens_details
    return Usage(
        usage.input_tokens,
        usage.output_tokens,
        getattr(details, "cached_tokens", None) or 0,
        getattr(details, "cache_write_tokens", None) or 0,
    )
