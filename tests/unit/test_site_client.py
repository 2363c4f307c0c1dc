"""One request: what is sent, and what of an answer is taken."""

import zlib
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest

from tailrace.errors import (
    SiteError,
    SiteForbiddenError,
    SiteNotFoundError,
    SiteUnavailableError,
    SiteUnreadableError,
)
from tailrace.site import urls
from tailrace.site.client import Answer, Redirect, Wanted, ask

URL = urls.parse("https://example.com/page")
PAGE = Wanted("a web page", frozenset({"text/html"}), 2 * 1024 * 1024)
MB = 1024 * 1024


def client(answer: httpx2.Response | Callable[[httpx2.Request], httpx2.Response]) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.MockTransport(answer if callable(answer) else lambda request: answer))


class Counted(httpx2.AsyncByteStream):
    """A body that says how much of it was taken."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.taken = 0
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            self.taken += 1
            yield piece


def html(**headers: str) -> dict[str, str]:
    return {"Content-Type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}


def packed(megabytes: int) -> list[bytes]:
    """So many MB of zeros, gzipped, in pieces that unpack to one MB each."""
    packer = zlib.compressobj(9, wbits=31)
    pieces = [packer.compress(bytes(MB)) + packer.flush(zlib.Z_SYNC_FLUSH) for _ in range(megabytes)]
    return [*pieces, packer.flush()]


async def test_a_page_is_taken_with_what_the_server_says_of_it() -> None:
    response = httpx2.Response(200, headers={"Content-Type": "Text/HTML; charset=ISO-8859-1"}, content=b"<p>\xe4")
    assert await ask(client(response), URL, PAGE) == Answer(b"<p>\xe4", "text/html", "iso-8859-1")


async def test_a_bomb_is_counted_while_it_unpacks() -> None:
    body = Counted(packed(60))
    response = httpx2.Response(200, headers=html(Content_Encoding="gzip"), stream=body)
    with pytest.raises(SiteUnreadableError, match="more than 2,048 KB"):
        await ask(client(response), URL, PAGE)
    assert body.taken <= 4


async def test_a_bomb_in_one_piece_is_stopped_as_well() -> None:
    body = Counted([b"".join(packed(20)), b"never asked for"])
    response = httpx2.Response(200, headers=html(Content_Encoding="gzip"), stream=body)
    with pytest.raises(SiteUnreadableError, match="more than"):
        await ask(client(response), URL, PAGE)
    assert body.taken == 1


async def test_an_endless_body_is_cut_where_that_is_wanted() -> None:
    body = Counted([b"x" * 1000] * 1000)
    response = httpx2.Response(200, headers={"Content-Type": "text/plain"}, stream=body)
    answer = await ask(client(response), URL, Wanted("a robots.txt", frozenset(), 2500, cut=True))
    assert isinstance(answer, Answer)
    assert (len(answer.content), body.taken) == (2500, 3)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, br", "compress"])
async def test_an_encoding_that_was_not_asked_for_is_refused_unread(encoding: str) -> None:
    body = Counted([b"anything"])
    with pytest.raises(SiteUnreadableError, match="did not ask for"):
        await ask(client(httpx2.Response(200, headers=html(Content_Encoding=encoding), stream=body)), URL, PAGE)
    assert body.taken == 0


async def test_a_broken_archive_is_unreadable() -> None:
    response = httpx2.Response(200, headers=html(Content_Encoding="gzip"), stream=Counted([b"no gzip"]))
    with pytest.raises(SiteUnreadableError, match="can't be unpacked"):
        await ask(client(response), URL, PAGE)


@pytest.mark.parametrize("media_type", ["application/json", "image/png", "", "text/html-but-not\x1b[31m"])
async def test_another_type_is_refused_unread(media_type: str) -> None:
    body = Counted([b"anything"])
    response = httpx2.Response(200, headers={"Content-Type": media_type}, stream=body)
    with pytest.raises(SiteUnreadableError, match="not a web page") as error:
        await ask(client(response), URL, PAGE)
    assert body.taken == 0
    assert str(error.value).isprintable()


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, SiteForbiddenError),
        (403, SiteForbiddenError),
        (404, SiteNotFoundError),
        (410, SiteNotFoundError),
        (418, SiteUnreadableError),
        (429, SiteUnavailableError),
        (451, SiteForbiddenError),
        (500, SiteUnavailableError),
        (503, SiteUnavailableError),
    ],
)
async def test_what_a_status_means(status: int, error: type[SiteError]) -> None:
    with pytest.raises(error, match=r"example\.com") as raised:
        await ask(client(httpx2.Response(status, headers=html())), URL, PAGE)
    assert raised.value.status == status
    assert raised.value.retryable == (status in (429, 500, 503))


async def test_a_redirect_is_told_and_not_followed() -> None:
    response = httpx2.Response(302, headers={"Location": "http://169.254.169.254/"})
    assert await ask(client(response), URL, PAGE) == Redirect("http://169.254.169.254/")


async def test_a_redirect_to_nowhere_is_unreadable() -> None:
    with pytest.raises(SiteUnreadableError, match="nowhere"):
        await ask(client(httpx2.Response(301)), URL, PAGE)


@pytest.mark.parametrize(
    "error", [httpx2.ConnectTimeout, httpx2.ReadTimeout, httpx2.ReadError, httpx2.RemoteProtocolError]
)
async def test_a_site_that_cannot_be_reached_may_be_later(error: type[httpx2.TransportError]) -> None:
    def fail(request: httpx2.Request) -> httpx2.Response:
        raise error("something internal")

    with pytest.raises(SiteUnavailableError, match=error.__name__) as raised:
        await ask(client(fail), URL, PAGE)
    assert "something internal" not in str(raised.value)
