"""Sites that misbehave: what a fetcher of strangers' pages must come through."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from functools import cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

_HTML = "text/html; charset=utf-8"
_MB = 1024 * 1024
_HUGE = b"<p>" + b"The same line over and over. " * 110_000 + b"</p>"
_DRIP_S = 0.5


def routes() -> list[Route]:
    """`hops/3/` redirects three times and then to the fintech's site."""
    return [
        Route("/sites/redirect/", lambda request: RedirectResponse("../hops/3/", 301)),
        Route("/sites/hops/{left:int}/", _hops),
        Route("/sites/loop/", lambda request: RedirectResponse("./")),
        Route("/sites/metadata/", lambda request: RedirectResponse("http://169.254.169.254/latest/meta-data/")),
        Route("/sites/huge/", lambda request: Response(_HUGE, media_type=_HTML)),
        Route("/sites/slow/", lambda request: StreamingResponse(_drip(), media_type=_HTML)),
        Route(
            "/sites/bomb/", lambda request: Response(_bomb(), media_type=_HTML, headers={"Content-Encoding": "gzip"})
        ),
        Route("/sites/busy/", lambda request: PlainTextResponse("Too many visitors", 503)),
        Route("/sites/feed/", lambda request: Response("{}", media_type="application/json")),
    ]


def _hops(request: Request) -> Response:
    left = request.path_params["left"]
    return RedirectResponse(f"../{left - 1}/" if left > 1 else "../../fintech/", 302)


async def _drip() -> AsyncIterator[bytes]:
    """A byte now and then, without end."""
    while True:
        yield b"<"
        await asyncio.sleep(_DRIP_S)


@cache
def _bomb() -> bytes:
    """60 MB of nothing in 60 KB."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(bytes(_MB)) for _ in range(60)), packer.flush()])
