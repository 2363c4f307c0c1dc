"""Takes the pictures of the page that the README shows, of runs on a stack of its own or at the address given.

One is of a playlist while it is being made, light, with what each provider has found; one of a project that is being
written, dark. What they show is what the page showed at that moment.
"""

import argparse
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from playwright.sync_api import Page, ViewportSize, sync_playwright

from local import process, settings
from local.client import Client, address
from local.simulator.client import Simulator

FOLDER = process.ROOT / "docs"
MOST_BYTES = 250_000
_SIZE: ViewportSize = {"width": 1280, "height": 1240}
# About as fast as real models write, so that the middle of a run can be seen.
_TOKENS_PER_SECOND = 60


def main() -> None:
    """Take both pictures."""
    parser = argparse.ArgumentParser(prog="python -m local.page_picture", description=__doc__)
    parser.add_argument("url", nargs="?", help="a running stack, such as http://127.0.0.1:8787; default: its own")
    parser.add_argument("--key", default=settings.API_KEY, help="API key (default: %(default)s)")
    chosen = parser.parse_args()
    with address(chosen.url, "logs-picture") as url, Client(url, chosen.key) as client:
        if not chosen.url:
            Simulator(url).set(first_token_ms=300, tokens_per_second=_TOKENS_PER_SECOND)
        playlist = {"prompt": "Late-night drive through the city: synths, neon and a slow build", "track_count": 12}
        with _page(url, chosen.key, "light") as page:
            _open(page, client, "playlist", playlist, _some_tracks)
            page.get_by_role("radio", name="Perspectives").check()
            page.get_by_role("region", name="Perspectives").wait_for()
            _take(page, "page-playlist.png")
        project = next(kind for kind in client.kinds() if kind["name"] == "code")["input_schema"]["examples"][0]
        with _page(url, chosen.key, "dark") as page:
            _open(page, client, "code", project, _some_files)
            _take(page, "page-code.png")


@contextmanager
def _page(url: str, key: str, scheme: Literal["light", "dark"]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        # As root, as in containers, Chromium has no sandbox; nor do these have much shared memory.
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        context = browser.new_context(base_url=url, viewport=_SIZE, color_scheme=scheme, reduced_motion="reduce")
        context.add_init_script(f"localStorage.setItem('tailrace.key', JSON.stringify({json.dumps(key)}))")
        yield context.new_page()
        browser.close()


def _open(
    page: Page, client: Client, kind: str, wanted: dict[str, Any], enough: Callable[[list[dict[str, Any]]], bool]
) -> None:
    """A run's own page, once the run is as far as that."""
    started, _ = client.start(kind, wanted)
    page.goto(f"/runs/{started['run_id']}")
    events = []
    for arrival in client.follow(started["urls"]["stream"]):
        events.append(arrival.event)
        if enough(events):
            return
    raise SystemExit(f"The {kind} run ended before there was anything to see")


def _some_tracks(events: list[dict[str, Any]]) -> bool:
    """One list is complete, and the others have begun."""
    providers = {event["data"]["provider"] for event in events if event["type"] == "track.added"}
    return len(providers) == 3 and any(event["type"] == "primary.selected" for event in events)


def _some_files(events: list[dict[str, Any]]) -> bool:
    """Some files are there, others are being written."""
    return len([event for event in events if event["type"] == "file.completed"]) >= 5


def _take(page: Page, name: str) -> None:
    picture = FOLDER / name
    page.screenshot(path=picture)
    size = picture.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{name} has {size} bytes: more than the {MOST_BYTES} that a README should load")
    print(f"Taken: {picture.relative_to(process.ROOT)} ({size} bytes)")


if __name__ == "__main__":
    main()
