"""How tests see the page: what it complains of, what axe finds, and pictures of it."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, ViewportSize

from tests.needs import node_modules

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 30_000

_COVER = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><path fill="#667" d="M0 0h16v9H0z"/></svg>'
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Contexts:
    """Pages of one deployment, each in a browser context of its own. `complaints`: errors, refusals of the CSP."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.complaints: list[str] = []
        self._browser = browser
        self._url = url
        self._open: list[BrowserContext] = []

    def page(self, *, key: str | None, **options: Any) -> Page:
        """A new page; `options` are those of Playwright's `new_context`."""
        # Nothing that moves: it costs the machine more than the page does, and pictures catch it half-way.
        calm = {"viewport": WIDE, "reduced_motion": "reduce"}
        context = self._browser.new_context(base_url=self._url, **{**calm, **options})
        context.set_default_timeout(PATIENCE_MS)
        self._open.append(context)
        # The one thing that the page loads from elsewhere, and no test asks the internet for.
        context.route("https://i.ytimg.com/**", _cover)
        if key:
            context.add_init_script(f"localStorage.setItem('tailrace.key', JSON.stringify('{key}'))")
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("console", self._heard)
        return page

    def close(self) -> None:
        for context in self._open:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        # A browser reports every answer of 400 and above, and every cut; what the page makes of those is tested.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")


class Look:
    """Writes pictures into the folder that TAILRACE_SHOTS names; without it, does nothing."""

    def __call__(self, page: Page, name: str) -> None:
        folder = os.environ.get("TAILRACE_SHOTS")
        if not folder:
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for size_name, size in (("wide", WIDE), ("narrow", NARROW)):
            page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.evaluate("scrollTo(0, 0)")
                page.screenshot(path=f"{folder}/{name}-{size_name}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme=None)
        if before:
            page.set_viewport_size(before)


def findings_of_axe(page: Page) -> list[str]:
    """What axe finds on the page as it stands, one line each with where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe() + "; null")
    # Only what it finds is wanted: describing all that is in order takes it longer than looking.
    found = page.evaluate("standards => axe.run({runOnly: standards, resultTypes: ['violations']})", _STANDARDS)
    return [
        f"{violation['id']}: {violation['help']} at {', '.join(node['target'][-1] for node in violation['nodes'][:4])}"
        for violation in found["violations"]
    ]


@cache
def _axe() -> str:
    return (node_modules() / "axe-core" / "axe.min.js").read_text()


def _cover(route: Route) -> None:
    route.fulfill(body=_COVER, content_type="image/svg+xml")
