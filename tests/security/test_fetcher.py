"""What a hostile server can do to who reads its page: send too much, too little, too slowly, or not HTTP at all."""

import asyncio
import zlib

import pytest

from tailrace.errors import SiteError, SiteUnavailableError, SiteUnreadableError
from tailrace.site.client import Wanted
from tests.integration.site_servers import Answers, answer
from tests.integration.test_site_fetcher import internet

PAGE = Wanted("a web page", frozenset({"text/html"}), 64 * 1024)
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MB = 1024 * 1024


def _gzip(content: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        packer = zlib.compressobj(9, wbits=31)
        content = packer.compress(content) + packer.flush()
    return content


def _raw(head: str, body: bytes = b"") -> bytes:
    return head.encode() + b"\r\n" + body


BOMB = _gzip(bytes(64 * MB))
HOSTILE: dict[str, tuple[bytes, type[SiteError], str]] = {
    "64 MB of zeros, packed": (
        _raw(f"{HEAD}Content-Encoding: gzip\r\nContent-Length: {len(BOMB)}\r\n", BOMB),
        SiteUnreadableError,
        "more than 64 KB",
    ),
    "packed twice": (
        _raw(f"{HEAD}Content-Encoding: gzip, gzip\r\n", _gzip(bytes(MB), 2)),
        SiteUnreadableError,
        "did not ask for",
    ),
    "broken gzip": (
        _raw(f"{HEAD}Content-Encoding: gzip\r\n", _gzip(b"x" * 1000)[:10] + b"\xff" * 50),
        SiteUnreadableError,
        "can't be unpacked",
    ),
    "more than was announced": (
        _raw(f"{HEAD}Content-Length: 200000\r\n", b"x" * 200_000),
        SiteUnreadableError,
        "64 KB",
    ),
    "less than was announced": (_raw(f"{HEAD}Content-Length: 5000\r\n", b"<p>half"), SiteUnavailableError, "reached"),
    "two lengths": (
        _raw(f"{HEAD}Content-Length: 1\r\nContent-Length: 5\r\n", b"<p>xx"),
        SiteUnavailableError,
        "reached",
    ),
    "a length below zero": (_raw(f"{HEAD}Content-Length: -1\r\n", b"<p>"), SiteUnavailableError, "reached"),
    "one header of 2 MB": (_raw(f"{HEAD}X-Long: {'x' * 2 * MB}\r\n"), SiteUnavailableError, "reached"),
    "40,000 headers": (_raw(HEAD + "X-Many: x\r\n" * 40_000), SiteUnavailableError, "reached"),
    "a chunk of a size that no machine has": (
        _raw(f"{HEAD}Transfer-Encoding: chunked\r\n", b"FFFFFFFFFFFFFFFFFFFFFFFF\r\nx"),
        SiteUnavailableError,
        "reached",
    ),
    "chunks that never end": (
        _raw(f"{HEAD}Transfer-Encoding: chunked\r\n", (b"400\r\n" + b"x" * 1024 + b"\r\n") * 100),
        SiteUnreadableError,
        "more than 64 KB",
    ),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", SiteUnavailableError, "reached"),
    "nothing": (b"", SiteUnavailableError, "reached"),
    "another protocol": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", SiteError, ""),
    "a redirect that writes a header": (
        _raw("HTTP/1.1 302 Found\r\nLocation: /x%0d%0aHost:%20internal\r\nContent-Length: 0\r\n"),
        SiteError,
        "404",
    ),
}


def _pages(page: bytes) -> Answers:
    return {"/robots.txt": answer("", "404 Not Found"), "/": page}


@pytest.mark.parametrize("name", HOSTILE)
async def test_it_ends_in_an_error_that_names_the_host(name: str) -> None:
    sent, error, why = HOSTILE[name]
    async with internet(a_example=_pages(sent)) as (fetcher, _):
        with pytest.raises(error, match=r"a\.example") as raised:
            async with asyncio.timeout(30):
                await fetcher.fetch(fetcher.parse("http://a.example/"), PAGE)
    assert why in str(raised.value)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 400


async def test_a_hundred_interim_answers_are_not_waited_for_for_ever() -> None:
    page = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100 + answer("<p>Here")
    async with internet(a_example=_pages(page)) as (fetcher, _), asyncio.timeout(30):
        found = await fetcher.fetch(fetcher.parse("http://a.example/"), PAGE)
    assert found.answer.content == b"<p>Here"


async def test_redirects_in_a_ring_of_sites_end() -> None:
    there = answer(status="302 Found", Location="http://b.example/")
    back = answer(status="302 Found", Location="http://a.example/")
    async with internet(a_example={"/": there}, b_example={"/": back}) as (fetcher, servers):
        with pytest.raises(SiteUnreadableError, match="more than 5 times"):
            await fetcher.fetch(fetcher.parse("http://a.example/"), PAGE)
    asked = [path for server in servers.values() for path in server.paths]
    assert asked.count("/") == 6
