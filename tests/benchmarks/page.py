"""How soon the page is seen, how soon a run's own page follows a click, and how long its longest tasks are.

    PYTHONPATH=layers/core python -m tests.benchmarks --only page

Each time in a browser context of its own, so nothing is kept from before.
"""

from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, expect

from local.stack import Stack
from tests.browser import chunks
from tests.e2e.client import Client
from tests.e2e.pages import chromium

TIMES = 5
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def run(stack: Stack) -> dict[str, Any]:
    """Milliseconds; of each figure the median and the longest of five."""
    with Client(stack.url, stack.api_key) as client, chromium() as browser:
        made = client.start(4)
        made.end()
        return {
            "first_paint_start_ms": _figures([_painted(browser, stack, "/") for _ in range(TIMES)]),
            "first_paint_run_ms": _figures([_painted(browser, stack, f"/runs/{made.id}") for _ in range(TIMES)]),
            "click_to_run_page_ms": _figures([_followed(browser, stack) for _ in range(TIMES)]),
            "longest_task_2000_chunks_ms": _figures([_longest(browser, stack, 20) for _ in range(TIMES)]),
            "longest_task_all_at_once_ms": _figures(
                [_longest(browser, stack, 2 * chunks.CHUNKS) for _ in range(TIMES)]
            ),
        }


def _page(browser: Browser, stack: Stack) -> Page:
    context = browser.new_context(base_url=stack.url, viewport={"width": 1280, "height": 900})
    context.add_init_script(f"localStorage.setItem('tailrace.key', JSON.stringify('{stack.api_key}'))")
    return context.new_page()


def _painted(browser: Browser, stack: Stack, address: str) -> float:
    page = _page(browser, stack)
    page.goto(address)
    page.wait_for_function(f"() => ({_PAINTED}) !== null")
    painted: float = page.evaluate(_PAINTED)
    page.context.close()
    return painted


def _followed(browser: Browser, stack: Stack) -> float:
    """From the click on Start to the run's own page, by the browser's clock."""
    page = _page(browser, stack)
    page.goto("/?kind=playlist")
    page.get_by_role("button", name="Use example 1").click()
    page.evaluate("""() => {
      addEventListener("click", () => { window.clicked ??= performance.now() }, { capture: true });
      new MutationObserver(() => {
        if (location.pathname.startsWith("/runs/")) window.arrived ??= performance.now();
      }).observe(document.querySelector("main"), { childList: true });
    }""")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function("() => window.arrived")
    took: float = page.evaluate("arrived - clicked")
    page.context.close()
    return took


def _longest(browser: Browser, stack: Stack, at_once: int) -> float:
    page = _page(browser, stack)
    chunks.send(page, at_once)
    expect(page.locator(".run-head .badge")).to_have_text("Done", timeout=60_000)
    longest: float = page.evaluate("Math.max(0, ...longTasks)")
    page.context.close()
    return longest


def _figures(values: list[float]) -> dict[str, int]:
    return {"median": round(median(values)), "longest": round(max(values))}
