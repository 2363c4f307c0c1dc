"""The page in a real browser, on the stack that all tests of a process share."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.run_view import PROVIDERS
from tests.browser.seeing import PATIENCE_MS, Contexts, Look, findings_of_axe
from tests.e2e.deployed import Deployed
from tests.e2e.pages import chromium

# A busy machine is no finding.
expect.set_options(timeout=PATIENCE_MS)


# Not of the session: while it is open its thread has an event loop, and tests of other files want their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a file's tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def stack(running_stack: Deployed) -> Iterator[Deployed]:
    """The stack, its simulated providers as fast as possible.

    What a test leaves at work is ended with it: its calls would meet the faults that the next one has armed.
    """
    running_stack.simulator.reset()
    yield running_stack
    client = running_stack.client
    for status in ("queued", "running"):
        for run in client.get("/v1/runs", status=status, limit=100)["runs"]:
            client.http.post(f"/v1/runs/{run['run_id']}/cancel")


@pytest.fixture
def unanswered(stack: Deployed) -> Deployed:
    """The stack, with providers that turn every call away: what is started is looked at, not what is made."""
    for provider in PROVIDERS:
        stack.simulator.fault(provider, "auth", times=None)
    return stack


@pytest.fixture
def contexts(browser: Browser, stack: Deployed) -> Iterator[Contexts]:
    """Makes pages, each as if in a browser of its own; what any of them complained of fails the test."""
    contexts = Contexts(browser, stack.stack.url)
    yield contexts
    contexts.close()
    assert contexts.complaints == []


@pytest.fixture
def page(contexts: Contexts) -> Page:
    """A page that holds the API key, not yet at any address; addresses are relative to the stack's."""
    return contexts.page(key="local")


@pytest.fixture
def look(browser: Browser) -> Look:
    """`look(page, "playlist-mid")` writes pictures, light and dark, wide and narrow, where TAILRACE_SHOTS says."""
    return Look()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails on anything that axe finds against WCAG 2.2 AA."""

    def check(page: Page) -> None:
        assert findings_of_axe(page) == []

    return check
