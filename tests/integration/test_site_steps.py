"""The steps `fetch` and `brand` of a video, as the state machine calls them, on the simulator's sites."""

import pytest

from local.simulator.client import Simulator
from tailrace.errors import SiteError, SiteForbiddenError, SiteRefusedError, SiteUnavailableError, SiteUnreadableError
from tailrace.kinds.video import fetch
from tests.integration.step_harness import attempt, begin, events, snapshot
from tests.integration.wired import forget

pytestmark = pytest.mark.usefixtures("deployed")


def origin(simulator: Simulator) -> str:
    return simulator.url.removesuffix("/simulator")


def start(simulator: Simulator, name: str) -> str:
    """A video run of this site, of which only the beginning is written."""
    return begin("video", {"url": f"{origin(simulator)}/simulator/sites/{name}/"})


def test_a_page_is_read_with_its_style_sheet_and_logo_and_becomes_a_brand(simulator: Simulator) -> None:
    run = start(simulator, "fintech")
    attempt(run, "fetch")
    fetched = events(run, "site.fetched")[0]["data"]
    assert fetched["url"] == f"{origin(simulator)}/simulator/sites/fintech/"
    assert fetched["title"] == "Ferrow – Business accounts that close the books themselves"
    assert fetched["page"]["notes"] == []
    # The logo is a PNG: its two colours come from its pixels.
    logo = {colour["hex"] for colour in fetched["page"]["colours"] if colour["use"] == "logo"}
    assert logo == {"#3b2fd9", "#19c79a"}
    assert [font["family"] for font in fetched["page"]["fonts"]] == ["Sora", "Inter"]
    attempt(run, "brand")
    told = events(run, "brand.extracted")[0]["data"]
    assert told["brand"]["name"] == {"text": "Ferrow", "source": "json_ld"}
    assert told["brand"]["logo"]["url"].endswith("/sites/fintech/logo.png")
    assert told["confidence"] == sum(point["points"] for point in told["brand"]["quality"]) == 100
    parts = snapshot(run)["parts"]
    assert (parts["site"], parts["brand"], parts["confidence"]) == (fetched, told["brand"], told["confidence"])


def test_bytes_are_all_that_was_loaded(simulator: Simulator) -> None:
    run = start(simulator, "bare")
    attempt(run, "fetch")
    fetched = events(run, "site.fetched")[0]["data"]
    assert fetched["bytes"] == len("<html><head><title>Index</title></head><body><p>Coming soon.</p></body></html>\n")


def test_the_messages_say_what_is_read(simulator: Simulator) -> None:
    run = start(simulator, "shop")
    attempt(run, "fetch")
    messages = [event["message"] for event in events(run, "step.progress", "site.fetched")]
    assert messages == [
        "Reading 127.0.0.1",
        "Read 2 KB; now its logo and 1 style sheet",
        "Read Mossware: stoneware for slow mornings",
    ]


def test_redirects_are_followed_and_the_page_knows_where_it_is(simulator: Simulator) -> None:
    run = start(simulator, "redirect")
    attempt(run, "fetch")
    assert snapshot(run)["parts"]["site"]["url"] == f"{origin(simulator)}/simulator/sites/fintech/"


@pytest.mark.parametrize("name", ["devtool", "shop", "bakery", "bare", "hostile"])
def test_every_site_becomes_a_brand_in_events_far_below_the_limit(simulator: Simulator, name: str) -> None:
    run = start(simulator, name)
    attempt(run, "fetch")
    attempt(run, "brand")
    for event in events(run, "site.fetched", "brand.extracted"):
        assert len(str(event)) < 20_000
    assert snapshot(run)["parts"]["brand"]["proof"]["customers"] == []


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("metadata", SiteRefusedError, "site_refused"),
        ("forbidden", SiteForbiddenError, "site_forbidden"),
        ("bomb", SiteUnreadableError, "site_unreadable"),
        ("huge", SiteUnreadableError, "site_unreadable"),
    ],
)
def test_a_site_that_cannot_be_had_ends_the_step_for_good(
    simulator: Simulator, name: str, error: type[SiteError], code: str
) -> None:
    run = start(simulator, name)
    with pytest.raises(error):
        attempt(run, "fetch")
    failed = events(run, "step.failed")[0]["data"]
    assert (failed["final"], failed["error"]["code"], failed["error"]["retryable"]) == (True, code, False)
    assert events(run, "site.fetched") == []


def test_a_busy_site_is_tried_again(simulator: Simulator) -> None:
    run = start(simulator, "busy")
    with pytest.raises(SiteUnavailableError):
        attempt(run, "fetch")
    failed = events(run, "step.failed")[0]["data"]
    assert (failed["final"], failed["error"]["code"], failed["error"]["retryable"]) == (False, "site_unavailable", True)


def test_a_slow_site_is_given_up_in_time(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAGE_S", 0.5)
    run = start(simulator, "slow")
    with pytest.raises(SiteUnavailableError, match="did not send its page within"):
        attempt(run, "fetch")


def test_without_the_setting_the_stack_itself_is_refused(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE_ALLOWED_ORIGINS")
    forget()
    run = start(simulator, "fintech")
    with pytest.raises(SiteRefusedError, match="IP address"):
        attempt(run, "fetch")


def test_a_second_attempt_of_a_complete_step_fetches_nothing(simulator: Simulator) -> None:
    run = start(simulator, "bare")
    attempt(run, "fetch")
    assert attempt(run, "fetch", retry_count=1).status == "skipped"
    assert len(events(run, "site.fetched")) == 1
