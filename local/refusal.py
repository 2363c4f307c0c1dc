"""What the gateway has to refuse by itself, said as the API says it: by RFC 9457, with the request's id.

Behind a function URL these would be Lambda's own words; here a client meets one sort of error only.
"""

import json
import re
import uuid

from local.http_server import Headers, Request, Response

_REASONS = {
    "body_too_large": (413, "The body is too large"),
    "too_many_requests": (429, "Too many requests at once"),
    "unavailable": (503, "A service that is needed does not answer"),
}
_REQUEST_ID = re.compile(r"[!-~]{1,128}")


def refusal(request: Request, code: str, detail: str, added: Headers | None = None) -> Response:
    """The answer for one of the reasons, with the headers `added`."""
    status, title = _REASONS[code]
    given = request.header("x-request-id") or ""
    request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    problem = {
        "type": f"urn:tailrace:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
    }
    headers = [("content-type", "application/problem+json"), ("x-request-id", request_id), *(added or [])]
    if status != 413:
        headers.append(("retry-after", "1"))
    return Response(status, headers, json.dumps(problem).encode())
