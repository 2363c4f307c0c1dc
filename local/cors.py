"""CORS as a function URL's own configuration answers it: the function never sees a preflight.

https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html
"""

from collections.abc import Mapping
from typing import Any

from local.http_server import Headers, Request, Response


class Cors:
    """`config` is FunctionUrlConfig's Cors; without one nothing is answered or added."""

    def __init__(self, config: Mapping[str, Any] | None) -> None:
        self._config = config

    def preflight(self, request: Request) -> Response | None:
        """The answer to a preflight; None if the request is none."""
        if self._config is None or request.method != "OPTIONS":
            return None
        if not (request.header("origin") and request.header("access-control-request-method")):
            return None
        return Response(200, self.headers(request, preflight=True))

    def headers(self, request: Request, *, preflight: bool = False) -> Headers:
        """What is added to an answer: nothing for an origin that is not allowed."""
        origin = request.header("origin")
        config = self._config
        if config is None or origin is None:
            return []
        allowed = config.get("AllowOrigins", [])
        if "*" not in allowed and origin not in allowed:
            return []
        credentials = bool(config.get("AllowCredentials"))
        any_origin = "*" in allowed and not credentials
        headers = [("access-control-allow-origin", "*" if any_origin else origin)]
        if not any_origin:
            headers.append(("vary", "Origin"))
        if credentials:
            headers.append(("access-control-allow-credentials", "true"))
        if expose := config.get("ExposeHeaders"):
            headers.append(("access-control-expose-headers", ",".join(expose)))
        if preflight:
            headers.append(("access-control-allow-methods", ",".join(config.get("AllowMethods", ["*"]))))
            headers.append(("access-control-allow-headers", ",".join(config.get("AllowHeaders", []))))
            headers.append(("access-control-max-age", str(config.get("MaxAge", 0))))
        return headers
