"""Google's Gemini API: https://ai.google.dev/api/generate-content."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from local.simulator.wire import google
from local.simulator.wire.base import Ask, Finish, Rejection, dumps, seconds

_FINISH = {"stop": "STOP", "length": "MAX_TOKENS", "refusal": "SAFETY"}
_SERVICE = "generativelanguage.googleapis.com"
_IN_STREAM = {
    "rate_limit": (429, "Resource has been exhausted (e.g. check quota)."),
    "server_error": (500, "An internal error has occurred. Please retry or report."),
    "overloaded": (503, "The model is overloaded. Please try again later."),
}
_QUOTA = (
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, "
    "head to: https://ai.google.dev/gemini-api/docs/rate-limits."
)


class Gemini:
    """The wire format of `models/{model}:streamGenerateContent`: pieces of 20 tokens and more."""

    name = "gemini"
    sizes = (20, 32)

    def model(self, path: Mapping[str, str], body: Any) -> str | None:
        return path["model"]

    def headers(self) -> dict[str, str]:
        return {"x-gemini-service-tier": "standard", "server": "scaffolding on HTTPServer2"}

    def read(self, path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str], body: Any) -> Ask:
        key = headers.get("x-goog-api-key") or query.get("key")
        if not key:
            raise google.error(401, google.UNAUTHENTICATED, outcome="auth")
        if key == "wrong":
            raise google.invalid_key(_SERVICE)
        stream = path["method"] == "streamGenerateContent"
        if stream and query.get("alt") != "sse":
            raise google.error(400, "The simulator streams server-sent events only: add alt=sse to the query.")
        if not isinstance(body, dict):
            raise google.error(400, "Invalid JSON payload received.")
        if not body.get("contents"):
            raise google.error(400, "* GenerateContentRequest.contents: contents is not specified\n")
        config = body.get("generationConfig") or {}
        schema = config.get("responseJsonSchema") or config.get("responseSchema")
        if schema and config.get("responseMimeType") != "application/json":
            raise google.error(400, "Response schema requires the response mime type application/json.")
        system = _text(body.get("systemInstruction") or {})
        user = "\n".join(_text(content) for content in body["contents"])
        return Ask(path["model"], system, user, schema, config.get("maxOutputTokens"), stream, config.get("seed"), body)

    def reply(self, ask: Ask, input_tokens: int) -> "Reply":
        return Reply(ask, input_tokens)

    def rejection(self, fault: str, retry_after_s: float | None) -> Rejection:
        match fault:
            case "rate_limit":
                wait = 1 if retry_after_s is None else retry_after_s
                details = [_quota_failure("GenerateRequestsPerMinutePerProjectPerModel", "10"), _HELP, _retry(wait)]
                text = f"{_QUOTA}\nPlease retry in {seconds(wait)}s."
                return google.error(429, text, details, outcome=fault)
            case "quota":
                details = [_quota_failure("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "250"), _HELP]
                return google.error(429, _QUOTA, details, outcome=fault)
            case "auth":
                return google.error(401, google.BAD_CREDENTIALS, outcome=fault)
        code, text = _IN_STREAM[fault]
        details = [] if retry_after_s is None else [_retry(retry_after_s)]
        return google.error(code, text, details, outcome=fault)


class Reply:
    """The chunks of one answer, each a GenerateContentResponse."""

    def __init__(self, ask: Ask, input_tokens: int) -> None:
        self._input_tokens = input_tokens
        self._tail = dumps({"modelVersion": ask.model, "responseId": uuid4().hex[:22]})[1:]

    def opening(self) -> bytes:
        return b""

    def delta(self, text: str, tokens: int) -> bytes:
        return (
            f'data: {{"candidates":[{{"content":{{"parts":[{{"text":{dumps(text)}}}],"role":"model"}},"index":0}}],'
            f'"usageMetadata":{dumps(self._usage(tokens))},{self._tail}\r\n\r\n'
        ).encode()

    def ending(self, finish: Finish, text: str, tokens: int) -> bytes:
        return self._chunk({"candidates": [_candidate("", finish)]}, tokens)

    def refused(self) -> bytes:
        return self._chunk({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, 0)

    def broken(self, fault: str) -> bytes:
        code, message = _IN_STREAM[fault]
        return f"data: {dumps(google.error(code, message).body)}\r\n\r\n".encode()

    def whole(self, finish: Finish, text: str, tokens: int) -> bytes:
        blocked = finish == "refusal" and not text
        body = (
            {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
            if blocked
            else {"candidates": [_candidate(text, finish)]}
        )
        return self._json(body, tokens).encode()

    def _chunk(self, body: Mapping[str, Any], tokens: int) -> bytes:
        return f"data: {self._json(body, tokens)}\r\n\r\n".encode()

    def _json(self, body: Mapping[str, Any], tokens: int) -> str:
        return f"{dumps({**body, 'usageMetadata': self._usage(tokens)})[:-1]},{self._tail}"

    def _usage(self, tokens: int) -> dict[str, Any]:
        counted = {"candidatesTokenCount": tokens} if tokens else {}
        return {
            "promptTokenCount": self._input_tokens,
            **counted,
            "totalTokenCount": self._input_tokens + tokens,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": self._input_tokens}],
        }


_HELP = {
    "@type": "type.googleapis.com/google.rpc.Help",
    "links": [
        {
            "description": "Learn more about Gemini API quotas",
            "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
        }
    ],
}


def _candidate(text: str, finish: Finish) -> dict[str, Any]:
    return {
        "content": {"parts": [{"text": text}], "role": "model"},
        "finishReason": _FINISH[finish],
        "index": 0,
    }


def _quota_failure(quota: str, limit: str) -> dict[str, Any]:
    violation = {
        "quotaMetric": f"{_SERVICE}/generate_content_free_tier_requests",
        "quotaId": quota,
        "quotaDimensions": {"location": "global"},
        "quotaValue": limit,
    }
    return {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]}


def _retry(wait_s: float) -> dict[str, Any]:
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{seconds(wait_s)}s"}


def _text(content: Mapping[str, Any]) -> str:
    return "\n".join(part.get("text", "") for part in content.get("parts") or ())
