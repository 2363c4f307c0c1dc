"""The list of one's own runs: what it says of each, how it is narrowed, and how a run is taken away."""

import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, expect

from tests.browser.seeing import Contexts, Look
from tests.e2e.client import Run
from tests.e2e.deployed import Deployed

HOSTILE = "Songs <img src=x onerror=\"document.title='owned'\"> & <b>so</b> on"


def made(stack: Deployed, prompt: str, tracks: int = 1) -> Run:
    """A run that has ended."""
    run = stack.client.start(tracks, prompt=prompt, providers=["openai"])
    run.end()
    return run


def test_a_row_says_what_the_run_made_and_cost(page: Page, stack: Deployed, look: Look) -> None:
    run = made(stack, HOSTILE, tracks=2)
    page.goto("/runs")
    row = page.get_by_role("listitem").filter(has_text=HOSTILE).first
    expect(row).to_contain_text("2 parts")
    expect(row).to_contain_text("Done")
    expect(row).to_contain_text("$0.")
    expect(page.get_by_role("region", name="Usage")).to_contain_text("This month")
    expect(page).to_have_title("Runs · Tailrace")
    look(page, "history")
    row.get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"/runs/{run.id}$"))


def test_filters_are_in_the_address(page: Page, stack: Deployed, axe: Callable[[Page], None]) -> None:
    made(stack, "Kept whole")
    cancelled = stack.client.start(20, prompt="Cut short")
    assert stack.client.http.post(f"{cancelled.path}/cancel", json={}).status_code == 202
    cancelled.end()
    page.goto("/runs")
    expect(page.get_by_role("link", name="Kept whole").first).to_be_visible()
    page.get_by_label("State").focus()
    page.get_by_label("State").select_option("Cancelled")
    expect(page.get_by_role("link", name="Cut short").first).to_be_visible()
    expect(page.get_by_role("link", name="Kept whole")).to_have_count(0)
    expect(page.get_by_label("State")).to_be_focused()
    assert urlsplit(page.url).query == "status=cancelled"
    page.reload()
    expect(page.get_by_label("State")).to_have_value("cancelled")
    axe(page)
    page.get_by_label("Kind").select_option("vision")
    expect(page.get_by_text("No run is like this.")).to_be_visible()
    axe(page)
    page.go_back()
    expect(page.get_by_role("link", name="Cut short").first).to_be_visible()
    expect(page.get_by_label("Kind")).to_have_value("")


def test_a_run_is_deleted_after_asking(page: Page, stack: Deployed, axe: Callable[[Page], None]) -> None:
    kept, gone = made(stack, "To stay"), made(stack, "To go")
    page.goto("/runs")
    delete = page.get_by_role("button", name="Delete To go").first
    delete.press("Enter")
    dialog = page.get_by_role("dialog", name="Delete this run?")
    expect(dialog).to_contain_text("the 1 part that it made")
    axe(page)
    page.keyboard.press("Escape")
    expect(delete).to_be_focused()
    delete.press("Enter")
    dialog.get_by_role("button", name="Delete").press("Enter")
    expect(page.get_by_role("link", name="To go")).to_have_count(0)
    expect(page.get_by_role("link", name="To stay").first).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("The run is deleted.")
    assert stack.client.http.get(gone.path).status_code == 404
    assert stack.client.http.get(kept.path).status_code == 200


def test_more_is_shown_also_after_a_page_without_any(page: Page, stack: Deployed) -> None:
    for number in range(3):
        made(stack, f"One of three, {number}")
    asked: list[str] = []

    def two_at_a_time(route: Route) -> None:
        """Pages of two; the second has none of those that were asked for."""
        asked.append(route.request.url)
        answer = route.fetch(url=route.request.url.replace("limit=20", "limit=2"))
        body = answer.json()
        if len(asked) == 2:
            body = {"runs": [], "next_cursor": re.findall(r"cursor=([^&]+)", route.request.url)[0]}
        route.fulfill(response=answer, body=json.dumps(body))

    page.route("**/v1/runs?*", two_at_a_time)
    page.goto("/runs")
    expect(page.get_by_role("link", name="One of three, 2")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_role("listitem")).to_have_count(4)
    expect(page.get_by_role("listitem").nth(2).get_by_role("link")).to_be_focused()
    expect(page.get_by_role("link", name="One of three, 0")).to_be_visible()


def test_nothing_made_yet_leads_to_the_start(page: Page, axe: Callable[[Page], None]) -> None:
    page.route("**/v1/runs?*", lambda route: route.fulfill(json={"runs": [], "next_cursor": None}))
    page.goto("/runs")
    expect(page.get_by_text("Nothing has been made yet.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Make something").click()
    expect(page.get_by_label("What would you like made?")).to_be_visible()


def test_a_list_that_does_not_come_can_be_asked_for_again(page: Page) -> None:
    page.route("**/v1/runs?*", lambda route: route.abort(), times=1)
    page.goto("/runs")
    expect(page.get_by_text("The runs could not be loaded")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("The runs could not be loaded")).to_be_hidden()


def test_without_a_key_one_is_asked_for(contexts: Contexts, axe: Callable[[Page], None]) -> None:
    page = contexts.page(key=None)
    page.goto("/runs?status=failed")
    expect(page.get_by_role("button", name="Give an API key")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Give an API key").click()
    page.get_by_label("API key", exact=True).fill("local")
    page.keyboard.press("Enter")
    expect(page.get_by_label("State")).to_have_value("failed")
