"""OpenAI's Responses API: https://platform.openai.com/docs/api-reference/responses-streaming."""

import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from local.simulator.wire.base import Ask, Finish, Rejection, dumps, seconds
from local.simulator.wire.schemas import strict_errors

REFUSAL = "I'm sorry, but I can't help with that request."
_IN_STREAM = {
    "rate_limit": ("rate_limit_exceeded", "Rate limit reached for this model. Please try again later."),
    "server_error": ("server_error", "The server had an error while processing your request. Sorry about that!"),
    "overloaded": ("server_error", "The model is currently overloaded with other requests. Please retry later."),
}


class OpenAI:
    """The wire format of `POST /v1/responses`: about one event a token."""

    name = "openai"
    sizes = (1, 1)

    def model(self, path: Mapping[str, str], body: Any) -> str | None:
        model = body.get("model") if isinstance(body, dict) else None
        return model if isinstance(model, str) else None

    def headers(self) -> dict[str, str]:
        return {"x-request-id": f"req_{uuid4().hex}", "openai-version": "2020-10-01"}

    def read(self, path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str], body: Any) -> Ask:
        key = headers.get("authorization", "").removeprefix("Bearer").strip()
        if not key:
            raise _error(401, "You didn't provide an API key. You need to provide your API key in an Authorization "
                         "header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).", outcome="auth")  # fmt: skip
        if key == "wrong":
            raise self.rejection("auth", None)
        if not isinstance(body, dict):
            raise _error(400, "We could not parse the JSON body of your request.")
        for name in ("model", "input"):
            if not body.get(name):
                raise _error(400, f"Missing required parameter: '{name}'.", "missing_required_parameter", name)
        schema = _schema(body)
        limit = body.get("max_output_tokens")
        if isinstance(limit, int) and limit < 16:
            raise _error(
                400,
                f"Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got {limit} "
                "instead.",
                "integer_below_min_value",
                "max_output_tokens",
            )
        system, user = _texts(body)
        return Ask(body["model"], system, user, schema, limit, bool(body.get("stream")), None, body)

    def reply(self, ask: Ask, input_tokens: int) -> "Reply":
        return Reply(ask, input_tokens)

    def rejection(self, fault: str, retry_after_s: float | None) -> Rejection:
        match fault:
            case "rate_limit":
                wait = 1 if retry_after_s is None else retry_after_s
                headers = {
                    "retry-after": seconds(wait),
                    "retry-after-ms": str(round(wait * 1000)),
                    "x-ratelimit-limit-requests": "500",
                    "x-ratelimit-remaining-requests": "0",
                    "x-ratelimit-reset-requests": f"{seconds(wait)}s",
                }
                text = f"Rate limit reached on requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in {seconds(wait)}s."  # noqa: E501
                return _error(429, text, "rate_limit_exceeded", kind="requests", headers=headers, outcome=fault)
            case "quota":
                text = "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors."  # noqa: E501
                return _error(429, text, "insufficient_quota", kind="insufficient_quota", outcome=fault)
            case "auth":
                text = "Incorrect API key provided: *****. You can find your API key at https://platform.openai.com/account/api-keys."
                return _error(401, text, "invalid_api_key", outcome=fault)
            case "overloaded":
                text = "The engine is currently overloaded, please try again later."
                return _error(503, text, kind="server_error", outcome=fault, headers=_retry(retry_after_s))
        text = "The server had an error while processing your request. Sorry about that!"
        return _error(500, text, kind="server_error", outcome=fault, headers=_retry(retry_after_s))


class Reply:
    """The events of one response, numbered."""

    def __init__(self, ask: Ask, input_tokens: int) -> None:
        self._input_tokens = input_tokens
        self._item_id = f"msg_{uuid4().hex}"
        self._sequence = 0
        self._base = _response(ask)
        # There is a delta for every token: only its number and its text are made anew.
        self._delta_head = (
            "event: response.output_text.delta\n"
            f'data: {{"type":"response.output_text.delta","item_id":"{self._item_id}","output_index":0,'
            '"content_index":0,"logprobs":[],"sequence_number":'
        )

    def opening(self) -> bytes:
        return b"".join(self._opening({"type": "output_text", "annotations": [], "logprobs": [], "text": ""}))

    def delta(self, text: str, tokens: int) -> bytes:
        number, self._sequence = self._sequence, self._sequence + 1
        return f'{self._delta_head}{number},"delta":{dumps(text)}}}\n\n'.encode()

    def ending(self, finish: Finish, text: str, tokens: int) -> bytes:
        part = {"type": "output_text", "annotations": [], "logprobs": [], "text": text}
        done = self._event("response.output_text.done", **_AT, item_id=self._item_id, text=text, logprobs=[])
        return done + b"".join(self._ending(finish, part, tokens))

    def refused(self) -> bytes:
        empty = {"type": "refusal", "refusal": ""}
        return b"".join(
            [
                *self._opening(empty),
                self._event("response.refusal.delta", **_AT, item_id=self._item_id, delta=REFUSAL),
                self._event("response.refusal.done", **_AT, item_id=self._item_id, refusal=REFUSAL),
                *self._ending("stop", {**empty, "refusal": REFUSAL}, len(REFUSAL) // 4),
            ]
        )

    def broken(self, fault: str) -> bytes:
        code, message = _IN_STREAM[fault]
        if fault == "server_error":
            return self._event("error", code=code, message=message, param=None)
        failed = {**self._base, "status": "failed", "error": {"code": code, "message": message}}
        return self._event("response.failed", response=failed)

    def whole(self, finish: Finish, text: str, tokens: int) -> bytes:
        part: dict[str, Any] = {"type": "output_text", "annotations": [], "logprobs": [], "text": text}
        if finish == "refusal" and not text:
            finish, part = "stop", {"type": "refusal", "refusal": REFUSAL}
        return dumps(self._finished(finish, part, tokens)).encode()

    def _opening(self, part: Mapping[str, Any]) -> Iterator[bytes]:
        yield self._event("response.created", response=self._base)
        yield self._event("response.in_progress", response=self._base)
        yield self._event("response.output_item.added", output_index=0, item=self._item("in_progress", []))
        yield self._event("response.content_part.added", **_AT, item_id=self._item_id, part=part)

    def _ending(self, finish: Finish, part: Mapping[str, Any], tokens: int) -> Iterator[bytes]:
        response = self._finished(finish, part, tokens)
        yield self._event("response.content_part.done", **_AT, item_id=self._item_id, part=part)
        yield self._event("response.output_item.done", output_index=0, item=response["output"][0])
        yield self._event(f"response.{response['status']}", response=response)

    def _finished(self, finish: Finish, part: Mapping[str, Any], tokens: int) -> dict[str, Any]:
        status = "completed" if finish == "stop" else "incomplete"
        reason = {"length": "max_output_tokens", "refusal": "content_filter"}.get(finish)
        return {
            **self._base,
            "status": status,
            "completed_at": int(time.time()) if finish == "stop" else None,
            "incomplete_details": {"reason": reason} if reason else None,
            "output": [self._item(status, [part])],
            "usage": {
                "input_tokens": self._input_tokens,
                "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
                "output_tokens": tokens,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": self._input_tokens + tokens,
            },
        }

    def _item(self, status: str, content: list[Mapping[str, Any]]) -> dict[str, Any]:
        return {"id": self._item_id, "type": "message", "status": status, "role": "assistant", "content": content}

    def _event(self, type_: str, **data: Any) -> bytes:
        number, self._sequence = self._sequence, self._sequence + 1
        return f"event: {type_}\ndata: {dumps({'type': type_, 'sequence_number': number, **data})}\n\n".encode()


_AT = {"output_index": 0, "content_index": 0}


def _response(ask: Ask) -> dict[str, Any]:
    given = ask.body
    return {
        "id": f"resp_{uuid4().hex}",
        "object": "response",
        "created_at": int(time.time()),
        "status": "in_progress",
        "background": False,
        "completed_at": None,
        "error": None,
        "incomplete_details": None,
        "instructions": given.get("instructions"),
        "max_output_tokens": ask.max_tokens,
        "max_tool_calls": None,
        "model": ask.model,
        "output": [],
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "prompt_cache_key": given.get("prompt_cache_key"),
        "reasoning": {"effort": None, "summary": None},
        "safety_identifier": given.get("safety_identifier"),
        "service_tier": "default",
        "store": given.get("store", True),
        "temperature": given.get("temperature", 1.0),
        "text": given.get("text", {"format": {"type": "text"}}),
        "tool_choice": "auto",
        "tools": [],
        "top_logprobs": 0,
        "top_p": given.get("top_p", 1.0),
        "truncation": "disabled",
        "usage": None,
        "user": None,
        "metadata": given.get("metadata") or {},
    }


def _schema(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    form = (body.get("text") or {}).get("format") or {}
    if form.get("type") != "json_schema":
        return None
    for name in ("name", "schema"):
        if not form.get(name):
            raise _error(400, f"Missing required parameter: 'text.format.{name}'.", "missing_required_parameter",
                         f"text.format.{name}")  # fmt: skip
    schema: Mapping[str, Any] = form["schema"]
    for problem in strict_errors(schema) if form.get("strict") else ():
        text = f"Invalid schema for response_format '{form['name']}': {problem}"
        raise _error(400, text, "invalid_json_schema", "text.format.schema")
    return schema


def _texts(body: Mapping[str, Any]) -> tuple[str, str]:
    system: list[str] = [body.get("instructions") or ""]
    user: list[str] = []
    given = body["input"]
    for item in [{"role": "user", "content": given}] if isinstance(given, str) else given:
        content = item.get("content") or ""
        text = content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)
        (user if item.get("role") == "user" else system).append(text)
    return "\n".join(system), "\n".join(user)


def _retry(retry_after_s: float | None) -> dict[str, str]:
    return {} if retry_after_s is None else {"retry-after": seconds(retry_after_s)}


def _error(
    status: int,
    message: str,
    code: str | None = None,
    param: str | None = None,
    *,
    kind: str = "invalid_request_error",
    headers: Mapping[str, str] | None = None,
    outcome: str = "bad_request",
) -> Rejection:
    body = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    return Rejection(status, body, headers or {}, outcome)
