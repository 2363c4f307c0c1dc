"""HTTP requests handed straight to moto's service handlers, without the web framework that is half of a call's time."""

import io
import logging
from typing import Any

from moto.core.request import Request as MotoRequest

from local.http_server import Request, Response
from local.resources import REGION

log = logging.getLogger(__name__)


def dispatch(handler: Any, service: str, request: Request) -> Response:
    """The answer of moto's `handler` (a BaseResponse class) to a request for `service`.

    The host is given as AWS's own, from which moto takes the region.
    """
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "CONTENT_LENGTH": str(len(request.body)),
        "CONTENT_TYPE": request.header("content-type") or "",
        "HTTP_HOST": f"{service}.{REGION}.amazonaws.com",
    }
    for name in ("x-amz-target", "authorization", "user-agent"):
        if value := request.header(name):
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    try:
        status, headers, body = handler.dispatch(MotoRequest(environ))
    except Exception:  # whatever moto fails with is AWS's internal error to the caller
        log.exception("moto failed in %s", request.header("x-amz-target"))
        return Response(500, [("content-type", "application/x-amz-json-1.0")], b'{"__type": "InternalServerError"}')
    answered = [
        (name.lower(), str(value))
        for name, value in headers.items()
        if name.lower() not in ("status", "content-length", "server", "date")
    ]
    return Response(int(status), answered, body.encode() if isinstance(body, str) else body)
