"""The playlist's view: a set as it is made, its alternatives, and the providers' lists side by side."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.run_view import served
from tests.browser.seeing import Look
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed

TRACKS = 6
PROVIDERS = ("OpenAI", "Anthropic", "Gemini")
HOSTILE = '<img src=x onerror="document.body.remove()">'


@pytest.fixture(scope="module")
def ended(running_stack: Deployed) -> Run:
    """A run of six tracks that is over, and that stays as it is."""
    running_stack.simulator.reset()
    run = running_stack.client.start(TRACKS)
    run.end()
    return run


@pytest.fixture
def own(stack: Deployed) -> Run:
    """A run of six tracks that is over, for a test that changes it."""
    run = stack.client.start(TRACKS)
    run.end()
    return run


def rows(page: Page) -> Locator:
    return page.locator(".playlist > ol > li")


def card(page: Page, provider: str) -> Locator:
    return page.get_by_role("list", name="Providers").get_by_role("listitem").filter(has_text=provider)


def swappable(run: Run) -> tuple[int, Any, Any]:
    """A position with an alternative: its place, what stands there, and the alternative."""
    position = next(p for p in run.snapshot()["parts"]["tracks"] if p["alternatives"])
    return position["index"], position, position["alternatives"][0]


def alternatives(page: Page, place: int) -> Locator:
    return page.get_by_role("list", name=f"Alternatives for track {place + 1}")


def test_a_set_appears_track_by_track(page: Page, stack: Deployed, look: Look, axe: Callable[[Page], None]) -> None:
    stack.simulator.set(tokens_per_second=300)
    run = stack.client.start(TRACKS)
    page.goto(f"/runs/{run.id}")
    expect(rows(page)).to_have_count(TRACKS)
    events = run.end()
    primary = of_type(events, "primary.selected")[0]["data"]["provider"]
    expect(page.get_by_role("heading", name="What was asked for")).to_be_visible()
    for name in PROVIDERS:
        expect(card(page, name)).to_contain_text("Complete, 6 tracks")
        expect(card(page, name).get_by_text("Primary")).to_have_count(1)
        expect(card(page, name).get_by_text("Primary")).to_be_visible(visible=name.lower() == primary)
    shown = run.snapshot()["parts"]["tracks"]
    for place, position in enumerate(shown):
        row = rows(page).nth(place)
        expect(row.locator(".line")).to_contain_text(position["track"]["title"])
        count = len(position["alternatives"])
        if count:
            text = f"{count} alternative{'s' * (count > 1)}"
            expect(row.get_by_role("button", name=text)).to_be_visible()
        if position["track"]["transition"]:
            quality: str = position["track"]["transition"]["quality"]
            expect(row.get_by_text(quality.capitalize(), exact=True)).to_be_visible()
    look(page, "playlist-end")
    axe(page)


def test_a_track_is_swapped_and_the_swap_undone_after_the_end(
    page: Page, own: Run, axe: Callable[[Page], None], look: Look
) -> None:
    place, position, alternative = swappable(own)
    page.goto(f"/runs/{own.id}")
    row = rows(page).nth(place)
    row.get_by_role("button", name="alternative").click()
    look(page, "playlist-alternatives")
    axe(page)
    choice = alternatives(page, place).get_by_role("listitem").filter(has_text=alternative["track"]["reason"])
    choice.get_by_role("button").click()
    expect(row.locator(".title").first).to_have_text(alternative["track"]["title"])
    undo = row.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    assert own.snapshot()["parts"]["tracks"][place]["provider"] == alternative["provider"]
    expect(page.get_by_text("In the set there is now 1 track of other lists")).to_be_visible()

    undo.press("Enter")
    expect(row.locator(".title").first).to_have_text(position["track"]["title"])
    expect(undo).to_have_count(0)
    expect(row.get_by_role("button", name="alternative")).to_be_focused()
    assert own.snapshot()["parts"]["tracks"][place]["provider"] == position["provider"]


def test_a_swap_that_is_refused_leaves_the_set_as_it_is(page: Page, ended: Run) -> None:
    place, position, _ = swappable(ended)
    refusal = {"title": "Conflict", "status": 409, "detail": "Somebody was faster", "code": "conflict"}
    answer = {"status": 409, "body": json.dumps(refusal), "content_type": "application/problem+json"}
    page.route("**/swap", lambda route: route.fulfill(**answer))
    page.goto(f"/runs/{ended.id}")
    row = rows(page).nth(place)
    row.get_by_role("button", name="alternative").click()
    use = row.get_by_role("button", name="Use this").first
    use.click()
    expect(page.get_by_text("Somebody was faster").first).to_be_visible()
    expect(row.locator(".title").first).to_have_text(position["track"]["title"])
    expect(use).to_have_attribute("aria-disabled", "false")


def test_a_track_is_picked_from_the_lists_side_by_side(
    page: Page, own: Run, axe: Callable[[Page], None], look: Look
) -> None:
    place, position, alternative = swappable(own)
    page.goto(f"/runs/{own.id}")
    page.get_by_role("radio", name="Perspectives").check()
    table = page.get_by_role("region", name="Perspectives").get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(["Position", *PROVIDERS])
    look(page, "playlist-perspectives")
    axe(page)
    line = table.get_by_role("row").nth(place + 1)
    wanted = line.get_by_role("cell").filter(has_text=alternative["track"]["title"]).filter(has_text="Use")
    wanted.first.get_by_role("button", name="Use").click()
    expect(line.get_by_role("button", name=f"In the set: {alternative['track']['title']}")).to_be_visible()
    expect(line.get_by_role("button", name="Undo")).to_be_focused()
    line.get_by_role("button", name="Undo").click()
    expect(line.get_by_role("button", name=f"In the set: {position['track']['title']}")).to_be_visible()
    page.get_by_role("radio", name="Set", exact=True).check()
    expect(rows(page).nth(place).locator(".title").first).to_have_text(position["track"]["title"])


def test_a_provider_that_fails_says_so_and_the_set_is_made(
    page: Page, stack: Deployed, look: Look, axe: Callable[[Page], None]
) -> None:
    stack.simulator.fault("gemini", "quota", times=None)
    run = stack.client.start(TRACKS)
    error = next(e for e in run.end() if e["type"] == "step.failed" and e["data"]["final"])["data"]["error"]
    page.goto(f"/runs/{run.id}")
    expect(card(page, "Gemini")).to_contain_text(f"Failed: {error['message']}")
    expect(page.get_by_role("button", name=re.compile("2 alternatives"))).to_have_count(0)
    page.get_by_role("radio", name="Perspectives").check()
    expect(page.get_by_text("Not made")).to_have_count(TRACKS)
    look(page, "playlist-failed-provider")
    axe(page)


def test_tracks_stand_among_those_to_come_and_stay_when_the_run_is_cancelled(
    page: Page, stack: Deployed, look: Look, axe: Callable[[Page], None]
) -> None:
    for provider in PROVIDERS:
        stack.simulator.fault(provider.lower(), "silence", after_tokens=200)
    run = stack.client.start(TRACKS)
    run.until(lambda events: len({e["data"]["provider"] for e in of_type(events, "track.added")}) == len(PROVIDERS))
    page.goto(f"/runs/{run.id}")
    expect(rows(page)).to_have_count(TRACKS)
    expect(rows(page).first.locator(".title")).not_to_be_empty()
    expect(rows(page).last).to_contain_text("Not there yet")
    expect(page.get_by_text("first come, until a list is complete")).to_be_visible()
    expect(card(page, "OpenAI")).to_contain_text(re.compile(r"Working, [1-5] of 6"))
    look(page, "playlist-mid")
    axe(page)

    assert stack.client.http.post(f"{run.path}/cancel").status_code == 202
    run.end()
    kept = len(run.snapshot()["parts"]["tracks"])
    expect(page.get_by_text("Not made")).to_have_count(TRACKS - kept)
    expect(rows(page).locator(".title")).to_have_count(kept)
    expect(page.locator(".playlist .ghost")).to_have_count(0)
    expect(page.get_by_text(re.compile(r"Stopped at \d of 6")).first).to_be_visible()
    look(page, "playlist-cancelled")
    axe(page)


def test_what_models_write_is_text_and_a_cover_that_does_not_load_is_an_initial(page: Page, ended: Run) -> None:
    events = ended.events()
    text = json.dumps(events)
    title = of_type(events, "primary.selected")[0]["data"]["tracks"][0]["title"]
    events = json.loads(text.replace(json.dumps(title), json.dumps(HOSTILE)))
    covers = ["https://i.ytimg.com/vi/gone.jpg", "https://tracker.example/pixel.png", "javascript:alert(1)"]
    for event in of_type(events, "track.enriched"):
        enrichment = event["data"]["enrichment"]
        enrichment["thumbnail"] = covers[event["data"]["index"] % 3]
        if event["data"]["index"] == 2:
            enrichment["url"] = "javascript:alert(1)"
        if event["data"]["index"] == 3:
            enrichment.update(status="unresolved", url=None, thumbnail=None, message="No video fits")
    served(page, events)
    page.route("https://i.ytimg.com/**", lambda route: route.abort())
    page.goto(f"/runs/{ended.id}")
    expect(rows(page).first.locator(".title").first).to_have_text(HOSTILE)
    expect(rows(page).first.locator(".cover")).to_have_text("<")
    expect(rows(page).nth(3)).to_contain_text("No video fits")
    expect(page.locator(".cover img")).to_have_count(0)
    expect(rows(page).nth(1).get_by_role("link")).to_have_attribute("href", re.compile("^https://www.youtube.com/"))
    expect(rows(page).nth(2).get_by_role("link")).to_have_count(0)


def test_all_is_done_by_keyboard(page: Page, ended: Run) -> None:
    place, _, _ = swappable(ended)
    page.goto(f"/runs/{ended.id}")
    look_at = page.get_by_role("slider", name="Look at a position")
    look_at.focus()
    look_at.press("ArrowRight")
    track = ended.snapshot()["parts"]["tracks"][1]["track"]
    expect(page.get_by_text(f"2 · {track['title']}, {track['artist']}: energy {track['energy']}")).to_be_visible()
    expect(rows(page).nth(1)).to_have_attribute("data-marked", "")
    why = rows(page).nth(place).get_by_role("button", name="alternative")
    why.focus()
    expect(rows(page).nth(place)).to_have_attribute("data-marked", "")
    page.keyboard.press("Enter")
    expect(why).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(alternatives(page, place).get_by_role("button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(why).to_be_focused()
    expect(why).to_have_attribute("aria-expanded", "false")
    page.get_by_role("radio", name="Set", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("region", name="Perspectives")).to_be_visible()


def test_a_reader_sees_the_alternatives_but_nothing_that_acts(page: Page, ended: Run) -> None:
    place, _, alternative = swappable(ended)
    page.goto(f"/runs/{ended.id}#token={ended.started['read_token']}")
    rows(page).nth(place).get_by_role("button", name="alternative").click()
    expect(alternatives(page, place)).to_contain_text(alternative["track"]["title"])
    expect(page.get_by_role("button", name="Use")).to_have_count(0)
    page.get_by_role("radio", name="Perspectives").check()
    expect(page.get_by_text("In the set", exact=True).filter(visible=True)).to_have_count(TRACKS)
    expect(page.get_by_role("button", name="Use")).to_have_count(0)
