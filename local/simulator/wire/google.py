"""The shape of Google's API errors: https://google.aip.dev/193."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.simulator.wire.base import Rejection

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_EXPECTED = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
UNAUTHENTICATED = f"Request is missing required authentication credential. {_EXPECTED}"
BAD_CREDENTIALS = f"Request had invalid authentication credentials. {_EXPECTED}"


def invalid_key(service: str) -> Rejection:
    """A wrong API key, which Google answers with 400 and the reason API_KEY_INVALID, not with 401."""
    text = "API key not valid. Please pass a valid API key."
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": service},
    }
    message = {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": text}
    return error(400, text, [info, message], outcome="auth")


def error(
    code: int,
    message: str,
    details: Sequence[Mapping[str, Any]] = (),
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    outcome: str = "bad_request",
) -> Rejection:
    """An error. Older services give `errors`; `status` and `details` came later."""
    body: dict[str, Any] = {"code": code, "message": message}
    if errors:
        body["errors"] = list(errors)
    else:
        body["status"] = _STATUS[code]
    if details:
        body["details"] = list(details)
    return Rejection(code, {"error": body}, headers or {}, outcome)
