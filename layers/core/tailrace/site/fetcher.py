"""Fetches what a URL leads to: redirects followed by hand and checked one by one, robots.txt heeded."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2

from tailrace.errors import SiteError, SiteForbiddenError, SiteRefusedError, SiteUnavailableError, SiteUnreadableError
from tailrace.site import client, robots, urls
from tailrace.site.backend import CheckedBackend
from tailrace.site.client import Answer, Redirect, Wanted
from tailrace.site.robots import Rules
from tailrace.site.urls import Origin, SiteUrl
from tailrace.tls import tls

MOST_REDIRECTS = 5


class _TooManyRedirectsError(SiteUnreadableError):
    """More than 5 in a row."""


@dataclass(frozen=True)
class Fetched:
    """An answer, and where it was found after all redirects."""

    url: SiteUrl
    answer: Answer


class Fetcher:
    """Fetches for one step; robots.txt files are remembered for as long as that."""

    def __init__(self, http: httpx2.AsyncClient, allowed: Collection[Origin] = ()) -> None:
        self._http = http
        self._allowed = frozenset(allowed)
        self._rules: dict[Origin, asyncio.Task[Rules]] = {}

    def parse(self, url: str) -> SiteUrl:
        """See `urls.parse`."""
        return urls.parse(url, self._allowed)

    def join(self, base: SiteUrl, reference: str) -> SiteUrl:
        """See `urls.join`."""
        return urls.join(base, reference, self._allowed)

    async def fetch(self, url: SiteUrl, wanted: Wanted) -> Fetched:
        """Get what `url` leads to. Raises `SiteError`. How long it may take is the caller's to limit."""
        return await self._follow(url, wanted, heed_robots=True)

    async def _follow(self, url: SiteUrl, wanted: Wanted, *, heed_robots: bool) -> Fetched:
        for _ in range(1 + MOST_REDIRECTS):
            if heed_robots and not (await self._rules_of(url.origin)).allow(str(url)):
                raise SiteForbiddenError(f"{url.origin.host} asks programs not to read {url.target} (its robots.txt)")
            answer = await client.ask(self._http, url, wanted)
            if isinstance(answer, Answer):
                return Fetched(url, answer)
            url = self._next(url, answer)
        raise _TooManyRedirectsError(f"{url.origin.host} redirects more than {MOST_REDIRECTS} times")

    def _next(self, url: SiteUrl, redirect: Redirect) -> SiteUrl:
        try:
            target = self.join(url, redirect.location)
        except SiteRefusedError as error:
            raise SiteRefusedError(f"{url.origin.host} redirects to an address that is refused: {error}") from error
        if url.origin.scheme == "https" and target.origin.scheme == "http":
            # What comes without TLS could be anybody's; a site that has https can redirect to it.
            raise SiteRefusedError(f"{url.origin.host} redirects from https to http, where nobody vouches for the page")
        return target

    async def _rules_of(self, origin: Origin) -> Rules:
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._read_rules(origin))
        # One caller's end is not the others': the file is read to its end for all.
        return await asyncio.shield(self._rules[origin])

    async def _read_rules(self, origin: Origin) -> Rules:
        try:
            found = await self._follow(SiteUrl(origin, "/robots.txt"), robots.WANTED, heed_robots=False)
        except SiteUnavailableError as error:
            raise SiteUnavailableError(
                f"What {origin.host} lets programs read is not known for now: no robots.txt could be had ({error})"
            ) from error
        except _TooManyRedirectsError:
            return Rules(None)
        except SiteError as error:
            if error.status is None:
                raise
            return Rules(None)  # any 4xx but 429
        return Rules(found.answer.content)

    async def aclose(self) -> None:
        """End what is still being read."""
        for task in self._rules.values():
            task.cancel()
        await asyncio.gather(*self._rules.values(), return_exceptions=True)


@asynccontextmanager
async def new_fetcher(allowed_origins: Collection[str] = ()) -> AsyncIterator[Fetcher]:
    """A fetcher for the public internet and these origins; its connections are closed in the end."""
    allowed = [urls.parse_origin(origin) for origin in allowed_origins]
    backend = CheckedBackend([(origin.host, origin.port) for origin in allowed])
    async with client.new_client(backend, tls()) as http:
        fetcher = Fetcher(http, allowed)
        try:
            yield fetcher
        finally:
            await fetcher.aclose()
