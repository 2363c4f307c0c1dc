"""The fetcher over real connections: redirects, robots.txt, limits, and what it never sends."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from local.simulator.client import Simulator
from tailrace.errors import (
    SiteError,
    SiteForbiddenError,
    SiteNotFoundError,
    SiteRefusedError,
    SiteUnavailableError,
    SiteUnreadableError,
)
from tailrace.site import client
from tailrace.site.backend import CheckedBackend
from tailrace.site.client import Wanted
from tailrace.site.fetcher import Fetched, Fetcher, new_fetcher
from tests.integration.site_servers import Answers, Diverted, Site, answer, certificate, site

PAGE = Wanted("a web page", frozenset({"text/html"}), 2 * 1024 * 1024)


async def fetch(url: str, *allowed: str) -> Fetched:
    async with new_fetcher(allowed) as fetcher:
        return await fetcher.fetch(fetcher.parse(url), PAGE)


@asynccontextmanager
async def internet(**sites: Answers) -> AsyncIterator[tuple[Fetcher, dict[str, Site]]]:
    """A fetcher for which each host (`a_example` is a.example) has a public address, and the servers behind them."""
    names = [name.replace("_", ".") for name in sites]
    addresses = {name: f"93.184.216.{number}" for number, name in enumerate(names, 1)}
    servers: dict[str, Site] = {}

    async def resolve(host: str, port: int) -> list[str]:
        return [addresses[host]]

    def port_of(address: str, port: int) -> int:
        return next(servers[name].port for name in names if addresses[name] == address)

    async with AsyncExitStack() as stack:
        for name, answers in zip(names, sites.values(), strict=True):
            servers[name] = await stack.enter_async_context(site(answers))
        backend = CheckedBackend(resolve=resolve, dial=Diverted(port_of))
        http = await stack.enter_async_context(client.new_client(backend, ssl.create_default_context()))
        fetcher = Fetcher(http)
        stack.push_async_callback(fetcher.aclose)
        yield fetcher, servers


async def test_redirects_are_followed_by_hand_from_site_to_site() -> None:
    moved = answer(status="301 Moved", Location="http://b.example/new")
    async with internet(a_example={"/old": moved}, b_example={"/new": answer("<p>Here")}) as (fetcher, servers):
        found = await fetcher.fetch(fetcher.parse("http://a.example/old"), PAGE)
    assert (str(found.url), found.answer.content) == ("http://b.example/new", b"<p>Here")
    assert servers["a.example"].paths == ["/robots.txt", "/old"]
    assert servers["b.example"].paths == ["/robots.txt", "/new"]


async def test_five_redirects_are_followed_and_a_sixth_is_not(simulator: Simulator) -> None:
    root = simulator.url.removesuffix("/simulator")
    found = await fetch(f"{root}/simulator/sites/hops/5/", root)
    assert str(found.url) == f"{root}/simulator/sites/fintech/"
    for path in ("hops/6/", "loop/"):
        with pytest.raises(SiteUnreadableError, match="more than 5 times"):
            await fetch(f"{root}/simulator/sites/{path}", root)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
        "http://localhost/",
        "//[::ffff:169.254.169.254]/",
        "http://a.example@127.0.0.1/",
        "file:///etc/passwd",
        "http://a.example:6379/",
        "/\\evil.example/",
    ],
)
async def test_a_redirect_to_where_nobody_may_go_is_refused(location: str) -> None:
    async with internet(a_example={"/": answer(status="302 Found", Location=location)}) as (fetcher, servers):
        with pytest.raises(SiteRefusedError, match=r"a\.example redirects to an address that is refused"):
            await fetcher.fetch(fetcher.parse("http://a.example/"), PAGE)
    assert servers["a.example"].paths == ["/robots.txt", "/"]


async def test_an_allowed_origin_does_not_allow_what_it_redirects_to(simulator: Simulator) -> None:
    root = simulator.url.removesuffix("/simulator")
    with pytest.raises(SiteRefusedError, match="IP address"):
        await fetch(f"{root}/simulator/sites/metadata/", root)


async def test_the_local_stack_is_not_the_internet(simulator: Simulator) -> None:
    root = simulator.url.removesuffix("/simulator")
    with pytest.raises(SiteRefusedError, match="IP address"):
        await fetch(f"{root}/simulator/sites/fintech/")
    with pytest.raises(SiteRefusedError, match="private name"):
        await fetch("http://localhost/")


async def test_nothing_of_one_site_is_told_to_another_or_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    cookie = {"Set-Cookie": "visitor=1; Path=/", "Location": "http://b.example/"}
    first = answer(status="302 Found", **cookie)
    async with internet(a_example={"/": first, "/robots.txt": answer("", **cookie)}, b_example={"/": answer("x")}) as (
        fetcher,
        servers,
    ):
        for _ in range(2):
            await fetcher.fetch(fetcher.parse("http://a.example/"), PAGE)
    for server in servers.values():
        assert len(server.requests) == 3
        for request in server.requests:
            names = {line.partition(":")[0].lower() for line in request.splitlines()[1:] if line}
            assert names == {"host", "accept", "accept-encoding", "accept-language", "connection", "user-agent"}
            assert "Tailrace" in request


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (answer("User-agent: *\nDisallow: /", Content_Type="text/plain"), False),
        (answer("User-agent: Tailrace\nDisallow: /private", Content_Type="text/plain"), False),
        (answer("User-agent: Tailrace\nAllow: /\n\nUser-agent: *\nDisallow: /", Content_Type="text/plain"), True),
        (answer("User-agent: Googlebot\nDisallow: /", Content_Type="text/plain"), True),
        (answer("User-agent: *\nDisallow: /*.pdf$", Content_Type="text/plain"), True),
        (answer("<html>not a robots.txt"), True),
        (answer("", "404 Not Found"), True),
        (answer("", "403 Forbidden"), True),
        (answer("", "418 Teapot"), True),
        (answer("", "302 Found", Location="/robots.txt"), True),
        (answer("", "302 Found", Location="/rules"), False),
    ],
)
async def test_robots_txt_is_heeded(robots: bytes, allowed: bool) -> None:
    rules = answer("User-agent: *\nDisallow: /private", Content_Type="text/plain")
    pages = {"/robots.txt": robots, "/rules": rules, "/private/": answer("<p>Here")}
    async with internet(a_example=pages) as (fetcher, servers):
        url = fetcher.parse("http://a.example/private/")
        if allowed:
            assert (await fetcher.fetch(url, PAGE)).answer.content == b"<p>Here"
        else:
            with pytest.raises(SiteForbiddenError, match=r"asks programs not to read /private/ \(its robots.txt\)"):
                await fetcher.fetch(url, PAGE)
            assert "/private/" not in servers["a.example"].paths


@pytest.mark.parametrize("status", ["429 Too Many", "500 Oops", "503 Busy"])
async def test_a_robots_txt_that_cannot_be_had_for_now_forbids_all_for_now(status: str) -> None:
    async with internet(a_example={"/robots.txt": answer("", status), "/": answer("x")}) as (fetcher, servers):
        with pytest.raises(SiteUnavailableError, match=r"no robots\.txt could be had") as error:
            await fetcher.fetch(fetcher.parse("http://a.example/"), PAGE)
    assert error.value.retryable
    assert servers["a.example"].paths == ["/robots.txt"]


async def test_a_robots_txt_that_leads_inside_is_refused() -> None:
    inside = answer("", "302 Found", Location="http://169.254.169.254/")
    async with internet(a_example={"/robots.txt": inside, "/": answer("x")}) as (fetcher, servers):
        with pytest.raises(SiteRefusedError):
            await fetcher.fetch(fetcher.parse("http://a.example/"), PAGE)
    assert servers["a.example"].paths == ["/robots.txt"]


async def test_robots_txt_is_read_once_for_all_that_are_fetched_side_by_side() -> None:
    pages = {f"/{n}": answer(f"page {n}") for n in range(8)}
    async with internet(a_example={"/robots.txt": answer(""), **pages}) as (fetcher, servers):
        found = await asyncio.gather(*(fetcher.fetch(fetcher.parse(f"http://a.example{path}"), PAGE) for path in pages))
    assert [one.answer.content.decode() for one in found] == [f"page {n}" for n in range(8)]
    assert servers["a.example"].paths.count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("name", "error", "why"),
    [
        ("huge", SiteUnreadableError, "more than 2,048 KB"),
        ("bomb", SiteUnreadableError, "more than 2,048 KB"),
        ("feed", SiteUnreadableError, "application/json"),
        ("busy", SiteUnavailableError, "503"),
        ("nowhere", SiteNotFoundError, "404"),
        ("forbidden", SiteForbiddenError, "robots.txt"),
    ],
)
async def test_the_simulated_sites_that_misbehave(
    simulator: Simulator, name: str, error: type[SiteError], why: str
) -> None:
    root = simulator.url.removesuffix("/simulator")
    with pytest.raises(error, match=why):
        await fetch(f"{root}/simulator/sites/{name}/", root)


async def test_a_page_that_drips_ends_with_the_callers_time(simulator: Simulator) -> None:
    root = simulator.url.removesuffix("/simulator")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await fetch(f"{root}/simulator/sites/slow/", root)


@pytest.mark.parametrize(("host", "valid"), [("good.example", True), ("wrong.example", False)])
async def test_the_certificate_is_verified_for_the_name_though_an_address_is_dialled(
    tmp_path: Path, host: str, valid: bool
) -> None:
    path = certificate(tmp_path, "good.example")
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(path)
    trusting = ssl.create_default_context(cafile=path)

    async def resolve(name: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    async with site({"/": answer("<p>Safe")}, tls=serving) as server:
        dial = Diverted(lambda address, port: server.port)
        async with client.new_client(CheckedBackend(resolve=resolve, dial=dial), trusting) as http:
            fetcher = Fetcher(http)
            url = fetcher.parse(f"https://{host}/")
            if valid:
                assert (await fetcher.fetch(url, PAGE)).answer.content == b"<p>Safe"
            else:
                with pytest.raises(SiteUnreadableError, match="no valid certificate"):
                    await fetcher.fetch(url, PAGE)
    assert set(dial.dialled) == {("93.184.216.34", 443)}


async def test_https_is_not_left_for_http(tmp_path: Path) -> None:
    path = certificate(tmp_path, "good.example")
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(path)

    async def resolve(name: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    async with site({"/": answer("", "302 Found", Location="http://good.example/")}, tls=serving) as server:
        backend = CheckedBackend(resolve=resolve, dial=Diverted(lambda address, port: server.port))
        async with client.new_client(backend, ssl.create_default_context(cafile=path)) as http:
            fetcher = Fetcher(http)
            with pytest.raises(SiteRefusedError, match="from https to http"):
                await fetcher.fetch(fetcher.parse("https://good.example/"), PAGE)
