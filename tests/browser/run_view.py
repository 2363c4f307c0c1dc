"""What a run's page says of any run, and runs that wait in their middle to be looked at."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page

from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example

PROVIDERS = ("openai", "anthropic", "gemini")


def state(page: Page) -> Locator:
    return page.locator(".run-head .badge")


def sign(page: Page) -> Locator:
    return page.locator(".run-sign")


def steps(page: Page) -> Locator:
    return page.locator(".run-steps > li")


def plan(days: int, **fields: Any) -> dict[str, Any]:
    """The input for a plan of so many days."""
    return {**example("plan"), "duration": {"unit": "days", "value": days}, **fields}


def held(stack: Deployed) -> Run:
    """A plan of two days: the first is there, the second half written, and so it stays until it is cancelled."""
    stack.simulator.fault("openai", "silence", match="day:2", after_tokens=100)
    run = stack.client.begin("plan", plan(2))
    # The last that the log is told before the silence.
    awaited = {("step.completed", "day:1"), ("usage.reserved", "day:2")}
    run.until(lambda events: awaited <= {(event["type"], event["step"]) for event in events})
    return run


def held_playlist(stack: Deployed, tracks: int = 4) -> Run:
    """A set of which every provider has given some tracks; the rest they keep until it is cancelled."""
    for provider in PROVIDERS:
        stack.simulator.fault(provider, "silence", after_tokens=40 * tracks)
    run = stack.client.start(tracks)
    run.until(lambda events: {e["data"]["provider"] for e in of_type(events, "track.added")} == set(PROVIDERS))
    return run


def cancel(run: Run) -> None:
    """Cancel the run, as from elsewhere."""
    answer = run.client.http.post(f"{run.path}/cancel", json={})
    assert answer.status_code == 202, answer.text


def served(page: Page, events: list[Any]) -> None:
    """The stream is these events, whatever the log says."""
    frames = "".join(f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n" for event in events)
    body = f"{frames}event: control\ndata: {json.dumps({'type': 'closed', 'seq': len(events)})}\n\n"
    headers = {"Content-Type": "text/event-stream", "Access-Control-Allow-Origin": "*"}
    page.route(re.compile(r"/stream\b"), lambda route: route.fulfill(body=body, headers=headers))
