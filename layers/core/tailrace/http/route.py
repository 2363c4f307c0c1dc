"""What a route is: everything that routing, the access check and OpenAPI need to know of it."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from tailrace.http.inputs import NoQuery
from tailrace.http.request import Request


class Call(NamedTuple):
    """A request that may pass: `owner` is whose key it came with ("" if with none), `path` the path's values."""

    request: Request
    owner: str
    path: Mapping[str, str]


class Route(NamedTuple):
    """One method at one address.

    `path` is a template as OpenAPI writes it; `answer` the model of what comes with `status` (None: none, or one that
    is not ours to describe), `media_type` None: no content, or what the run's kind says; `query` None: whatever comes
    is left alone; `problems`: those beside the ones that every such route has; `headers` and `answer_headers` say what
    they mean; `body_required` False: no body is an empty object; `key`: whether an API key is asked for; `operation`:
    which of the owner's rate limits the request counts for, "" for none.
    """

    method: str
    path: str
    name: str
    summary: str
    handle: Callable[[Call], Response[Any]]
    status: int = 200
    answer: type[BaseModel] | None = None
    media_type: str | None = "application/json"
    query: type[BaseModel] | None = NoQuery
    body: type[BaseModel] | None = None
    problems: tuple[str, ...] = ()
    headers: Mapping[str, str] = {}
    answer_headers: Mapping[str, str] = {}
    not_modified: bool = False
    body_required: bool = True
    key: Literal["needed", "optional", "none"] = "needed"
    operation: Literal["start", "control", "read", ""] = ""


# A Lambda's answer may have 6 MB as JSON (6,291,556 bytes). In it a text may take twice its own size, for every quote
# and backslash is escaped; base64 always takes a third more. What is left is for headers.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MAX_BYTES = 4_700_000
_LARGE = 2_000_000


def answer(status: int, model: BaseModel, headers: Mapping[str, str] | None = None) -> Response[str]:
    """A model as a JSON answer."""
    return json_answer(status, model.model_dump_json(), headers)


def json_answer(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response[str]:
    """A JSON text as an answer; not to be kept by caches, unless `headers` say otherwise."""
    shown = {"Cache-Control": "no-store", **(headers or {})}
    if len(text) * 3 < _LARGE or len(content := text.encode()) < _LARGE:
        return Response(status, "application/json", text, shown)
    response = Response(status, "application/json", b64encode(content).decode(), shown)
    response.base64_encoded = True
    return response


def to_json(value: Any) -> str:
    """Compact JSON, as the log's events are written."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
