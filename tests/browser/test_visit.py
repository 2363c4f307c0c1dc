"""What a visit loads: little enough for a slow phone, though nothing is minified."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tailrace.kinds import kind_names
from tests.browser.seeing import Contexts
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example

MOST_BYTES = 150_000
# A run's own events and covers are as many as its maker has written.
_DATA = re.compile(r"/v1/runs|i\.ytimg\.com|/simulator/")


def _loaded(page: Page) -> dict[str, int]:
    """The uncompressed bytes of each address that the page will have asked for."""
    sizes: dict[str, int] = {}

    def finished(request: Request) -> None:
        if not _DATA.search(request.url):
            sizes[request.url] = request.sizes()["responseBodySize"]

    page.on("requestfinished", finished)
    return sizes


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/", "/?kind=plan", "/runs"])
def test_a_page_without_a_run_is_small(page: Page, address: str) -> None:
    sizes = _loaded(page)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert sum(sizes.values()) < MOST_BYTES, sizes


@pytest.mark.browser
@pytest.mark.parametrize("kind", kind_names())
def test_a_page_with_a_run_is_small(contexts: Contexts, stack: Deployed, kind: str) -> None:
    site = f"{stack.stack.url}/simulator/sites/fintech/" if kind == "video" else ""
    run = stack.client.begin(kind, example(kind, site))
    run.end()
    page = contexts.page(key="local")
    sizes = _loaded(page)
    page.goto(f"/runs/{run.id}")
    expect(page.get_by_text("Done").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert sum(sizes.values()) < MOST_BYTES, sizes
