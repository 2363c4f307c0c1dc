"""A file that comes in two thousand chunks is on the page as it was written, however the chunks come."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chunks import CHUNKS, LINE, PATH, send

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("at_once", [20, CHUNKS * 2], ids=["as they come", "all at once"])
def test_every_chunk_is_shown_once_and_in_its_place(page: Page, at_once: int) -> None:
    send(page, at_once)
    expect(page.locator(".run-head .badge")).to_have_text("Done")
    expect(page.get_by_text(PATH).first).to_be_visible()
    shown = page.locator("main pre").first.text_content() or ""
    assert shown.count(LINE.strip()) == CHUNKS
