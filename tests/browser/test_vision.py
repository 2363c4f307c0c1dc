"""A vision while it is written and afterwards: the document, its quality, and what a person has changed."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.seeing import Look
from tests.e2e.client import Run
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example

HOSTILE = "<img src=x onerror=alert(1)>"


def begin(stack: Deployed, **fields: Any) -> Run:
    return stack.client.begin("vision", {**example("vision"), **fields})


def section(page: Page, title: str) -> Locator:
    """A section of the document, by its title."""
    return page.locator("section").filter(has=page.get_by_role("heading", level=3, name=title, exact=True))


def entry(page: Page, title: str, state: str) -> Locator:
    """A line of the contents that says this state."""
    return page.get_by_role("navigation", name="Contents").get_by_role("button", name=f"{title} ({state})", exact=True)


def test_the_document_grows_section_by_section(
    page: Page, stack: Deployed, look: Look, axe: Callable[[Page], None]
) -> None:
    stack.simulator.fault("openai", "silence", match="framework", after_tokens=90)
    run = begin(stack)
    page.goto(f"/runs/{run.id}")
    expect(entry(page, "Strategy", "being written")).to_be_visible()
    expect(section(page, "Strategy").get_by_role("listitem").first).to_be_visible()
    expect(entry(page, "Vision", "there")).to_be_visible()
    expect(entry(page, "One-pager", "to come")).to_be_visible()
    expect(section(page, "Tensions").locator(".ghost").first).to_be_visible()
    expect(page.get_by_text("Not scored yet")).to_be_visible()
    look(page, "vision-mid")
    axe(page)
    run.client.http.post(f"{run.path}/cancel")
    run.end()
    expect(entry(page, "One-pager", "not written")).to_be_visible()
    expect(section(page, "One-pager").get_by_text("Not written.")).to_be_visible()
    expect(section(page, "Scores").get_by_text("Not scored.")).to_be_visible()
    expect(entry(page, "Vision", "there")).to_be_visible()


def test_the_whole_document_with_its_quality(
    page: Page, stack: Deployed, look: Look, axe: Callable[[Page], None]
) -> None:
    run = begin(stack)
    run.end()
    parts = run.snapshot()["parts"]
    page.goto(f"/runs/{run.id}")
    expect(page.get_by_role("cell", name=parts["sections"]["near_term_bets"]["content"][0]["bet"])).to_be_visible()
    facts = section(page, "Facts for investors")
    expect(facts.get_by_text("not told", exact=True).first).to_be_visible()
    expect(section(page, "One-pager").get_by_role("heading", name="How we win")).to_be_visible()
    overall = f"{parts['scores']['overall']:g} of 10, {parts['scores']['bands']['overall'].replace('_', ' ')}"
    expect(page.get_by_role("navigation", name="Contents").get_by_text(overall)).to_be_visible()
    score = parts["scores"]["sections"]["metrics"]
    metrics = section(page, "Metrics")
    metrics.get_by_text(f"{score['overall']:g} of 10").click()
    for remark in (*score["issues"], *score["suggestions"], *score["strengths"]):
        expect(metrics.get_by_text(remark, exact=True)).to_be_visible()
    for check in parts["qa"]["checks"]:
        expect(section(page, "Checks").get_by_text(check["message"])).to_be_visible()
    look(page, "vision-end")
    axe(page)


def test_a_section_is_refined_by_keyboard_with_what_it_was_beside_it(
    page: Page, stack: Deployed, axe: Callable[[Page], None]
) -> None:
    run = begin(stack)
    run.end()
    before = run.snapshot()["parts"]["sections"]["vision"]["content"]
    page.goto(f"/runs/{run.id}")
    vision = section(page, "Vision")
    expect(vision.get_by_text(before)).to_be_visible()
    entry(page, "Vision", "there").press("Enter")
    expect(vision.get_by_role("heading", level=3)).to_be_focused()
    vision.get_by_text("Refine vision").press("Enter")
    stack.simulator.set(tokens_per_second=15)
    vision.get_by_role("button", name="More specific").press("Enter")
    expect(entry(page, "Vision", "being written anew")).to_be_visible()
    expect(vision.get_by_text("Wanted: More specific")).to_be_visible()
    expect(vision.get_by_text(before)).to_be_visible()
    expect(vision.locator(".draft")).to_be_visible()
    stack.simulator.set(tokens_per_second=None)
    run.end()
    expect(vision.get_by_text("1 earlier version")).to_be_visible()
    vision.get_by_text("1 earlier version").press("Enter")
    expect(vision.get_by_text(re.compile("then wanted: More specific"))).to_be_visible()
    expect(vision.get_by_text(before)).to_be_visible()
    axe(page)


def test_own_words_are_sent_and_a_brief_changes_nothing_else(page: Page, stack: Deployed) -> None:
    run = begin(stack)
    run.end()
    page.goto(f"/runs/{run.id}")
    brief = section(page, "Founder brief")
    brief.get_by_text("Refine founder brief").click()
    brief.get_by_label("Or in your own words").fill("Say who the baker among us is")
    brief.get_by_role("button", name="Change it so").click()
    expect(brief.get_by_text("1 earlier version")).to_be_visible()
    resumed = next(event for event in run.events() if event["type"] == "run.resumed")
    assert resumed["data"]["feedback"] == {"refine:founder_brief": "Say who the baker among us is"}
    assert resumed["data"]["steps"] == ["refine:founder_brief"]


def test_a_wish_that_failed_stays(page: Page, stack: Deployed) -> None:
    run = begin(stack)
    run.end()
    page.goto(f"/runs/{run.id}")
    for provider in ("openai", "anthropic", "gemini"):
        stack.simulator.fault(provider, "auth", match="refine:metrics")
    metrics = section(page, "Metrics")
    metrics.get_by_text("Refine metrics").click()
    metrics.get_by_role("button", name="A different angle").click()
    expect(metrics.get_by_text("Wanted, and not done yet: A different angle")).to_be_visible()
    expect(metrics.get_by_text(re.compile("^Not changed: "))).to_be_visible()
    expect(metrics.get_by_text("earlier version")).to_have_count(0)


def test_what_is_outdated_says_so_and_is_written_again(page: Page, stack: Deployed) -> None:
    run = begin(stack)
    run.end()
    page.goto(f"/runs/{run.id}")
    for provider in ("openai", "anthropic", "gemini"):
        stack.simulator.fault(provider, "auth", match="one_pager")
    strategy = section(page, "Strategy")
    strategy.get_by_text("Refine strategy").click()
    strategy.get_by_role("button", name="More concise").click()
    expect(entry(page, "One-pager", "outdated")).to_be_visible()
    one_pager = section(page, "One-pager")
    expect(one_pager.get_by_text("Made from an earlier version of the framework.")).to_be_visible()
    again = one_pager.get_by_role("button", name="Write it again")
    expect(again).to_be_visible()
    stack.simulator.reset()
    again.click()
    expect(entry(page, "One-pager", "there")).to_be_visible()


def test_a_provider_that_gave_up_and_scores_that_failed_are_told(page: Page, stack: Deployed) -> None:
    stack.simulator.fault("openai", "auth", match="framework")
    for provider in ("openai", "anthropic", "gemini"):
        stack.simulator.fault(provider, "auth", match="scores", times=9)
    run = begin(stack)
    run.end()
    page.goto(f"/runs/{run.id}")
    expect(page.get_by_text("openai gave up; anthropic took over.")).to_have_count(1)
    expect(section(page, "Scores").get_by_text("Not scored.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Contents").get_by_text("not scored", exact=True)).to_be_visible()


def test_the_one_pager_is_copied_and_hostile_answers_are_text(page: Page, stack: Deployed) -> None:
    answers = {"company_name": f"Bread {HOSTILE}", "vision_purpose": f"We exist so that {HOSTILE} is never run."}
    run = begin(stack, **answers)
    run.end()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/runs/{run.id}")
    expect(section(page, "Vision").get_by_text(HOSTILE).first).to_be_visible()
    expect(page.locator("img")).to_have_count(0)
    page.get_by_role("button", name="Copy as text").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == run.snapshot()["parts"]["one_pager"]["content"]
    page.emulate_media(media="print")
    expect(section(page, "Vision").get_by_text(HOSTILE).first).to_be_visible()
    expect(page.get_by_role("navigation", name="Contents")).to_be_hidden()
