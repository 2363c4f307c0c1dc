"""A run's page: it shows what the log says, whatever becomes of the connection."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.run_view import cancel, held, plan, sign, state, steps
from tests.browser.seeing import Contexts, Look
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed

STREAM = re.compile(r"/v1/runs/[^/]+/stream")
HOSTILE = "<img src=x onerror=alert(1)> </script> synths for a drive"


@pytest.fixture(scope="module")
def ended(running_stack: Deployed) -> Run:
    """A run that is over, and that no test changes."""
    running_stack.simulator.reset()
    run = running_stack.client.start(3, prompt=HOSTILE)
    run.end()
    return run


def test_a_run_is_followed_from_its_start_to_its_end(page: Page, stack: Deployed, look: Look) -> None:
    # One day waits so many seconds; the rest is made at once.
    stack.simulator.fault("openai", "rate_limit", match="day:2", retry_after_s=7)
    run = stack.client.begin("plan", plan(3))
    run.until(lambda events: bool(of_type(events, "day.completed")))
    page.goto(f"/runs/{run.id}")
    expect(state(page)).to_have_text("Running")
    expect(sign(page)).to_have_text("live")
    expect(page.get_by_role("heading", level=1)).to_have_text(run.snapshot()["parts"]["title"])
    expect(page).to_have_title(re.compile(r"^\d+ % · 3 days"))
    expect(steps(page)).to_have_count(5)
    expect(steps(page).filter(has_text="running")).not_to_have_count(0)
    expect(page.locator(".run-bar")).to_contain_text("left")
    look(page, "run-mid")
    expect(state(page)).to_have_text("Done")
    snapshot = run.snapshot()
    expect(page).to_have_title("Done · 3 days of steady strength · Tailrace")
    expect(page.get_by_role("progressbar", name="Progress", exact=True)).to_have_attribute("aria-valuenow", "100")
    expect(steps(page).filter(has_text="done")).to_have_count(len(snapshot["steps"]))
    expect(page.locator(".run-money")).to_contain_text(f"{snapshot['usage']['calls']} calls")
    expect(page.get_by_role("status").first).to_have_text("Done. 3 of 3 days are kept.")
    look(page, "run-end")


def test_a_reload_in_the_middle_loses_and_repeats_nothing(page: Page, stack: Deployed) -> None:
    run = held(stack)
    page.goto(f"/runs/{run.id}?debug=1")
    expect(steps(page)).to_have_count(4)
    page.reload()
    expect(steps(page)).to_have_count(4)
    cancel(run)
    expect(state(page)).to_have_text("Cancelled")
    shown = page.locator(".run-steps > li .run-step-label").all_inner_texts()
    assert shown == [step["label"] for step in run.snapshot()["steps"]]
    expect(page.get_by_role("region", name="Developer drawer")).to_contain_text(f"{len(run.events())} events")


def test_back_and_forward_find_the_run_as_it_is(page: Page, stack: Deployed) -> None:
    run = held(stack)
    page.goto("/runs")
    page.goto(f"/runs/{run.id}")
    expect(state(page)).to_have_text("Running")
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("2 days of steady strength")
    cancel(run)
    run.end()
    page.go_back()
    expect(state(page)).to_have_text("Cancelled")


def test_a_cut_is_said_and_mended(page: Page, stack: Deployed) -> None:
    run = held(stack)
    texts = run.texts()
    asked: list[str] = []

    def cut(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            body = "".join(f"id: {place}\ndata: {text}\n\n" for place, text in enumerate(texts, 1))
            route.fulfill(body=body, content_type="text/event-stream")
        else:
            route.abort()

    page.route(STREAM, cut)
    page.route(re.compile(r"/events\?"), lambda route: route.abort())
    page.goto(f"/runs/{run.id}")
    expect(sign(page)).to_contain_text("reconnecting")
    expect(steps(page)).to_have_count(4)
    page.get_by_role("button", name="Try now").click()
    page.unroute_all()
    expect(sign(page)).to_contain_text("live")
    cancel(run)
    expect(state(page)).to_have_text("Cancelled")
    assert all(f"after={0 if place == 0 else len(texts)}" in url for place, url in enumerate(asked))


def test_where_no_stream_gets_through_it_polls(page: Page, stack: Deployed) -> None:
    run = held(stack)
    page.route(STREAM, lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto(f"/runs/{run.id}")
    expect(sign(page)).to_contain_text("polling")
    cancel(run)
    expect(state(page)).to_have_text("Cancelled")


def test_two_tabs_show_the_same(page: Page, contexts: Contexts, stack: Deployed) -> None:
    run = held(stack)
    other = contexts.page(key="local")
    for tab in (page, other):
        tab.goto(f"/runs/{run.id}")
        expect(state(tab)).to_have_text("Running")
    page.get_by_role("button", name="Cancel").click()
    for tab in (page, other):
        expect(state(tab)).to_have_text("Cancelled")


def test_a_read_link_shows_and_does_not_act(contexts: Contexts, stack: Deployed, axe: Callable[[Page], None]) -> None:
    run = held(stack)
    reader = contexts.page(key=None)
    reader.goto(f"/runs/{run.id}#token={run.started['read_token']}")
    expect(state(reader)).to_have_text("Running")
    reader.reload()
    expect(state(reader)).to_have_text("Running")
    for name in ("Cancel", "Share", "Continue", "Delete"):
        expect(reader.get_by_role("button", name=name)).to_have_count(0)
    axe(reader)
    cancel(run)
    expect(state(reader)).to_have_text("Cancelled")


def test_without_a_key_it_asks_for_one(contexts: Contexts, ended: Run) -> None:
    page = contexts.page(key=None)
    page.goto(f"/runs/{ended.id}")
    page.get_by_role("button", name="Use a key").click()
    page.get_by_role("textbox", name="API key").fill("local")
    page.get_by_role("button", name="Use this key").click()
    expect(state(page)).to_have_text("Done")


def test_a_wrong_key_and_a_link_that_is_over_are_said(contexts: Contexts, ended: Run) -> None:
    page = contexts.page(key="wrong")
    page.goto(f"/runs/{ended.id}")
    expect(page.get_by_text("The API key is unknown or revoked").first).to_be_visible()
    expect(page.get_by_role("button", name="Use another key")).to_be_visible()
    page.goto("/")
    page.goto(f"/runs/{ended.id}#token=v1.1.{'x' * 43}")
    expect(page.get_by_text("the read link is not valid").first).to_be_visible()


def test_a_run_that_is_not_there(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/runs/01m7x5wg1169tf3mbnen9p7f42")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such run, or it is not yours")
    expect(page).to_have_title("No such run · Tailrace")
    axe(page)


def test_axe_finds_nothing_in_the_middle_nor_at_the_end(
    page: Page, stack: Deployed, ended: Run, axe: Callable[[Page], None]
) -> None:
    run = held(stack)
    page.goto(f"/runs/{run.id}")
    expect(sign(page)).to_have_text("live")
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    axe(page)
    cancel(run)
    page.goto(f"/runs/{ended.id}")
    expect(state(page)).to_have_text("Done")
    page.evaluate("document.querySelectorAll('.run-side details').forEach((one) => { one.open = true })")
    axe(page)


def test_a_prompt_is_shown_as_text(page: Page, ended: Run) -> None:
    page.goto(f"/runs/{ended.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    expect(page).to_have_title(re.compile("^Done · <img src=x"))
    assert json.loads(ended.texts()[0])["data"]["input"]["prompt"] == HOSTILE
