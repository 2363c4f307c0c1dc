"""The developer drawer: a run as its log has it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.seeing import Contexts, Look
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed

FEW = 3
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def ended(running_stack: Deployed) -> Run:
    """A run of three tracks that is over, in which one provider failed once and another one for good."""
    simulator = running_stack.simulator
    simulator.reset()
    simulator.fault("anthropic", "rate_limit", times=1)
    simulator.fault("gemini", "quota", times=9)
    run = running_stack.client.start(FEW, prompt=HOSTILE)
    run.end()
    return run


def opened(page: Page, run: Run, tab: str = "Events") -> Locator:
    """The drawer on a run's page, with this tab open."""
    page.goto(f"/runs/{run.id}?debug=1")
    drawer = page.get_by_role("region", name="Developer drawer")
    drawer.get_by_role("tab", name=tab).click()
    return drawer


def rows(drawer: Locator) -> Locator:
    return drawer.get_by_role("listbox", name="Events").get_by_role("option")


def exported(page: Page, drawer: Locator) -> Any:
    with page.expect_download() as download:
        drawer.get_by_role("button", name="Export JSON").click()
    return json.loads(download.value.path().read_text())


def test_it_opens_with_the_keys_and_escape_closes_it(page: Page, ended: Run) -> None:
    page.goto(f"/runs/{ended.id}")
    drawer = page.get_by_role("region", name="Developer drawer")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Control+Shift+D")
    expect(drawer).to_be_visible()
    drawer.get_by_role("tab", name="Events").focus()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def test_it_is_as_it_was_after_a_reload(page: Page, ended: Run) -> None:
    drawer = opened(page, ended, "Calls")
    handle = drawer.get_by_role("separator", name="Height of the drawer")
    handle.focus()
    page.keyboard.press("Home")
    height = handle.get_attribute("aria-valuenow")
    page.goto(f"/runs/{ended.id}")
    expect(drawer.get_by_role("tab", name="Calls")).to_have_attribute("aria-selected", "true")
    expect(handle).to_have_attribute("aria-valuenow", height or "")


def test_the_arrow_keys_go_through_the_tabs(page: Page, ended: Run) -> None:
    drawer = opened(page, ended)
    drawer.get_by_role("tab", name="Events").focus()
    for name in ("Timeline", "Calls", "Connection", "Snapshot", "Events"):
        page.keyboard.press("ArrowRight")
        expect(drawer.get_by_role("tab", name=name)).to_be_focused()
        expect(drawer.get_by_role("tabpanel", name=name)).to_be_visible()


def test_events_are_listed_as_they_come(page: Page, stack: Deployed) -> None:
    stack.simulator.set(first_token_ms=100, tokens_per_second=150)
    run = stack.client.start(FEW)
    drawer = opened(page, run)
    expect(rows(drawer).filter(has_text="track.added").first).to_be_visible()
    events = run.end()
    expect(rows(drawer)).to_have_count(len(events))
    expect(rows(drawer).last).to_contain_text("run.completed")
    drawer.get_by_role("tab", name="Connection").click()
    expect(drawer.get_by_text("yes, the run is closed")).to_be_visible()


def test_the_connection_says_how_late_events_are(page: Page, stack: Deployed) -> None:
    stack.simulator.set(first_token_ms=100, tokens_per_second=60)
    run = stack.client.start(FEW, providers=["openai"])
    drawer = opened(page, run, "Connection")
    expect(drawer.get_by_text(re.compile(r"^[\d.-]+ (ms|s), .*by two clocks$"))).to_be_visible()
    expect(drawer.get_by_role("listitem").filter(has_text="live").first).to_be_visible()


def test_the_filter_finds_what_an_event_says_anywhere(page: Page, ended: Run) -> None:
    events = ended.events()
    drawer = opened(page, ended)
    title = of_type(events, "track.added")[0]["data"]["track"]["title"]
    drawer.get_by_role("searchbox", name="Filter events").fill(f"track.added {title.upper()}")
    found = [e for e in of_type(events, "track.added") if title.lower() in json.dumps(e, ensure_ascii=False).lower()]
    expect(rows(drawer)).to_have_count(len(found))
    drawer.get_by_role("searchbox", name="Filter events").fill("")
    drawer.get_by_role("button", name="parts").click()
    expect(rows(drawer).filter(has_text="track.added")).to_have_count(0)
    expect(rows(drawer).filter(has_text="run.started")).to_have_count(1)


def test_an_event_is_inspected_by_keyboard(page: Page, ended: Run) -> None:
    drawer = opened(page, ended)
    drawer.get_by_role("listbox", name="Events").focus()
    page.keyboard.press("Home")
    expect(rows(drawer).first).to_have_attribute("aria-selected", "true")
    tree = drawer.get_by_role("tree", name="The event")
    tree.get_by_role("treeitem").first.focus()
    page.keyboard.press("End")
    data = tree.get_by_role("treeitem", name=re.compile("^data"))
    expect(data).to_be_focused()
    expect(data).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_role("treeitem", name='kind "playlist"')).to_be_focused()
    expect(drawer.get_by_text("event.data.kind")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(data).to_have_attribute("aria-expanded", "false")


def test_what_a_model_wrote_is_text_in_the_inspector(page: Page, ended: Run) -> None:
    drawer = opened(page, ended, "Snapshot")
    tree = drawer.get_by_role("tree", name="Snapshot")
    tree.get_by_role("treeitem", name=re.compile("^input")).click()
    expect(tree.get_by_text(HOSTILE)).to_be_visible()
    expect(tree.locator("img")).to_have_count(0)


def test_the_calls_add_up_to_what_the_server_says(page: Page, ended: Run) -> None:
    usage = ended.snapshot()["usage"]
    drawer = opened(page, ended, "Calls")
    table = drawer.get_by_role("table")
    sums = table.get_by_role("row").last
    expect(sums).to_contain_text(f"{usage['calls']} recorded")
    cells = [cell.strip() for cell in sums.get_by_role("cell").all_inner_texts()]
    assert f"{usage['input_tokens']:,}" in cells
    assert f"{usage['output_tokens']:,}" in cells
    assert re.sub("0{1,5}$", "", f"${usage['cost_usd']:.9f}") in cells
    expect(table.get_by_role("row").filter(has_text="turned away, nothing used")).to_have_count(2)


def test_the_timeline_shows_who_failed(page: Page, ended: Run) -> None:
    drawer = opened(page, ended, "Timeline")
    expect(drawer.get_by_title(re.compile(r"Attempt 1, anthropic,.*retried"))).to_be_visible()
    expect(drawer.get_by_title(re.compile(r"Attempt 2, anthropic,.*completed"))).to_be_visible()
    expect(drawer.get_by_title(re.compile(r"Attempt 1, gemini,.*failed"))).to_be_visible()
    drawer.get_by_role("button", name="As a table").click()
    row = drawer.get_by_role("row").filter(has_text="generate:gemini")
    expect(row).to_contain_text("failed: ")


def test_the_export_is_the_log_and_the_snapshot(page: Page, ended: Run) -> None:
    drawer = opened(page, ended)
    expect(rows(drawer).last).to_contain_text("run.completed")
    whole = exported(page, drawer)
    assert whole["run_id"] == ended.id
    assert whole["events"] == ended.events()
    assert whole["snapshot"]["usage"] == ended.snapshot()["usage"]


def test_a_replay_comes_to_the_same_end(page: Page, ended: Run) -> None:
    drawer = opened(page, ended)
    tracks = [track["track"]["title"] for track in ended.snapshot()["parts"]["tracks"]]
    drawer.get_by_role("button", name="Replay at 16×").click()
    expect(page.get_by_text("at its end")).to_be_visible()
    for title in tracks:
        expect(page.get_by_role("main").get_by_text(title).locator("visible=true").first).to_be_visible()
    drawer.get_by_role("button", name="Stop the replay").click()
    expect(page.get_by_text("at its end")).to_have_count(0)
    expect(drawer.get_by_role("button", name="Stop the replay")).to_be_disabled()


def test_the_command_to_follow_it_does_not_hold_the_key(contexts: Contexts, ended: Run) -> None:
    page = contexts.page(key="local", permissions=["clipboard-read", "clipboard-write"])
    drawer = opened(page, ended)
    drawer.get_by_role("button", name="Copy curl").click()
    expect(drawer.get_by_text("The command copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"/v1/runs/{ended.id}/stream'" in copied
    assert copied.endswith('"Authorization: Bearer $TAILRACE_KEY"')


# A drawer that is given so many events, in batches as they come from a stream; how many rows were made, and removed.
_GIVEN = """async (count) => {
  const folder = document.querySelector('script[type=module]').src.replace(/page[/]app.js$/, '');
  const { create } = await import(folder + 'drawer/drawer.js');
  const app = { announce() {} };
  const drawer = create({ run: { id: 'r', stream: null }, app, onReplay() {} });
  document.body.append(drawer.element);
  const made = { added: 0, removed: 0 };
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes, removedNodes } of changes) {
      made.added += addedNodes.length;
      made.removed += removedNodes.length;
    }
  });
  observer.observe(drawer.element.querySelector('[role=listbox]'), { childList: true });
  for (let seq = 1; seq <= count; ) {
    const batch = [];
    for (let n = 0; n < 50; n += 1, seq += 1) {
      const data = { path: 'a.py', text: 'x'.repeat(200), offset: seq };
      const ts = new Date(seq * 10).toISOString();
      batch.push({ seq, type: 'file.chunk', run_id: 'r', ts, step: 'file:a.py', attempt: 1, message: null, data });
    }
    drawer.update({ status: 'running', seq }, batch);
    await new Promise(requestAnimationFrame);
  }
  return made;
}"""


def test_each_of_five_thousand_events_is_drawn_once(page: Page, stack: Deployed) -> None:
    page.goto("/")
    made = page.evaluate(_GIVEN, 5000)
    drawer = page.get_by_role("region", name="Developer drawer")
    expect(rows(drawer).last).to_contain_text("5000")
    shown = rows(drawer).count()
    assert shown < 1000
    assert made == {"added": 5000, "removed": 5000 - shown}
    drawer.get_by_role("button", name=re.compile("^Show .* earlier")).click()
    expect(rows(drawer)).to_have_count(2 * shown)


def test_axe_finds_nothing(page: Page, ended: Run, axe: Callable[[Page], None], look: Look) -> None:
    drawer = opened(page, ended)
    expect(rows(drawer).last).to_contain_text("run.completed")
    rows(drawer).last.click()
    for tab in ("Events", "Timeline", "Calls", "Connection", "Snapshot"):
        drawer.get_by_role("tab", name=tab).click()
        expect(drawer.get_by_role("tabpanel", name=tab)).to_be_visible()
        axe(page)
        look(page, f"drawer-{tab.lower()}")
