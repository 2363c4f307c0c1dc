"""A function URL: an HTTP request as the event that Lambda makes of it, and the function's result as the answer.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

import base64
import binascii
import json
import os
import time
import uuid
from typing import Any
from urllib.parse import parse_qsl, unquote

from local.http_server import Headers, Request, Response

MAX_BYTES = 6 * 1024 * 1024
"""Lambda's limit on the payload of a request and of a response."""

_TEXT = ("application/json", "application/javascript", "application/xml")
_BAD_GATEWAY = Response(502, [("content-type", "application/json")], b'{"Message":"Internal Server Error"}')


def event(request: Request, port: int) -> dict[str, Any]:
    """The event of payload format 2.0."""
    path, _, query = request.target.partition("?")
    headers = _joined(request.headers)
    cookies = headers.pop("cookie", "")
    host = headers.get("host", f"127.0.0.1:{port}")
    headers.update(
        {
            "host": host,
            "x-amzn-trace-id": f"Root=1-{int(time.time()):08x}-{os.urandom(12).hex()}",
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-port": str(port),
            "x-forwarded-proto": "http",
        }
    )
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": _context(request, path, host),
        "isBase64Encoded": False,
    }
    if cookies:
        made["cookies"] = [cookie.strip() for cookie in cookies.split(";")]
    if query:
        made["queryStringParameters"] = _joined(parse_qsl(query, keep_blank_values=True))
    if request.body:
        made["body"], made["isBase64Encoded"] = _body(request)
    return made


def _context(request: Request, path: str, host: str) -> dict[str, Any]:
    now = time.time()
    return {
        "accountId": "anonymous",
        "apiId": "local",
        "domainName": host,
        "domainPrefix": host.partition(".")[0],
        "http": {
            "method": request.method,
            "path": unquote(path),
            "protocol": f"HTTP/{request.version}",
            "sourceIp": "127.0.0.1",
            "userAgent": request.header("user-agent") or "",
        },
        "requestId": str(uuid.uuid4()),
        "routeKey": "$default",
        "stage": "$default",
        "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "timeEpoch": int(now * 1000),
    }


def _joined(pairs: Headers) -> dict[str, str]:
    """Repeated names in one, their values joined by commas."""
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _body(request: Request) -> tuple[str, bool]:
    """The body and whether it is in Base64, which it is unless its type says text and it is."""
    kind = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if kind.startswith("text/") or kind in _TEXT:
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(request.body).decode(), True


def response(payload: bytes, function_error: str | None) -> Response:
    """The answer for what the function gave. What failed or has no sense is a 502, as from Lambda."""
    if function_error or len(payload) > MAX_BYTES:
        return _BAD_GATEWAY
    result = json.loads(payload)
    if not (isinstance(result, dict) and "statusCode" in result):
        return Response(200, [("content-type", "application/json")], payload)
    try:
        return _structured(result)
    except (TypeError, ValueError, AttributeError, binascii.Error):
        return _BAD_GATEWAY


def _structured(result: dict[str, Any]) -> Response:
    body = result.get("body") or ""
    content = base64.b64decode(body, validate=True) if result.get("isBase64Encoded") else body.encode()
    headers = [(str(name).lower(), str(value)) for name, value in (result.get("headers") or {}).items()]
    headers = [header for header in headers if header[0] != "content-length"]
    if not any(name == "content-type" for name, _ in headers):
        headers.append(("content-type", "application/json"))
    cookies = [("set-cookie", str(cookie)) for cookie in result.get("cookies") or ()]
    if any("\r" in value or "\n" in value for _, value in (*headers, *cookies)):
        raise ValueError("a header breaks the line")
    return Response(int(result["statusCode"]), [*headers, *cookies], content)
