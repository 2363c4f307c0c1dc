"""One run on a terminal: what it is asked for, its events as they come, and its end."""

import json
import shutil
import sys
from collections import Counter
from typing import Any

from local.client import Arrival, Client
from local.demo.lines import count, told

# Text as a model writes it, many times a second: counted here, and told with the part that it becomes.
_CHUNKS = {"file.chunk": "path", "section.chunk": "section"}
_COLOURS = {"failed": 31, "completed": 32, "superseded": 33, "added": 36, "started": 2, "recorded": 2, "progress": 2}
_WIDTH = shutil.get_terminal_size((150, 24)).columns


class Session:
    """Follows one run. `simulated`: no real model has been asked."""

    def __init__(self, client: Client) -> None:
        self.simulated = True
        self._client = client
        self._chunks = Counter[str]()
        self._colours = sys.stdout.isatty()

    def run(self, kind: str, wanted: dict[str, Any]) -> dict[str, Any]:
        """The snapshot at the end of a run of this kind."""
        started, took_s = self._client.start(kind, wanted)
        print(f"\n{self._bold(kind)}  {_cut(json.dumps(wanted, ensure_ascii=False), _WIDTH - 12)}")
        print(f"POST /v1/runs  202 after {took_s * 1000:.0f} ms  {started['run_id']}\n")
        for arrival in self._client.follow(started["urls"]["stream"]):
            self._show(arrival)
        return self._client.read(started["urls"]["self"])

    def _show(self, arrival: Arrival) -> None:
        event = arrival.event
        if event["type"] == "provider.started" and "/simulator/" not in (event["message"] or ""):
            self.simulated = False
        part = _CHUNKS.get(event["type"])
        if part:
            self._chunks[event["data"][part]] += 1
            if self._chunks[event["data"][part]] > 1:
                return
        text = f"{event['data'][part]} …" if part else told(event)
        if pieces := self._chunks.get(_part_of(event)):
            text += f", in {count(pieces, 'piece')}" if event["type"].endswith(".completed") else ""
        colour = _COLOURS.get(event["type"].rpartition(".")[2], 0)
        line = f"{arrival.after_s:6.2f} {event['seq']:>5}  {event['step'] or '':<24} {event['type']:<19} {text}"
        print(f"\x1b[{colour}m{_cut(line, _WIDTH)}\x1b[0m" if self._colours else _cut(line, _WIDTH), flush=True)

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self._colours else text


def _part_of(event: dict[str, Any]) -> str:
    data = event["data"]
    return str(data.get("path") or data.get("section") or "")


def _cut(line: str, width: int) -> str:
    line = " ".join(line.splitlines())
    return line if len(line) <= width else f"{line[: width - 1]}…"
