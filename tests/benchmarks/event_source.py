"""A plain EventSource that follows one address to its end: Chromium's where there is one, else Node's.

Its script does nothing but `new EventSource(url)` and to hold what `onmessage` gets. Reconnecting, `Last-Event-ID` and
stopping at a 204 are the browser's own; the requests are counted from outside of the script.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass

from tests.e2e.pages import CHROMIUM, chromium, page_of

_PAGE = b"""<!doctype html><title>Follows a run</title><script>
const held = []
let source
function follow(url) {
  source = new EventSource(url)
  source.onmessage = (event) => held.push([event.lastEventId, event.data])
}
</script>"""
# The same for Node, whose own channel tells of each answer. Node ends when nothing is left to wait for.
_NODE = """
const answers = [], held = []
require('diagnostics_channel').subscribe('undici:request:headers', ({ response }) => answers.push(response.statusCode))
const source = new EventSource(process.argv[1])
source.onmessage = (event) => held.push([event.lastEventId, event.data])
const look = setInterval(() => {
  if (source.readyState !== EventSource.CLOSED) return
  clearInterval(look)
  console.log(JSON.stringify({ held, answers }))
}, 100)
"""


@dataclass(frozen=True)
class Followed:
    """What the script was given, (`lastEventId`, data) of each event, and the status of each request's answer."""

    by: str
    held: list[tuple[str, str]]
    answers: list[int]


def follow(url: str, timeout_s: float) -> Followed:
    """Follow until EventSource stops by itself. Raises a timeout's error if it does not, in `timeout_s`."""
    if CHROMIUM:
        return _in_chromium(url, timeout_s)
    if node := shutil.which("node"):
        return _in_node(node, url, timeout_s)
    raise RuntimeError("there is neither Chromium nor Node on this machine")


def _in_chromium(url: str, timeout_s: float) -> Followed:
    answers: list[int] = []
    with chromium() as browser, page_of(browser, _PAGE) as page:
        page.on("response", lambda answer: answers.append(answer.status))
        page.evaluate("url => follow(url)", url)
        closed = "source.readyState === EventSource.CLOSED"
        # Seldom: looking costs the browser more than the run does.
        page.wait_for_function(closed, timeout=timeout_s * 1000, polling=500)
        held = page.evaluate("held")
    return Followed("Chromium", [(event_id, data) for event_id, data in held], answers)


def _in_node(node: str, url: str, timeout_s: float) -> Followed:
    command = [node, "--experimental-eventsource", "-e", _NODE, url]
    told = subprocess.run(command, timeout=timeout_s, capture_output=True, check=True, text=True)
    found = json.loads(told.stdout)
    return Followed("Node", [(event_id, data) for event_id, data in found["held"]], found["answers"])
