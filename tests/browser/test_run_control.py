"""What a person does with a run from its page, and what the page says when something goes wrong."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.run_view import PROVIDERS, cancel, held, held_playlist, plan, sign, state, steps
from tests.browser.seeing import Contexts, Look
from tests.e2e.client import Run
from tests.e2e.deployed import Deployed


@pytest.fixture(scope="module")
def ended(running_stack: Deployed) -> Run:
    """A run that is over, and that no test changes."""
    running_stack.simulator.reset()
    run = running_stack.client.start(3, prompt="Rain on a tin roof")
    run.end()
    return run


def failing(stack: Deployed) -> Run:
    """A plan of two days whose second no provider writes."""
    for provider in PROVIDERS:
        stack.simulator.fault(provider, "auth", times=9, match="day:2")
    return stack.client.begin("plan", plan(2))


def test_a_step_that_another_provider_takes_over_says_so(page: Page, stack: Deployed) -> None:
    stack.simulator.fault("openai", "auth", match="day:2")
    run = stack.client.begin("plan", plan(2))
    page.goto(f"/runs/{run.id}")
    expect(steps(page).filter(has_text="took over from OpenAI")).to_contain_text("anthropic")


def test_a_failing_step_is_named_and_continue_makes_what_is_missing(
    page: Page, stack: Deployed, axe: Callable[[Page], None], look: Look
) -> None:
    run = failing(stack)
    page.goto(f"/runs/{run.id}")
    expect(state(page)).to_have_text("Failed")
    label = next(step["label"] for step in run.snapshot()["steps"] if step["id"] == "day:2")
    notice = page.locator(".notice").filter(has=page.get_by_role("heading", name=f"The step “{label}” failed"))
    expect(notice).to_contain_text("1 of 2 days is kept.")
    expect(steps(page).filter(has_text=label)).to_contain_text("failed")
    axe(page)
    look(page, "run-failed")
    before = len(stack.simulator.calls(run.id))
    stack.simulator.reset()
    notice.get_by_role("button", name="Continue").click()
    expect(state(page)).to_have_text("Done")
    expect(notice).to_be_hidden()
    assert before > 1
    assert [call["step"] for call in stack.simulator.calls(run.id)] == ["day:2"]


def test_a_step_that_fails_while_the_rest_goes_on_is_named(page: Page, stack: Deployed) -> None:
    # One list waits so many seconds, so that the run goes on for as long.
    stack.simulator.fault("openai", "rate_limit", retry_after_s=7)
    stack.simulator.fault("gemini", "quota", times=9)
    run = stack.client.start(3)
    page.goto(f"/runs/{run.id}")
    expect(page.get_by_role("heading", name="The step “Gemini picks tracks” failed")).to_be_visible()
    expect(state(page)).to_have_text("Running")
    expect(state(page)).to_have_text("Done, with something missing")
    expect(page.get_by_role("heading", name="Done, but not everything")).to_be_visible()


def test_a_cancelled_run_keeps_what_it_has_and_goes_on(page: Page, stack: Deployed, look: Look) -> None:
    run = held_playlist(stack)
    page.goto(f"/runs/{run.id}")
    page.get_by_role("button", name="Cancel").click()
    expect(state(page)).to_have_text("Cancelled")
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(page.get_by_text(re.compile(r"^\d+ of 4 tracks (is|are) kept"))).to_be_visible()
    expect(steps(page).filter(has_text="stopped")).not_to_have_count(0)
    expect(steps(page).filter(has_text="not begun")).not_to_have_count(0)
    look(page, "run-cancelled")
    kept = [track["track"]["title"] for track in run.snapshot()["parts"]["providers"]["openai"]["tracks"]]
    page.get_by_role("button", name="Continue").click()
    expect(state(page)).to_have_text(re.compile("^Done"))
    made = [track["track"]["title"] for track in run.snapshot()["parts"]["providers"]["openai"]["tracks"]]
    assert made[: len(kept)] == kept


def test_what_an_action_is_refused_for_is_said_and_the_page_stays(page: Page, stack: Deployed) -> None:
    run = held(stack)
    page.goto(f"/runs/{run.id}")
    expect(state(page)).to_have_text("Running")
    problem = {"status": 503, "code": "unavailable", "title": "Busy", "detail": "The table does not answer"}
    page.route(
        "**/cancel", lambda route: route.fulfill(status=503, json=problem, content_type="application/problem+json")
    )
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelling did not work: The table does not answer").first).to_be_visible()
    expect(state(page)).to_have_text("Running")
    page.unroute_all()
    page.get_by_role("button", name="Cancel").click()
    expect(state(page)).to_have_text("Cancelled")


def test_a_run_that_has_used_up_its_limit_goes_on_with_a_higher_one(page: Page, stack: Deployed) -> None:
    run = stack.client.begin("plan", plan(2), max_cost_usd=0.02)
    page.goto(f"/runs/{run.id}")
    expect(state(page)).to_have_text("Failed")
    expect(page.get_by_text("of $0.02")).to_be_visible()
    page.get_by_label("New limit in dollars").fill("5")
    page.get_by_role("button", name="Continue").click()
    expect(state(page)).to_have_text("Done")
    expect(page.get_by_text("of $5.00")).to_be_visible()
    assert run.snapshot()["budget"]["max_cost_usd"] == 5


def test_a_read_link_is_copied_and_opens_the_run(page: Page, contexts: Contexts, stack: Deployed) -> None:
    run = held(stack)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/runs/{run.id}")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text("The read link is copied.").first).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    reader = contexts.page(key=None)
    reader.goto(link)
    expect(state(reader)).to_have_text("Running")
    cancel(run)


def test_downloads_are_named_by_the_server_and_wait_for_something_to_load(
    page: Page, stack: Deployed, ended: Run
) -> None:
    stack.simulator.fault("openai", "silence", after_tokens=0)
    run = stack.client.start(3, providers=["openai"])
    page.goto(f"/runs/{run.id}")
    button = page.get_by_role("button", name="Download CSV")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.press("Enter")
    expect(page.get_by_text("There is nothing to download yet.").first).to_be_visible()
    cancel(run)
    page.goto(f"/runs/{ended.id}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert download.value.suggested_filename == f"playlist-{ended.id}.csv"


def test_a_run_is_deleted_only_when_that_is_confirmed(page: Page, stack: Deployed) -> None:
    run = stack.client.start(1, providers=["openai"])
    run.end()
    page.goto(f"/runs/{run.id}")
    for answer in ("Keep it", "Delete this run"):
        page.get_by_text("More", exact=True).click()
        page.get_by_role("button", name="Delete", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name=answer).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_url("**/runs")
    assert stack.client.http.get(run.path).status_code == 404


def test_another_one_begins_with_the_same_input(page: Page, ended: Run) -> None:
    page.goto(f"/runs/{ended.id}")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Start another like this").click()
    page.wait_for_url("**/?kind=playlist")
    expect(page.get_by_text("Rain on a tin roof").or_(page.get_by_label("Prompt")).first).to_be_visible()


def test_a_replay_stands_in_for_the_live_view_until_it_is_stopped(page: Page, ended: Run) -> None:
    page.goto(f"/runs/{ended.id}?debug=1")
    page.get_by_role("button", name="Replay at 1×").click()
    banner = page.locator(".run-replay")
    expect(banner).to_contain_text("Replay 1×")
    banner.get_by_role("button", name="Stop").click()
    expect(banner).to_have_count(0)
    expect(page.locator(".run-stage > :visible")).to_have_count(1)


def press(page: Page, name: str) -> None:
    """Go to the button with the Tab key, and press it."""
    button = page.get_by_role("button", name=name, exact=True)
    expect(button).to_be_visible()
    for _ in range(60):
        if button.evaluate("element => element === document.activeElement"):
            return page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    pytest.fail(f"{name} cannot be reached by the keyboard")


def test_all_of_it_by_keyboard(page: Page, stack: Deployed) -> None:
    run = held(stack)
    page.goto(f"/runs/{run.id}")
    expect(sign(page)).to_have_text("live")
    press(page, "Cancel")
    expect(state(page)).to_have_text("Cancelled")
    press(page, "Continue")
    expect(state(page)).to_have_text("Done")
    page.keyboard.press("Control+Shift+D")
    expect(page.get_by_role("region", name="Developer drawer")).to_be_visible()
    page.keyboard.press("Control+Shift+D")
    expect(page.get_by_role("region", name="Developer drawer")).to_have_count(0)
