"""The code view: files as they are written, what the checks found, and a project that is over."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.run_view import served
from tests.browser.seeing import Look
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.kind_runs import begin

FILES = 11
HOSTILE = '"</script><img src=x onerror=\\"document.body.remove()\\">"\n'
# What the browser colours, by sort, as text.
COLOURED = """() => Object.fromEntries([...CSS.highlights].map(([name, ranges]) =>
    [name, [...ranges].map((range) => range.startContainer.data.slice(range.startOffset, range.endOffset))]))"""


@pytest.fixture(scope="module")
def ended(running_stack: Deployed) -> Run:
    """A project that is over, and that stays as it is."""
    running_stack.simulator.reset()
    run = begin(running_stack, "code")
    run.end()
    return run


def files(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Files").get_by_role("button")


def file(page: Page, path: str) -> Locator:
    return files(page).filter(has_text=re.compile(rf"^{re.escape(path)}"))


def shown(page: Page, path: str) -> Locator:
    """The viewer, once it shows this file."""
    return page.get_by_role("region", name=f"Code of {path}")


def code_of(page: Page) -> str:
    """The text of the viewer, without the line numbers."""
    texts: list[str] = page.locator(".code-block > :last-child").all_text_contents()
    return "".join(texts)


def contents(run: Run) -> dict[str, str]:
    return {one["path"]: one["content"] for one in run.snapshot()["parts"]["files"]}


def in_the_middle(stack: Deployed) -> Run:
    """A project of which some files stay half written, each where its provider fell silent."""
    for path in ("app/main.py", "app/routes.py", "README.md"):
        stack.simulator.fault("openai", "silence", match=f"file:{path}", after_tokens=120)
    run = begin(stack, "code")
    run.until(lambda events: sum(event["type"] == "file.completed" for event in events) == FILES - 3)
    return run


def test_the_contract_is_written_before_ones_eyes(page: Page, stack: Deployed) -> None:
    stack.simulator.set(tokens_per_second=150)
    run = begin(stack, "code")
    page.goto(f"/runs/{run.id}")
    expect(file(page, "openapi.yaml")).to_contain_text("writing")
    expect(file(page, "openapi.yaml")).to_have_attribute("aria-current", "true")
    expect(shown(page, "openapi.yaml")).to_contain_text("openapi: 3.1.0")
    expect(page.get_by_text("The contract comes first")).to_be_visible()
    stack.client.http.post(f"{run.path}/cancel")
    run.end()


def test_what_is_written_is_followed_until_a_file_is_chosen(
    page: Page, stack: Deployed, look: Look, axe: Callable[[Page], None]
) -> None:
    run = in_the_middle(stack)
    page.goto(f"/runs/{run.id}")
    follow = page.get_by_role("button", name="Follow")
    expect(follow).to_have_attribute("aria-pressed", "true")
    expect(files(page).filter(has_text="writing")).to_have_count(3)
    expect(page.get_by_text(f"{FILES - 3} of {FILES} complete")).to_be_visible()
    expect(shown(page, "app/main.py").locator(".code-cursor")).to_be_visible()
    look(page, "code-mid")
    axe(page)
    file(page, "openapi.yaml").click()
    expect(follow).to_have_attribute("aria-pressed", "false")
    expect(shown(page, "openapi.yaml")).to_be_visible()
    follow.click()
    expect(shown(page, "app/main.py")).to_be_visible()
    stack.client.http.post(f"{run.path}/cancel")
    run.end()
    expect(file(page, "app/store.py")).to_contain_text("982 B")
    expect(file(page, "app/main.py")).to_contain_text("not made")
    look(page, "code-cancelled")
    axe(page)


def test_a_project_that_is_over_says_what_there_is(
    page: Page, ended: Run, look: Look, axe: Callable[[Page], None]
) -> None:
    page.goto(f"/runs/{ended.id}")
    expect(page.get_by_role("list", name="What it has to fulfil").get_by_role("listitem")).to_have_count(4)
    expect(page.get_by_text(f"{FILES} of {FILES} complete")).to_be_visible()
    expect(page.get_by_text("8 of 8 checks passed")).to_be_visible()
    expect(page.get_by_role("heading", name="Checks", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Follow")).to_be_hidden()
    file(page, "app/main.py").click()
    look(page, "code-end")
    axe(page)


def test_every_file_is_shown_whole_and_in_colours(page: Page, ended: Run) -> None:
    page.goto(f"/runs/{ended.id}")
    for path, content in contents(ended).items():
        file(page, path).click()
        expect(shown(page, path)).to_be_visible()
        assert code_of(page) == content
        numbers = "".join(page.locator(".code-numbers").all_text_contents()).split()
        assert numbers == [str(number) for number in range(1, content.count("\n") + 2)]
    file(page, "app/main.py").click()
    page.wait_for_function("() => CSS.highlights.get('code-keyword')?.size")
    coloured = page.evaluate(COLOURED)
    assert set(coloured["code-keyword"]) >= {"import", "from", "async", "def"}
    assert '"""Task Tracker API: entry point and middleware."""' in coloured["code-string"]


def test_code_is_copied_and_its_lines_wrapped(page: Page, ended: Run) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/runs/{ended.id}")
    file(page, "README.md").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Copied README.md")).to_have_count(1)
    assert page.evaluate("() => navigator.clipboard.readText()") == contents(ended)["README.md"]
    wrap = page.get_by_role("button", name="Wrap lines")
    wrap.click()
    expect(wrap).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(
        "() => (({scrollWidth, clientWidth}) => scrollWidth <= clientWidth)(document.querySelector('.code-box'))"
    )


def test_a_script_that_ends_in_a_file_is_text(page: Page, ended: Run) -> None:
    events = ended.events()
    for event in of_type(events, "file.completed", "project.planned", "validation.progress"):
        data = event["data"]
        if event["type"] == "file.completed":
            data["content"] = HOSTILE + data["content"]
        elif event["type"] == "project.planned":
            data["summary"], data["requirements"] = HOSTILE, [HOSTILE]
        else:
            data["message"] = HOSTILE
    served(page, events)
    page.goto(f"/runs/{ended.id}")
    expect(page.get_by_role("list", name="What it has to fulfil")).to_contain_text("</script>")
    file(page, "app/main.py").click()
    expect(shown(page, "app/main.py")).to_contain_text(HOSTILE.strip())
    assert page.locator("main img, main script").count() == 0


def test_a_failed_check_leads_to_the_line_and_a_repair_is_told(page: Page, stack: Deployed, look: Look) -> None:
    stack.simulator.fault("openai", "breaks_rules", match="file:app/main.py")
    run = begin(stack, "code")
    events = run.end()
    failed = next(
        e for e in of_type(events, "validation.progress") if e["data"]["result"] == "fail" and e["data"]["findings"]
    )
    # As it was before the repair.
    served(page, [*events[: failed["seq"]], {**events[-1], "seq": failed["seq"] + 1}])
    page.goto(f"/runs/{run.id}")
    found = failed["data"]["findings"][0]
    page.get_by_role("button", name=found["message"]).first.click()
    viewer = shown(page, found["path"])
    expect(viewer).to_be_focused()
    if found["line"]:
        line = contents_at(events, found["path"]).split("\n")[found["line"] - 1]
        assert page.evaluate("() => String(getSelection())") == line
    look(page, "code-failed-check")
    page.unroute_all()
    page.reload()
    expect(page.get_by_text(re.compile(r"^Repairs app/main.py: completed"))).to_be_visible()
    expect(page.get_by_text("Checks every file again: completed")).to_be_visible()
    look(page, "code-repaired")


def contents_at(events: list[Any], path: str) -> str:
    """The file as it was first."""
    first: str = next(e["data"]["content"] for e in of_type(events, "file.completed") if e["data"]["path"] == path)
    return first


def test_a_file_is_made_again_with_the_keyboard_alone(page: Page, stack: Deployed, axe: Callable[[Page], None]) -> None:
    run = begin(stack, "code")
    run.end()
    page.goto(f"/runs/{run.id}")
    chosen = file(page, "app/store.py")
    chosen.focus()
    page.keyboard.press("Enter")
    expect(chosen).to_have_attribute("aria-current", "true")
    page.get_by_text("Make this file again").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Keep everything in a dict")
    axe(page)
    page.keyboard.press("Tab")
    with page.expect_response("**/continue"):
        page.keyboard.press("Enter")
    run.until(lambda events: len(of_type(events, "run.completed")) == 2)
    resumed = of_type(run.events(), "run.resumed")[0]["data"]
    assert resumed["feedback"] == {"file:app/store.py": "Keep everything in a dict"}
    expect(page.get_by_text("8 of 8 checks passed")).to_be_visible()


def test_who_may_only_read_cannot_make_again(page: Page, ended: Run, contexts: Any) -> None:
    reader = contexts.page(key=None)
    reader.goto(f"/runs/{ended.id}#token={ended.started['read_token']}")
    expect(files(reader)).to_have_count(FILES)
    expect(reader.get_by_text("Make this file again").first).to_be_hidden()
