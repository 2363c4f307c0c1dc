"""The browser's own EventSource follows a run from a page of another origin, and stops by itself."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.pages import chromium, page_of
from tests.e2e.wires import wires

PATIENCE_MS = 60_000

pytestmark = pytest.mark.browser

# What a page does that knows nothing but the standard.
_PAGE = b"""<!doctype html><title>Follows a run</title><script>
const held = [], controls = [];
let opened = 0, source;
function follow(url) {
  source = new EventSource(url);
  source.onopen = () => opened++;
  source.onmessage = (event) => held.push([event.lastEventId, event.data]);
  source.addEventListener("control", (event) => controls.push(JSON.parse(event.data)));
}
</script>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with page_of(browser, _PAGE) as page:
        yield page


def _stream(run: Run, port: int) -> str:
    """The address of the run's tail as a page without an API key asks for it, by another port."""
    url = urlsplit(run.started["urls"]["stream"])
    return f"http://{url.hostname}:{port}{url.path}?token={run.started['read_token']}"


def _followed_to_the_end(page: Page) -> Any:
    page.wait_for_function("source.readyState === EventSource.CLOSED", timeout=PATIENCE_MS)
    return page.evaluate("({held, controls, opened})")


def test_event_source_survives_cuts_and_stops_at_the_end_with_exactly_the_log(deployed: Deployed, page: Page) -> None:
    deployed.simulator.set(tokens_per_second=150)
    run = deployed.client.start(6)
    # In the padding before the first event, and in the middle of events.
    with wires(urlsplit(deployed.stack.url).port or 0, 1500, 6000, 9001) as connections:
        page.evaluate("url => follow(url)", _stream(run, connections.port))
        run.until(lambda events: len(of_type(events, "track.added")) > 2)
        page.wait_for_function("held.length > 3", timeout=PATIENCE_MS)
        found = _followed_to_the_end(page)
        assert connections.cut == 3
    log = run.texts()
    assert found["held"] == [[str(n), text] for n, text in enumerate(log, 1)]
    assert found["controls"][-1] == {"type": "closed", "seq": len(log)}
    assert found["opened"] >= 3


def test_event_source_goes_on_where_the_server_has_ended_a_connection(hasty: Deployed, page: Page) -> None:
    # Longer than the 2 s that a connection has there.
    hasty.simulator.fault("openai", "rate_limit", retry_after_s=2.5)
    run = hasty.client.start(2)
    page.evaluate("url => follow(url)", _stream(run, urlsplit(hasty.stack.url).port or 0))
    found = _followed_to_the_end(page)
    log = run.texts()
    assert found["held"] == [[str(n), text] for n, text in enumerate(log, 1)]
    kinds = [frame["type"] for frame in found["controls"]]
    assert "reconnect" in kinds
    assert kinds[-1] == "closed"


def test_event_source_on_a_closed_run_gets_it_whole_and_stops(deployed: Deployed, page: Page) -> None:
    run = deployed.client.start(2)
    run.end()
    page.evaluate("url => follow(url)", run.started["urls"]["stream"] + f"?token={run.started['read_token']}")
    found = _followed_to_the_end(page)
    assert [text for _, text in found["held"]] == run.texts()
    assert found["opened"] == 1


def test_event_source_without_a_good_token_is_refused(deployed: Deployed, page: Page) -> None:
    run = deployed.client.start(1, providers=["openai"])
    page.evaluate("url => follow(url)", run.started["urls"]["stream"] + "?token=v1.0.forged")
    assert _followed_to_the_end(page)["held"] == []
    run.end()
