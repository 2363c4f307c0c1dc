"""Starting runs: the cards, the forms that the kinds' schemas draw, and what is said where it does not work."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.seeing import Contexts, Look
from tests.e2e.deployed import Deployed

KINDS = {"playlist": "Playlist", "code": "API project", "video": "Video", "plan": "Wellness plan", "vision": "Vision"}
A_RUN = re.compile(r"/runs/[0-9a-z]{26}$")


def run_of(page: Page, stack: Deployed) -> Any:
    """The snapshot of the run that the page has gone to."""
    page.wait_for_url(A_RUN)
    return stack.client.get(f"/v1{page.url.removeprefix(stack.stack.url)}")


def contains(value: Any, part: Any) -> bool:
    """Whether everything that `part` says is in `value`."""
    if isinstance(part, dict):
        return all(contains(value[name], within) for name, within in part.items())
    if isinstance(part, list):
        # Of what is chosen by ticks, the order says nothing.
        return len(value) == len(part) and all(any(contains(item, wanted) for item in value) for wanted in part)
    return bool(value == part)


def refusal(status: int, headers: dict[str, str] | None = None, **problem: Any) -> Callable[[Route], None]:
    """Answers the start of a run with a problem, and lets everything else through."""

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status, json={"status": status, **problem}, headers=headers or {})
        else:
            route.continue_()

    return answer


def test_each_kind_is_started_from_its_form_by_keyboard(page: Page, unanswered: Deployed) -> None:
    schemas = {info["name"]: info["input_schema"] for info in unanswered.client.get("/v1/kinds")["kinds"]}
    for kind, title in KINDS.items():
        page.goto("/")
        page.get_by_role("link", name=re.compile(f"^{title} ")).press("Enter")
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        example = schemas[kind]["examples"][-1]
        page.get_by_role("button", name=re.compile("^Use ")).last.press("Enter")
        page.get_by_role("button", name="Start", exact=True).press("Enter")
        snapshot = run_of(page, unanswered)
        assert snapshot["kind"] == kind
        assert contains(snapshot["input"], example)


def test_what_is_chosen_by_mouse_is_what_is_made(page: Page, unanswered: Deployed) -> None:
    page.goto("/")
    page.get_by_label("What would you like made?").fill("A set for a ferry at dawn")
    page.get_by_role("link", name=re.compile("^Playlist ")).click()
    expect(page.get_by_label("What to play")).to_have_value("A set for a ferry at dawn")
    page.get_by_label("Number of tracks").fill("4")
    page.get_by_label("Arc").select_option("slow burn")
    page.get_by_text("More options").click()
    page.get_by_label("chill", exact=True).check()
    page.get_by_role("button", name="Add to Genres", exact=True).click()
    page.keyboard.type("dub")
    page.keyboard.press("Enter")
    page.keyboard.type("ambient")
    page.get_by_label("anthropic").uncheck()
    page.get_by_label("Spend at most").fill("2.5")
    page.get_by_role("button", name="Start", exact=True).click()
    snapshot = run_of(page, unanswered)
    chosen = {"track_count": 4, "arc_template": "slow_burn", "moods": ["chill"], "genres": ["dub", "ambient"]}
    assert contains(snapshot["input"], {"prompt": "A set for a ferry at dawn", **chosen})
    assert snapshot["providers"] == ["openai", "gemini"]
    assert snapshot["budget"]["max_cost_usd"] == 2.5


def test_fields_are_checked_where_they_are_left_and_at_the_start(page: Page) -> None:
    page.goto("/?kind=playlist")
    tracks = page.get_by_label("Number of tracks")
    tracks.fill("77")
    expect(tracks).not_to_have_attribute("aria-invalid", "true")
    tracks.press("Tab")
    expect(tracks).to_have_accessible_description(re.compile(r"^From 1 to 50\."))
    tracks.fill("7")
    expect(tracks).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Start", exact=True).click()
    prompt = page.get_by_label("What to play")
    expect(prompt).to_be_focused()
    expect(prompt).to_have_attribute("aria-invalid", "true")
    expect(prompt).to_have_accessible_description(re.compile(r"^This is needed\."))
    expect(page).to_have_url(re.compile("kind=playlist$"))


def test_what_the_server_refuses_is_said_at_the_field(page: Page) -> None:
    errors = [
        {"loc": "input.vocal_density.vocals", "msg": "is out of tune"},
        {"loc": "input.genres.1", "msg": "is no genre"},
        {"loc": "options.providers.0", "msg": "is asleep"},
        {"loc": "body", "msg": "is odd"},
    ]
    page.route("**/v1/runs", refusal(422, code="invalid_request", errors=errors))
    page.goto("/?kind=playlist")
    page.get_by_role("button", name="Use example 2").click()
    page.get_by_text("More options").click()
    for genre in ("house", "disco"):
        page.get_by_role("button", name="Add to Genres", exact=True).click()
        page.keyboard.type(genre)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("form .notice", has_text="Is odd.")).to_be_focused()
    expect(page.get_by_label("Genres 2", exact=True)).to_have_accessible_description(re.compile("Is no genre."))
    page.locator("summary", has_text="Vocals").click()
    expect(page.get_by_label("Instrumental to vocal")).to_have_accessible_description(re.compile("^Is out of tune."))
    expect(page.get_by_role("group", name="Providers")).to_contain_text("Is asleep.")


def test_what_excludes_each_other_is_said_above_the_form(page: Page) -> None:
    page.goto("/?kind=playlist")
    page.get_by_label("What to play").fill("Anything")
    page.get_by_label("Number of tracks").fill("7")
    page.get_by_label("Length in minutes").fill("20")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("exclude each other")).to_be_visible()
    expect(page.get_by_label("Length in minutes")).to_have_value("20")


def test_a_draft_survives_a_reload_and_ends_with_the_start(page: Page, unanswered: Deployed) -> None:
    page.goto("/?kind=code")
    page.get_by_label("What the API does").fill("An API for the keys of a lighthouse")
    page.get_by_label("express").check()
    page.get_by_role("button", name="Add to Further requirements").click()
    page.keyboard.type("Keys are lent for a day")
    page.reload()
    expect(page.get_by_label("What the API does")).to_have_value("An API for the keys of a lighthouse")
    expect(page.get_by_label("express")).to_be_checked()
    expect(page.get_by_role("textbox", name="Further requirements 1")).to_have_value("Keys are lent for a day")
    page.get_by_role("button", name="Start", exact=True).click()
    assert run_of(page, unanswered)["input"]["requirements"] == ["Keys are lent for a day"]
    page.goto("/?kind=code")
    expect(page.get_by_label("What the API does")).to_have_value("")


def test_a_start_whose_answer_is_lost_is_one_run(page: Page, unanswered: Deployed) -> None:
    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.goto("/?kind=playlist")
    page.get_by_label("What to play").fill("Once only")
    page.route("**/v1/runs", lose)
    page.get_by_role("button", name="Start", exact=True).dblclick()
    # The client asks again a few times before it gives up.
    expect(page.get_by_text("The server cannot be reached.", exact=True)).to_be_visible(timeout=30_000)
    page.unroute("**/v1/runs")
    page.reload()
    page.get_by_role("button", name="Start", exact=True).click()
    run = run_of(page, unanswered)["run_id"]
    client = unanswered.client
    runs = client.get("/v1/runs", kind="playlist", limit=5)["runs"]
    same = [each["run_id"] for each in runs if client.get(each["url"])["input"]["prompt"] == "Once only"]
    assert same == [run]


def test_no_room_and_no_money_are_said_with_what_can_be_done(page: Page) -> None:
    page.goto("/?kind=playlist")
    for status, wait, detail, said in (
        (429, "10", "no room", "Start again in 10 seconds."),
        (402, "7200", "no money", "There is a new budget in 2 hours."),
    ):
        page.route("**/v1/runs", refusal(status, {"Retry-After": wait}, code="no", detail=f"there is {detail}"))
        page.get_by_label("What to play").fill("Patience")
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.get_by_text(f"There is {detail}.", exact=True)).to_be_visible()
        expect(page.locator("form").get_by_text(said)).to_be_visible()
        expect(page.get_by_label("What to play")).to_have_value("Patience")
        expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled()


def test_a_page_that_is_named_offers_the_video(page: Page) -> None:
    page.goto("/")
    wish = page.get_by_label("What would you like made?")
    wish.press_sequentially("Something about example.com")
    offer = page.get_by_role("link", name="Make a video of it")
    expect(page.get_by_text("example.com is a web page.")).to_be_visible()
    wish.press("Tab")
    expect(offer).to_be_focused()
    offer.press("Enter")
    expect(page.get_by_label("In your own words")).to_have_value("Something about example.com")
    page.go_back()
    expect(page.get_by_label("What would you like made?")).to_have_value("Something about example.com")


def test_without_a_key_one_is_asked_for(contexts: Contexts, axe: Callable[[Page], None], look: Look) -> None:
    page = contexts.page(key=None)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
    look(page, "start-keyless")
    page.get_by_role("button", name="Give an API key").click()
    page.get_by_label("API key", exact=True).fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This key was not accepted.")).to_be_visible()
    page.get_by_role("button", name="Give an API key").click()
    page.get_by_label("API key", exact=True).fill("local")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("^Vision "))).to_be_visible()


def test_a_key_that_ended_is_asked_for_anew_and_the_start_goes_on(page: Page, unanswered: Deployed) -> None:
    page.goto("/?kind=playlist")
    page.get_by_label("What to play").fill("Where were we")
    page.route("**/v1/runs", refusal(401, code="unauthorized", detail="no key"))
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_label("API key", exact=True).fill("local")
    page.unroute("**/v1/runs")
    page.keyboard.press("Enter")
    assert run_of(page, unanswered)["input"]["prompt"] == "Where were we"


def test_nothing_keeps_anyone_out(page: Page, axe: Callable[[Page], None], look: Look) -> None:
    page.goto("/")
    for kind, title in KINDS.items():
        card = page.get_by_role("link", name=re.compile(f"^{title} "))
        expect(card).to_be_visible()
        if kind == "playlist":
            look(page, "start-landing-open")
            axe(page)
        card.click()
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        page.get_by_role("button", name=re.compile("^Use ")).last.click()
        look(page, f"start-{kind}")
        for more in page.locator("summary").all():
            more.click()
        page.get_by_role("button", name="Start again with defaults").click()
        for add in page.get_by_role("button", name=re.compile("^Add to ")).all():
            add.click()
        look(page, f"start-{kind}-open")
        axe(page)
        page.go_back()
