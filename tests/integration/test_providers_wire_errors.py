"""What a provider's refusals and faults become."""

import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tailrace import errors
from tailrace.providers import PROVIDERS, Usage
from tests.integration.provider_wire import (
    BEGUN,
    EVERY,
    KEY,
    KNOWN_MIDWAY,
    Server,
    anthropic_end,
    failure,
    gemini_chunk,
    openai_end,
)


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
