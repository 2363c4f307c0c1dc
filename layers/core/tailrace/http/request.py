"""A function URL's event (payload format 2.0) as a request."""

import json
import re
import uuid
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError

from tailrace.http.problems import FieldError, ProblemError, field_errors, invalid

MAX_BODY_BYTES = 256 * 1024
# What may come back in a header and in a log line.
_REQUEST_ID = re.compile(r"[!-~]{1,128}")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?", re.ASCII)

Model = TypeVar("Model", bound=BaseModel)


class Request:
    """One request. Header names are lower case; `remaining_ms` is the time that the Lambda has left."""

    def __init__(self, event: Mapping[str, Any], remaining_ms: int) -> None:
        self.headers: dict[str, str] = {name.lower(): value for name, value in event.get("headers", {}).items()}
        self.raw_query: str = event.get("rawQueryString", "")
        self.remaining_ms = remaining_ms
        self.request_id = request_id(self.headers.get("x-request-id"))
        self._event = event

    @property
    def base_url(self) -> str:
        """Where the client reached us: scheme and host. A function URL is https; the local stack says nothing."""
        scheme = self.headers.get("x-forwarded-proto", "http").partition(",")[0].strip().lower()
        host = self.headers.get("host", "")
        if not _HOST.fullmatch(host):
            host = self._event["requestContext"]["domainName"]
        return f"{'https' if scheme == 'https' else 'http'}://{host}"

    def query(self, model: type[Model]) -> Model:
        """The query parameters, each at most once. Raises `invalid_request`."""
        given = parse_qsl(self.raw_query, keep_blank_values=True)
        twice = sorted({name for name, _ in given if sum(name == other for other, _ in given) > 1})
        if twice:
            raise invalid(FieldError(f"query.{name}", "is given more than once") for name in twice)
        try:
            return model.model_validate(dict(given))
        except ValidationError as error:
            raise invalid(field_errors(error, "query")) from error

    @property
    def has_body(self) -> bool:
        """Whether anything was sent."""
        return bool(self._event.get("body"))

    def json(self) -> Any:
        """The body's JSON value. Raises `body_too_large`, `unsupported_media_type` or `invalid_json`."""
        body = self._body()
        if len(body) > MAX_BODY_BYTES:
            limit = f"{MAX_BODY_BYTES // 1024} KB"
            raise ProblemError("body_too_large", f"The body has {len(body)} bytes; at most {limit} are taken")
        media_type = self.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise ProblemError(
                "unsupported_media_type",
                f"The body is {media_type}; send JSON with Content-Type: application/json",
                headers={"Accept-Post": "application/json"},
            )
        return parse_json(body)

    def _body(self) -> bytes:
        body: str = self._event.get("body") or ""
        if not self._event.get("isBase64Encoded"):
            return body.encode("utf-8", "surrogatepass")
        try:
            return b64decode(body, validate=True)
        except Base64Error as error:
            raise ProblemError("invalid_json", "The body could not be decoded") from error


def request_id(given: str | None) -> str:
    """The client's own id if it is fit for headers and logs, else a new one."""
    return given if given and _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def parse_json(body: bytes) -> Any:
    """A JSON text (RFC 8259) in UTF-8. Raises `invalid_json`, with the place if there is one."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse)
        # An escaped half of a surrogate pair is JSON but no text: nothing downstream could write it as UTF-8.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ProblemError("invalid_json", f"The body is not JSON: {error.msg} ({place})") from error
    except UnicodeError as error:
        raise ProblemError("invalid_json", "The body is not UTF-8 text") from error
    except RecursionError as error:
        raise ProblemError("invalid_json", "The body's JSON is nested too deeply") from error
    except ValueError as error:
        raise ProblemError("invalid_json", "The body holds a number that JSON does not allow") from error
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
