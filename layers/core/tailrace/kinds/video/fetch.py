"""Step `fetch`: the web page is read, with its style sheets and its logo, and becomes plain facts.

The page is untrusted: what it says is data from here on, and its markup goes no further than this step.
"""

import asyncio
from urllib.parse import urlsplit

from tailrace.context import StepContext
from tailrace.errors import SiteRefusedError, SiteUnavailableError
from tailrace.events import Draft
from tailrace.kinds.video import fetch_text
from tailrace.kinds.video.events import SiteFetched
from tailrace.kinds.video.fetch_parts import Parts
from tailrace.kinds.video.input import VideoInput
from tailrace.kinds.video.page_content import Resolve
from tailrace.kinds.video.page_read import drawing_colours, read, take_apart
from tailrace.settings import settings
from tailrace.site.client import Wanted
from tailrace.site.fetcher import Fetched, Fetcher, new_fetcher
from tailrace.site.urls import SiteUrl
from tailrace.steps import Finish

PAGE = Wanted("a web page", frozenset({"text/html", "application/xhtml+xml"}), 2 * 1024 * 1024)
# Seconds for the page with all its redirects and robots.txt files, and then for each of its parts, side by side.
PAGE_S, PART_S = 20.0, 8.0


async def run(context: StepContext, _: str) -> Finish:
    """Fetch the page that is wanted. Raises `SiteError`; only `SiteUnavailableError` may pass."""
    wanted = VideoInput.model_validate(context.snapshot["input"])
    context.progress(0.1, f"Reading {urlsplit(wanted.site_url).hostname}")
    async with new_fetcher(settings().site_allowed_origins) as fetcher:
        fetched = await _page(fetcher, wanted.site_url, min(PAGE_S, context.remaining_s))
        answer = fetched.answer
        document = take_apart(fetch_text.html(answer.content, answer.charset), _references(fetcher, fetched.url))
        context.progress(0.5, f"Read {len(answer.content) // 1024} KB; {_further(len(document.sheets))}")
        parts = Parts(fetcher, min(PART_S, context.remaining_s))
        sheets, logo = await parts.load(document.sheets, document.logos, drawing_colours(document))
    page = read(str(fetched.url), document, sheets, logo, parts.notes)
    size = len(answer.content) + parts.size
    done = Draft(SiteFetched(url=page.url, title=page.title, bytes=size, page=page), f"Read {page.title or page.url}")
    return lambda snapshot: [done]


async def _page(fetcher: Fetcher, url: str, seconds: float) -> Fetched:
    try:
        async with asyncio.timeout(seconds):
            return await fetcher.fetch(fetcher.parse(url), PAGE)
    except TimeoutError:
        raise SiteUnavailableError(f"{urlsplit(url).hostname} did not send its page within {seconds:.0f} s") from None


def _references(fetcher: Fetcher, page: SiteUrl) -> Resolve:
    def resolve(reference: str) -> str | None:
        try:
            return str(fetcher.join(page, reference)) if reference.strip() else None
        except SiteRefusedError:
            return None

    return resolve


def _further(sheets: int) -> str:
    return "now its logo" if not sheets else f"now its logo and {sheets} style sheet{'s' if sheets > 1 else ''}"
