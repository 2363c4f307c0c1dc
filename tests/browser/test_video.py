"""The video view: the conversation, the brand, the scenes, and a page that means harm."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.run_view import served
from tests.browser.seeing import Look
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed

SCENES = 5


def begin(stack: Deployed, site: str = "fintech") -> Run:
    """A video of five acts of one of the simulator's websites."""
    return stack.client.begin("video", {"url": f"{stack.client.url}/simulator/sites/{site}/"})


@pytest.fixture(scope="module")
def ended(running_stack: Deployed) -> Run:
    """A video that is over, and that stays as it is."""
    running_stack.simulator.reset()
    run = begin(running_stack)
    run.end()
    return run


def log(page: Page) -> Locator:
    return page.get_by_role("region", name="What happens")


def strip(page: Page) -> Locator:
    """The buttons of the timeline."""
    return page.locator(".video-strip button")


def brand(page: Page) -> Locator:
    return page.locator("section").filter(has=page.get_by_role("heading", name="Brand", exact=True))


def code(page: Page, scene: str) -> Locator:
    return page.get_by_role("region", name=f"Code of {scene}.tsx")


def lines(page: Page) -> list[str]:
    return log(page).locator("li").all_text_contents()


def test_a_video_is_told_and_made_scene_by_scene(
    page: Page, stack: Deployed, look: Look, axe: Callable[[Page], None]
) -> None:
    stack.simulator.set(tokens_per_second=30)
    run = begin(stack)
    page.goto(f"/runs/{run.id}")
    expect(strip(page)).to_have_count(SCENES)
    expect(strip(page).filter(has_text="expected")).to_have_count(SCENES)
    expect(log(page)).to_contain_text("Read Ferrow")
    expect(brand(page)).to_contain_text("Money that keeps its own books")
    look(page, "video-early")

    expect(log(page)).to_contain_text("Creating scene 2/5: The Discovery")
    expect(strip(page).filter(has_text="being made")).not_to_have_count(0)
    look(page, "video-mid")
    axe(page)

    stack.simulator.set(tokens_per_second=None)
    run.end()
    expect(log(page)).to_contain_text("Scene 5/5: The Invitation")
    expect(log(page)).to_contain_text("6 of 6 checks passed")
    expect(strip(page).filter(has_text="made")).to_have_count(SCENES)
    expect(page.get_by_text("5 of 5 made, 30 s in all")).to_be_visible()
    followed = lines(page)
    look(page, "video-end")
    axe(page)
    page.reload()
    expect(log(page)).to_contain_text("6 of 6 checks passed")
    assert lines(page) == followed


def test_the_timeline_is_in_proportion_and_each_scene_can_be_seen(page: Page, ended: Run) -> None:
    page.goto(f"/runs/{ended.id}")
    parts = ended.snapshot()["parts"]
    expect(strip(page)).to_have_count(SCENES)
    widths = [box["width"] for box in (one.bounding_box() for one in strip(page).all()) if box]
    frames = [scene["duration_frames"] for scene in parts["narrative"]]
    for width, duration in zip(widths, frames, strict=True):
        assert width / sum(widths) == pytest.approx(duration / sum(frames), abs=0.02)
    for scene, told in zip(parts["scenes"], parts["narrative"], strict=True):
        strip(page).nth(scene["index"] - 1).click()
        expect(page.get_by_role("heading", name=f"{scene['index']}. {told['title']}")).to_be_visible()
        expect(page.get_by_role("figure")).to_contain_text(told["title"])
        expect(page.get_by_role("figure")).to_contain_text("not the rendered video")
        expect(code(page, scene["scene_id"])).to_be_visible()
        assert "".join(page.locator(".code-block > :last-child").all_text_contents()) == scene["code"]


def test_the_brand_says_what_was_found_and_what_was_not(page: Page, ended: Run, axe: Callable[[Page], None]) -> None:
    page.goto(f"/runs/{ended.id}")
    swatches = page.get_by_role("list", name="Colours").get_by_role("listitem")
    expect(swatches.filter(has_text="primary")).to_contain_text("#3b2fd9")
    colour = swatches.first.locator(".video-swatch").evaluate("(one) => getComputedStyle(one).backgroundColor")
    assert colour == "rgb(59, 47, 217)"
    expect(brand(page)).to_contain_text("heading: Sora")
    expect(brand(page)).to_contain_text("mono: not found on the page")
    brand(page).get_by_text("Confidence 100 of 100").click()
    expect(brand(page)).to_contain_text("headline 20 of 20")
    brand(page).get_by_text("All that the page says").click()
    expect(brand(page).get_by_role("definition").filter(has_text="Open an account")).to_be_visible()
    expect(brand(page).locator("dt", has_text="solution")).to_be_visible()
    expect(brand(page).locator("dt:has-text('solution') + dd")).to_have_text("not found on the page")
    axe(page)


def test_a_hostile_page_is_only_text(page: Page, stack: Deployed, look: Look) -> None:
    run = begin(stack, "hostile")
    run.end()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/runs/{run.id}")
    expect(log(page)).to_contain_text("Gimlet Notes")
    brand(page).get_by_text("All that the page says").click()
    strip(page).first.click()
    look(page, "video-hostile")
    assert page.locator("main img, main script, main [onmouseover], main [onerror]").count() == 0
    links = page.locator("main a").evaluate_all("(all) => all.map((one) => one.protocol)")
    assert set(links) <= {"http:", "https:"}
    assert dialogs == []
    own = stack.client.url.rsplit(":", 1)[0]
    assert [url for url in asked if not url.startswith(own)] == []


def test_a_colour_that_is_none_never_reaches_a_style(page: Page, ended: Run) -> None:
    events = ended.events()
    found = of_type(events, "brand.extracted")[0]["data"]["brand"]
    bad = "url(https://evil.example/x)"
    found["colours"] = {**found["colours"], "primary": bad, "background": bad, "text": bad}
    found["colours"]["palette"] = [{"hex": bad, "role": "primary", "source": "button"}]
    found["fonts"]["heading"] = 'x"; background: url(https://evil.example/y)'
    served(page, events)
    page.goto(f"/runs/{ended.id}")
    expect(page.get_by_role("list", name="Colours")).to_contain_text(bad)
    styles = page.locator("main [style]").evaluate_all("(all) => all.map((one) => one.getAttribute('style'))")
    assert not [style for style in styles if "evil" in style]


def test_a_plain_scene_is_said_to_be_one(page: Page, stack: Deployed, look: Look) -> None:
    for provider in ("openai", "anthropic", "gemini"):
        stack.simulator.fault(provider, "breaks_rules", match="scene:3", times=9)
    run = begin(stack)
    events = run.end()
    scene = next(e["data"] for e in of_type(events, "scene.completed") if e["data"]["index"] == 3)
    assert scene["degraded"]
    page.goto(f"/runs/{run.id}")
    expect(strip(page).nth(2)).to_contain_text("plain")
    expect(log(page)).to_contain_text("Scene 3/5: The Transformation is a plain one")
    strip(page).nth(2).click()
    expect(page.get_by_text("A plain scene, made without a model")).to_contain_text(scene["reason"])
    look(page, "video-plain")


def test_a_scene_is_made_again_with_the_keyboard_alone(
    page: Page, stack: Deployed, axe: Callable[[Page], None]
) -> None:
    run = begin(stack)
    run.end()
    page.goto(f"/runs/{run.id}")
    second = strip(page).nth(1)
    second.focus()
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-current", "true")
    page.get_by_text("Make this scene again").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Larger words")
    axe(page)
    page.keyboard.press("Tab")
    with page.expect_response("**/continue"):
        page.keyboard.press("Enter")
    run.until(lambda events: len(of_type(events, "run.completed")) == 2)
    assert of_type(run.events(), "run.resumed")[0]["data"]["feedback"] == {"scene:2": "Larger words"}
    expect(strip(page).filter(has_text="made")).to_have_count(SCENES)
    expect(page.get_by_text("Write another story").first).to_be_visible()


def test_what_a_cancelled_video_has_stays(page: Page, stack: Deployed, look: Look, axe: Callable[[Page], None]) -> None:
    stack.simulator.fault("openai", "silence", match="scene:4", after_tokens=10)
    run = begin(stack)
    page.goto(f"/runs/{run.id}")
    expect(strip(page).nth(3)).to_contain_text("being made")
    expect(page.get_by_text("4 of 5 made")).to_be_visible()
    stack.client.http.post(f"{run.path}/cancel")
    run.end()
    expect(strip(page).nth(3)).to_contain_text("not made")
    expect(brand(page)).to_contain_text("Money that keeps its own books")
    look(page, "video-cancelled")
    axe(page)
