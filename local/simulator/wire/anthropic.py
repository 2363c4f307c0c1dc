"""Anthropic's Messages API: https://platform.claude.com/docs/en/build-with-claude/streaming."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from local.simulator.wire.base import Ask, Finish, Rejection, dumps, seconds
from local.simulator.wire.schemas import anthropic_errors

_STOP = {"stop": "end_turn", "length": "max_tokens", "refusal": "refusal"}
_REFUSED = {"type": "refusal", "category": "general_harms", "explanation": "This request was declined by a classifier."}
_IN_STREAM = {
    "rate_limit": ("rate_limit_error", "This request would exceed your account's rate limit."),
    "server_error": ("api_error", "Internal server error"),
    "overloaded": ("overloaded_error", "Overloaded"),
}


class Anthropic:
    """The wire format of `POST /v1/messages`: two to four tokens an event."""

    name = "anthropic"
    sizes = (2, 4)

    def model(self, path: Mapping[str, str], body: Any) -> str | None:
        model = body.get("model") if isinstance(body, dict) else None
        return model if isinstance(model, str) else None

    def headers(self) -> dict[str, str]:
        return {"request-id": f"req_{uuid4().hex}", "anthropic-organization-id": "simulated"}

    def read(self, path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str], body: Any) -> Ask:
        key = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer").strip()
        if not key:
            raise _error(401, "authentication_error", "x-api-key header is required", outcome="auth")
        if key == "wrong":
            raise self.rejection("auth", None)
        if not headers.get("anthropic-version"):
            raise _invalid("anthropic-version: header is required")
        if not isinstance(body, dict):
            raise _invalid("The request body is not valid JSON")
        for name in ("model", "messages", "max_tokens"):
            if not body.get(name):
                raise _invalid(f"{name}: Field required")
        for name in ("temperature", "top_p", "top_k"):
            if body.get(name) is not None:
                raise _invalid(f"`{name}` is not supported by this model")
        schema = _schema(body)
        user = "\n".join(_text(message.get("content")) for message in body["messages"])
        stream = bool(body.get("stream"))
        return Ask(body["model"], _text(body.get("system")), user, schema, body["max_tokens"], stream, None, body)

    def reply(self, ask: Ask, input_tokens: int) -> "Reply":
        return Reply(ask, input_tokens)

    def rejection(self, fault: str, retry_after_s: float | None) -> Rejection:
        headers = {} if retry_after_s is None else {"retry-after": seconds(retry_after_s)}
        match fault:
            case "rate_limit":
                headers = {"retry-after": "1", "anthropic-ratelimit-requests-remaining": "0", **headers}
                text = "This request would exceed your organization's rate limit of 50 requests per minute."
                return _error(429, "rate_limit_error", text, headers=headers, outcome=fault)
            case "quota":
                text = "Your organization has reached the monthly API usage threshold of its tier."
                details = {"error_code": "enforced_spend_limit_reached"}
                return _error(429, "rate_limit_error", text, details, outcome=fault)
            case "auth":
                return _error(401, "authentication_error", "invalid x-api-key", outcome=fault)
            case "overloaded":
                return _error(529, "overloaded_error", "Overloaded", headers=headers, outcome=fault)
        return _error(500, "api_error", "Internal server error", headers=headers, outcome=fault)


class Reply:
    """The events of one message."""

    def __init__(self, ask: Ask, input_tokens: int) -> None:
        self._message: dict[str, Any] = {
            "id": f"msg_{uuid4().hex[:24]}",
            "type": "message",
            "role": "assistant",
            "model": ask.model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
        }
        self._input = {
            "input_tokens": input_tokens,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
        }

    def opening(self) -> bytes:
        return b"".join(
            [
                self._start(),
                _event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
                _event("ping"),
            ]
        )

    def delta(self, text: str, tokens: int) -> bytes:
        return (
            'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
            f'"delta":{{"type":"text_delta","text":{dumps(text)}}}}}\n\n'
        ).encode()

    def ending(self, finish: Finish, text: str, tokens: int) -> bytes:
        return _event("content_block_stop", index=0) + self._end(finish, tokens)

    def refused(self) -> bytes:
        return self._start() + self._end("refusal", 1)

    def broken(self, fault: str) -> bytes:
        type_, message = _IN_STREAM[fault]
        return _event("error", error={"type": type_, "message": message, "details": None})

    def whole(self, finish: Finish, text: str, tokens: int) -> bytes:
        content = [{"type": "text", "text": text}] if text else []
        message = {**self._message, "content": content, **_stop(finish), "usage": self._usage(tokens)}
        return dumps(message).encode()

    def _start(self) -> bytes:
        return _event("message_start", message={**self._message, "usage": self._usage(1)})

    def _end(self, finish: Finish, tokens: int) -> bytes:
        return _event("message_delta", delta=_stop(finish), usage=self._usage(tokens)) + _event("message_stop")

    def _usage(self, tokens: int) -> dict[str, Any]:
        return {**self._input, "output_tokens": tokens}


def _stop(finish: Finish) -> dict[str, Any]:
    details = {"stop_details": _REFUSED} if finish == "refusal" else {}
    return {"stop_reason": _STOP[finish], "stop_sequence": None, **details}


def _event(type_: str, **data: Any) -> bytes:
    return f"event: {type_}\ndata: {dumps({'type': type_, **data})}\n\n".encode()


def _schema(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    form = (body.get("output_config") or {}).get("format") or {}
    schema: Mapping[str, Any] | None = form.get("schema") if form.get("type") == "json_schema" else None
    for problem in anthropic_errors(schema or {}):
        raise _invalid(f"output_config.format.schema: {problem}")
    return schema


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "\n".join(block.get("text", "") for block in content)
    return content or ""


def _invalid(message: str) -> Rejection:
    return _error(400, "invalid_request_error", message)


def _error(
    status: int,
    type_: str,
    message: str,
    details: Mapping[str, Any] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    outcome: str = "bad_request",
) -> Rejection:
    error = {"type": type_, "message": message, **({"details": details} if details else {})}
    body = {"type": "error", "error": error, "request_id": f"req_{uuid4().hex}"}
    return Rejection(status, body, headers or {}, outcome)
