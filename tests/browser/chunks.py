"""A file of two thousand chunks, as a page is sent it."""

import json
from typing import Any

from playwright.sync_api import Page

CHUNKS = 2000
RUN = "01m7x5wg1169tf3mbnen9p7f42"
PATH = "openapi.yaml"
LINE = "  - name: value  # of no importance\n"

# The stream's place is taken by one that sends what it is told to; the browser's long tasks are counted.
STREAM = """
(() => {
  const frames = %s, atOnce = %s;
  window.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((task) => Math.round(task.duration))))
    .observe({ type: "longtask", buffered: true });
  const asked = window.fetch;
  window.fetch = (address, init) => {
    if (!String(address).includes("/stream")) return asked(address, init);
    const encoder = new TextEncoder();
    const body = new ReadableStream({
      async start(controller) {
        for (let next = 0; next < frames.length; next += atOnce) {
          controller.enqueue(encoder.encode(frames.slice(next, next + atOnce).join("")));
          await new Promise((resolve) => setTimeout(resolve, 8));
        }
        controller.close();
      },
    });
    return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  };
})();
"""


def log() -> list[dict[str, Any]]:
    """A project whose one file is written in so many chunks."""
    events: list[dict[str, Any]] = []

    def add(type_: str, step: str | None, **data: Any) -> None:
        place = len(events)
        at = f"2026-11-20T08:00:{place // 50:02d}.{place % 50 * 20:03d}Z"
        head = {"seq": place + 1, "type": type_, "run_id": RUN, "ts": at, "step": step, "attempt": step and 1}
        events.append({**head, "message": None, "data": data})

    planned = [{"id": "plan", "label": "Plans the project", "expected_seconds": 30}]
    shared: dict[str, Any] = {"providers": ["openai"], "expected": {"parts": 1}, "metadata": {}, "max_cost_usd": None}
    add("run.started", None, kind="code", input={"prompt": "A service"}, steps=planned, **shared)
    add("step.started", "plan", label="Plans the project")
    add("file.started", "plan", path=PATH)
    for place in range(CHUNKS):
        add("file.chunk", "plan", path=PATH, text=LINE, offset=place * len(LINE))
    add("file.completed", "plan", path=PATH, content=LINE * CHUNKS, bytes=len(LINE) * CHUNKS, sha256="0" * 64)
    add("step.completed", "plan", duration_ms=40_000)
    used = {"calls": 1, "input_tokens": 1, "output_tokens": 1, "cost_usd": 0.1}
    found = {"framework": "fastapi", "files": 1, "bytes": 1, "result": "pass", "checks": {}, "failing": []}
    add(
        "run.completed",
        None,
        summary={"description": "A service", **found},
        duration_ms=41_000,
        usage=used,
        degraded=[],
    )
    return events


def send(page: Page, at_once: int) -> None:
    """Open the run's page, and send it the log in pieces of so many events, 8 ms apart."""
    frames = [f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n" for event in log()]
    frames.append(f'event: control\ndata: {{"type": "closed", "seq": {len(frames)}}}\n\n')
    page.add_init_script(STREAM % (json.dumps(frames), at_once))
    page.goto(f"/runs/{RUN}")
