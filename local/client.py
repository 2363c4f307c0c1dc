"""What any client of a run does: start it, follow its log to the written end, read the result."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

import httpx2

from local import process, settings
from local.stack import Stack


class Arrival(NamedTuple):
    """An event, and when it came: in seconds after the run was asked for."""

    after_s: float
    event: dict[str, Any]


class Client:
    """Talks to one deployment with one API key."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self._http = httpx2.Client(
            base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=httpx2.Timeout(30), trust_env=False
        )
        self._asked_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def kinds(self) -> list[dict[str, Any]]:
        """What can be made."""
        found: list[dict[str, Any]] = self.read("/v1/kinds")["kinds"]
        return found

    def start(self, kind: str, wanted: dict[str, Any]) -> tuple[dict[str, Any], float]:
        """The answer to a request for a run, and how many seconds it took."""
        self._asked_at = time.monotonic()
        answer = self._http.post("/v1/runs", json={"kind": kind, "input": wanted})
        answer.raise_for_status()
        return answer.json(), time.monotonic() - self._asked_at

    def follow(self, stream_url: str) -> Iterator[Arrival]:
        """Every event once, in order, until the log is closed; over as many connections as it takes."""
        last = "0"
        while True:
            with self._http.sse(stream_url, headers={"Last-Event-ID": last}) as frames:
                for frame in frames:
                    if not frame.data:
                        continue  # httpx2 hands out a lone `retry:` too, which browsers don't
                    told = json.loads(frame.data)
                    if frame.event == "message":
                        last = frame.id
                        yield Arrival(time.monotonic() - self._asked_at, told)
                    elif told["type"] == "closed":
                        return

    def read(self, url: str) -> dict[str, Any]:
        """The JSON there: a run's snapshot, say."""
        answer = self._http.get(url)
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content

    def export(self, run_url: str, format: str) -> bytes:
        """The run as a file of this format."""
        answer = self._http.get(f"{run_url}/export", params={"format": format})
        answer.raise_for_status()
        return answer.content


@contextmanager
def address(given: str | None, logs: str) -> Iterator[str]:
    """The stack that was given, or one that lasts as long as it is needed; its providers are simulated.

    `logs` names the folder under `.local` that its logs go to.
    """
    if given:
        yield given.rstrip("/")
        return
    with Stack(settings.read({"PORT": "0"}), logs=process.ROOT / ".local" / logs) as stack:
        yield stack.url
