"""One request to a stranger's server: no cookies, no credentials, no proxy, and never more than was allowed for."""

import ssl
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore2
import httpx2
from httpcore2 import AsyncNetworkBackend

from tailrace.errors import (
    SiteError,
    SiteForbiddenError,
    SiteNotFoundError,
    SiteUnavailableError,
    SiteUnreadableError,
)
from tailrace.site.urls import SiteUrl

USER_AGENT = "Mozilla/5.0 (compatible; Tailrace/1.0)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Seconds without a byte; the whole is limited by the fetcher.
_SILENCE_S = 10.0
_CONNECT_S = 5.0
# Decoded in bounded pieces by httpx2, so a small answer can't become a large one unnoticed.
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


@dataclass(frozen=True)
class Wanted:
    """What is expected of an answer: a name for messages, its content types, and its size in bytes, unpacked.

    `types` empty takes any. With `cut`, a larger answer is cut off there instead of refused.
    """

    name: str
    types: frozenset[str]
    most_bytes: int
    cut: bool = False


@dataclass(frozen=True)
class Answer:
    """A body with its media type (lower case, no parameters) and the charset that the server named, if any."""

    content: bytes
    media_type: str
    charset: str | None


@dataclass(frozen=True)
class Redirect:
    """The server says that it is elsewhere; `location` is as it wrote it."""

    location: str


class _Transport(httpx2.AsyncHTTPTransport):
    """httpx2's own, over a connection pool that dials through `backend`; httpx2 has no setting for that."""

    def __init__(self, backend: AsyncNetworkBackend, tls: ssl.SSLContext) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool = httpcore2.AsyncConnectionPool(ssl_context=tls, max_connections=8, network_backend=backend)


def new_client(backend: AsyncNetworkBackend, tls: ssl.SSLContext) -> httpx2.AsyncClient:
    """A client that takes nothing from the environment and keeps nothing between two requests but connections."""
    return httpx2.AsyncClient(
        transport=_Transport(backend, tls),
        trust_env=False,
        follow_redirects=False,
        timeout=httpx2.Timeout(_SILENCE_S, connect=_CONNECT_S),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={
            "User-Agent": USER_AGENT,
            "Accept": "text/html,application/xhtml+xml,text/css,image/*;q=0.8,*/*;q=0.5",
            "Accept-Language": "en;q=0.9,*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        },
    )


async def ask(client: httpx2.AsyncClient, url: SiteUrl, wanted: Wanted) -> Answer | Redirect:
    """GET `url`. Raises `SiteError`."""
    try:
        async with client.stream("GET", str(url)) as response:
            if response.status_code in _REDIRECTS:
                return _redirect(url, response)
            if not response.is_success:
                raise _failure(url, response.status_code)
            _check_headers(url, response, wanted)
            return Answer(await _read(url, response, wanted), _media_type(response), response.charset_encoding)
    except httpx2.DecodingError as error:
        raise SiteUnreadableError(f"{_at(url)} sends {wanted.name} that can't be unpacked") from error
    except httpx2.TransportError as error:
        if _is_certificate(error):
            raise SiteUnreadableError(
                f"{url.origin.host} has no valid certificate for its name; a browser would warn of it, too"
            ) from error
        raise SiteUnavailableError(f"{_at(url)} could not be reached ({type(error).__name__})") from error


def _redirect(url: SiteUrl, response: httpx2.Response) -> Redirect:
    location = response.headers.get("location")
    if not location:
        raise SiteUnreadableError(f"{_at(url)} redirects to nowhere")
    return Redirect(location)


def _failure(url: SiteUrl, status: int) -> SiteError:
    if status in (404, 410):
        return SiteNotFoundError(f"{_at(url)} has no such page ({status}); check the address", status=status)
    if status in (401, 403, 451):
        return SiteForbiddenError(f"{_at(url)} does not let us read this page ({status})", status=status)
    if status == 429 or status >= 500:
        return SiteUnavailableError(f"{_at(url)} is busy or broken at the moment ({status})", status=status)
    return SiteUnreadableError(f"{_at(url)} answered {status}, which is no page", status=status)


def _check_headers(url: SiteUrl, response: httpx2.Response, wanted: Wanted) -> None:
    media_type = _media_type(response)
    if wanted.types and media_type not in wanted.types:
        raise SiteUnreadableError(f"{_at(url)} sends {_shown(media_type)}, not {wanted.name}")
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise SiteUnreadableError(f"{_at(url)} packs its answer as {_shown(encoding)}, which we did not ask for")


async def _read(url: SiteUrl, response: httpx2.Response, wanted: Wanted) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > wanted.most_bytes:
            if wanted.cut:
                return bytes(body[: wanted.most_bytes])
            raise SiteUnreadableError(
                f"{_at(url)} sends {wanted.name} of more than {wanted.most_bytes // 1024:,} KB, the most we read"
            )
    return bytes(body)


def _media_type(response: httpx2.Response) -> str:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()


def _shown(header: str) -> str:
    """A header's value for an error: it could be anything."""
    return "".join(c for c in header if c.isprintable())[:60] or "something without a type"


def _at(url: SiteUrl) -> str:
    return url.origin.host


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
