"""A plan while it is made and afterwards: the strip of days, one day a page, charts, checks, print."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.seeing import Look
from tests.e2e.client import Run
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example

HOSTILE = "<img src=x onerror=alert(1)>"


def begin(stack: Deployed, days: int = 3, **fields: Any) -> Run:
    """A plan of so many days."""
    return stack.client.begin("plan", {**example("plan"), "duration": {"unit": "days", "value": days}, **fields})


def cell(page: Page, day: int, state: str) -> Locator:
    """The cell of a day that is in this state."""
    return page.get_by_role("toolbar", name="Days").get_by_role(
        "button", name=re.compile(rf"^Day {day}\b.*\({state}\)$")
    )


def heading(page: Page, day: int) -> Locator:
    """The heading of a day's page."""
    return page.get_by_role("heading", name=re.compile(rf"^Day {day}:"))


def test_the_strip_fills_up_and_the_newest_day_is_shown(
    page: Page, stack: Deployed, look: Look, axe: Callable[[Page], None]
) -> None:
    stack.simulator.set(tokens_per_second=400)
    stack.simulator.fault("openai", "silence", match="day:2", after_tokens=40)
    run = begin(stack)
    page.goto(f"/runs/{run.id}")
    expect(cell(page, 2, "being written")).to_be_visible()
    run.until(lambda events: sum(event["type"] == "day.completed" for event in events) == 2)
    expect(page.get_by_role("heading", name="2 of 3 days are there")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^Day [13]:"))).to_have_count(1)
    expect(page.get_by_role("button", name=re.compile("^Write day"))).to_have_count(0)
    look(page, "plan-mid")
    cell(page, 2, "being written").click()
    expect(page.get_by_role("heading", name="On the plate")).to_be_visible()
    axe(page)


def test_a_day_has_all_that_its_content_has(
    page: Page, stack: Deployed, look: Look, axe: Callable[[Page], None]
) -> None:
    run = begin(stack)
    run.end()
    parts = run.snapshot()["parts"]
    page.goto(f"/runs/{run.id}")
    content = parts["days"][0]["content"]
    day = page.get_by_role("article").filter(has=heading(page, 1)).last
    expect(day).to_be_visible()
    said = re.sub(r"\s+", " ", day.inner_text())
    for text in texts(content):
        assert re.sub(r"\s+", " ", text.replace("_", " ")).lower() in said.lower()
    totals, targets = content["totals"], parts["targets"]
    energy = f"{totals['kcal']:,} of {targets['calories_kcal']:,} kcal"
    expect(day.get_by_role("row", name=re.compile(f"^Energy {re.escape(energy)}"))).to_be_visible()
    expect(page.get_by_text(parts["disclaimer"])).to_be_visible()
    for check in parts["verification"]["checks"]:
        title = check["name"].replace("_", " ").capitalize()
        expect(page.get_by_role("listitem").filter(has_text=f"{title} {check['message']}")).to_have_count(1)
    expect(page.get_by_text("not scored", exact=True)).to_have_count(
        list(parts["verification"]["scores"].values()).count(None)
    )
    look(page, "plan-end")
    axe(page)


def texts(value: Any) -> list[str]:
    """Every text in a value; not the labels of food, of which only some need be said."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def test_a_day_is_turned_to_by_keyboard_and_stays(page: Page, stack: Deployed) -> None:
    run = begin(stack, 16)
    run.end()
    page.goto(f"/runs/{run.id}")
    expect(page.get_by_text("Week 3", exact=True).first).to_be_visible()
    cell(page, 1, "there").focus()
    page.keyboard.press("ArrowRight")
    expect(cell(page, 2, "there")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(heading(page, 9)).to_be_visible()
    page.keyboard.press("End")
    expect(heading(page, 16)).to_be_visible()
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.get_by_role("button", name="Previous").press("Enter")
    page.get_by_role("button", name="Previous").press("ArrowLeft")
    expect(heading(page, 14)).to_be_visible()
    expect(page.locator("[role=toolbar] [tabindex='0']")).to_have_count(1)


def test_all_days_print(page: Page, stack: Deployed) -> None:
    run = begin(stack, 4)
    run.end()
    page.goto(f"/runs/{run.id}")
    page.add_init_script("window.print = () => { window.printed = true }")
    page.reload()
    page.get_by_role("button", name="Print all days").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    for day in range(1, 5):
        expect(heading(page, day)).to_be_visible()
    expect(page.get_by_role("toolbar", name="Days")).to_be_hidden()
    expect(page.get_by_role("heading", name="Evening")).to_have_count(4)


def test_a_day_is_written_again_as_wanted(page: Page, stack: Deployed) -> None:
    run = begin(stack, 2)
    run.end()
    page.goto(f"/runs/{run.id}")
    cell(page, 2, "there").click()
    page.get_by_text("Write day 2 again").first.click()
    page.get_by_label("What should be different").fill("No swimming, please")
    stack.simulator.set(tokens_per_second=300)
    page.get_by_role("button", name="Write day 2 again").click()
    expect(cell(page, 2, "being written again")).to_be_visible()
    expect(page.get_by_text("This is the day as it was.")).to_be_visible()
    expect(heading(page, 2)).to_be_visible()
    stack.simulator.set(tokens_per_second=None)
    run.end()
    expect(cell(page, 2, "there")).to_be_visible()
    resumed = next(event for event in run.events() if event["type"] == "run.resumed")
    assert resumed["data"]["feedback"] == {"day:2": "No swimming, please"}


def test_a_provider_that_gave_up_and_a_day_that_failed_say_so(page: Page, stack: Deployed) -> None:
    stack.simulator.fault("openai", "auth", match="day:1")
    for provider in ("openai", "anthropic", "gemini"):
        stack.simulator.fault(provider, "auth", match="day:2")
    run = begin(stack)
    run.end()
    page.goto(f"/runs/{run.id}")
    expect(page.get_by_text("openai gave up on this day; anthropic wrote it.")).to_be_visible()
    cell(page, 2, "failed").click()
    expect(page.get_by_text("Writing this day failed.")).to_be_visible()
    expect(page.get_by_role("heading", name="2 of 3 days are there")).to_be_visible()
    expect(page.get_by_text("not scored", exact=True).first).to_be_visible()
    cell(page, 1, "there").click()
    page.get_by_role("listitem").filter(has_text="Days present").get_by_role("button", name="day 2").click()
    expect(heading(page, 2)).to_be_visible()


def test_who_must_not_see_figures_sees_none(page: Page, stack: Deployed, axe: Callable[[Page], None]) -> None:
    run = begin(stack, 2, conditions=["eating_disorder"])
    run.end()
    page.goto(f"/runs/{run.id}")
    figures = r"kcal|calorie target|protein \d|\d g\s+(protein|carbs|fat|fibre)|bmi|body mass"
    for day in (1, 2):
        cell(page, day, "there").click()
        expect(heading(page, day)).to_be_visible()
        assert not re.search(figures, page.locator(".plan").inner_text(), re.I)
        expect(page.get_by_role("row", name=re.compile("^Movement "))).to_be_visible()
        axe(page)


def test_what_a_person_or_model_wrote_is_text(page: Page, stack: Deployed) -> None:
    run = begin(stack, 1, dietary={"allergies": [HOSTILE]})
    run.end()
    page.goto(f"/runs/{run.id}")
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    expect(page.locator("img")).to_have_count(0)
