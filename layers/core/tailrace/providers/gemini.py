"""Google's Gemini API, through google-genai."""

import math
from collections.abc import AsyncGenerator
from typing import Any

from google import genai
from google.genai import errors, types

from tailrace.errors import (
    MalformedOutputError,
    ProviderAuthError,
    ProviderError,
    QuotaExceededError,
    RefusedError,
    StreamCutError,
    TruncatedError,
)
from tailrace.providers.call import ModelCall
from tailrace.providers.failures import kind_of_status, retry_after_s
from tailrace.providers.schema import strict_schema
from tailrace.providers.types import Usage
from tailrace.providers.unwind import unwound
from tailrace.tls import tls

BASE_URL = "https://generativelanguage.googleapis.com"

# Why an answer ended (`FinishReason`), other than by being complete. What is not named here is no known end.
ENDINGS: dict[str, type[ProviderError]] = {
    "MAX_TOKENS": TruncatedError,
    "CONTINUATION": TruncatedError,
    "SAFETY": RefusedError,
    "RECITATION": RefusedError,
    "LANGUAGE": RefusedError,
    "BLOCKLIST": RefusedError,
    "PROHIBITED_CONTENT": RefusedError,
    "SPII": RefusedError,
    "ESCALATION": RefusedError,
    "MODEL_ARMOR": RefusedError,
    "PUP_LIMITED_DISABLED": ProviderAuthError,
    "MALFORMED_RESPONSE": MalformedOutputError,
    "MALFORMED_FUNCTION_CALL": MalformedOutputError,
    "UNEXPECTED_TOOL_CALL": MalformedOutputError,
    "TOO_MANY_TOOL_CALLS": MalformedOutputError,
}


async def stream(call: ModelCall) -> AsyncGenerator[str | Usage]:
    """See `tailrace.providers.call.Adapter`."""
    prompt = call.prompt
    chunks = await _client(call).aio.models.generate_content_stream(
        model=call.model,
        contents=prompt.user,
        config=types.GenerateContentConfig(
            system_instruction=prompt.system,
            max_output_tokens=prompt.max_output_tokens,
            temperature=prompt.temperature,
            response_mime_type="application/json",
            response_json_schema=strict_schema(prompt.output),
            # Continuing by itself would bill the whole prompt again, and hide that the answer was cut.
            automatic_continuation=False,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        ),
    )
    finish: str | None = None
    blocked: str | None = None
    async with unwound(chunks):
        async for chunk in chunks:
            if chunk.usage_metadata:
                yield _usage(chunk.usage_metadata)
            if chunk.prompt_feedback and chunk.prompt_feedback.block_reason:
                blocked = chunk.prompt_feedback.block_reason.value
            for candidate in (chunk.candidates or [])[:1]:
                finish = candidate.finish_reason.value if candidate.finish_reason else finish
                for part in (candidate.content and candidate.content.parts) or []:
                    if part.text and not part.thought:
                        yield part.text
    # Usage may come after the finish reason: only the end of the stream tells that all is said.
    if blocked:
        raise call.failure(RefusedError, blocked)
    if finish is None:
        raise call.failure(StreamCutError, "the answer ended without its last event")
    if finish != "STOP":
        raise call.failure(ENDINGS.get(finish, StreamCutError), finish)


def translate(call: ModelCall, error: Exception) -> ProviderError | None:
    """See `tailrace.providers.call.Adapter`."""
    match error:
        case errors.APIError():
            details = _details(error)
            kind = kind_of_status(error.code)
            if error.code == 429 and _is_final(details):
                kind = QuotaExceededError
            if any(detail.get("reason") == "API_KEY_INVALID" for detail in details):
                # Google answers 400 to a wrong key.
                kind = ProviderAuthError
            delay = _delay(details)
            return call.failure(kind, error.message, _header_delay(error) if delay is None else delay)
        case errors.UnknownApiResponseError():
            return call.failure(StreamCutError, "what arrived is not the provider's protocol")
    return None


def _client(call: ModelCall) -> genai.Client:
    return genai.Client(
        vertexai=False,
        api_key=call.api_key,
        http_options=types.HttpOptions(
            base_url=call.base_url or BASE_URL,
            # Milliseconds a read. Without the header the SDK would send it on as the limit of the whole answer.
            timeout=math.ceil(call.silence_s * 1000),
            headers={"X-Server-Timeout": str(math.ceil(call.deadline_s))},
            retry_options=types.HttpRetryOptions(attempts=1),
            httpx_async_client=call.http,
            # For the clients that are not used; the SDK would make a context for each, 30 ms apiece.
            client_args={"verify": tls()},
            async_client_args={"ssl": tls()},
        ),
    )


def _details(error: errors.APIError) -> list[dict[str, Any]]:
    """The typed details of a `google.rpc.Status`; [] for a body that is something else."""
    body = error.details
    status = body.get("error", body) if isinstance(body, dict) else None
    details = status.get("details") if isinstance(status, dict) else None
    return [detail for detail in details if isinstance(detail, dict)] if isinstance(details, list) else []


def _is_final(details: list[dict[str, Any]]) -> bool:
    """Whether a 429 is about a day's quota or the account's credit, not about too many requests at once.

    Google has one status for all; a passing limit names its minute and when to come back (`RetryInfo`).
    """
    limits = [str(violation.get("quotaId", "")) for detail in details for violation in detail.get("violations", [])]
    limits += [str(detail.get("metadata", {}).get("quota_limit", "")) for detail in details]
    if any("PerDay" in limit or "PerMonth" in limit for limit in limits):
        return True
    types_ = {str(detail.get("@type", "")).rpartition(".")[2] for detail in details}
    return "Help" in types_ and not types_ & {"RetryInfo", "QuotaFailure"}


def _delay(details: list[dict[str, Any]]) -> float | None:
    """`RetryInfo.retryDelay`, a protobuf duration in JSON: "37s", "1.5s"."""
    for detail in details:
        delay = str(detail.get("retryDelay", ""))
        if delay.endswith("s") and delay[:-1].replace(".", "", 1).isdigit():
            return float(delay[:-1])
    return None


def _header_delay(error: errors.APIError) -> float | None:
    headers = getattr(error.response, "headers", None)
    return retry_after_s(headers) if headers is not None else None


def _usage(told: types.GenerateContentResponseUsageMetadata) -> Usage:
    """Hidden thoughts are counted apart and billed as output. A count of zero is left out on Google's wire."""
    output = (told.candidates_token_count or 0) + (told.thoughts_token_count or 0)
    return Usage(told.prompt_token_count, output, told.cached_content_token_count or 0)
