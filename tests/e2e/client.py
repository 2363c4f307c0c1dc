"""A client of Tailrace that knows nothing but HTTP."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import httpx2

from tests.integration.sse_client import EventStream

# Seconds that a run may take; what takes longer hangs.
PATIENCE_S = 60.0
PROMPT = "Late-night drive through the city: synths, neon and a slow build"


def raw_events(page: str) -> list[str]:
    """The events' own texts in a page of `/events`, not parsed and written again."""
    decoder, position, texts = json.JSONDecoder(), len('{"events":['), []
    assert page.startswith('{"events":[')
    while page[position] != "]":
        _, end = decoder.raw_decode(page, position)
        texts.append(page[position:end])
        position = end + (page[end] == ",")
    return texts


@dataclass
class Followed:
    """What a reader of the live tail has been sent: the events' texts, their ids, and the control frames."""

    texts: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    controls: list[dict[str, Any]] = field(default_factory=list)
    status: int = 0

    @property
    def last_id(self) -> str:
        return self.ids[-1] if self.ids else ""

    def take(self, stream: EventStream, data: bytes) -> None:
        """Take in the next bytes of a body."""
        for event in stream.feed(data):
            if event.type == "message":
                assert event.own_id is not None
                self.texts.append(event.data)
                self.ids.append(event.own_id)
            else:
                assert (event.type, event.own_id) == ("control", None)
                self.controls.append(json.loads(event.data))


class Client:
    """`http` carries the API key. Use as a context manager."""

    def __init__(self, url: str, key: str = "local") -> None:
        self.url = url
        self.key = key
        headers = {"Authorization": f"Bearer {key}"}
        self.http = httpx2.Client(base_url=url, headers=headers, timeout=30, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, **params: Any) -> Any:
        """The JSON of a GET that succeeds."""
        answer = self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def start(
        self, tracks: int | None = 5, *, providers: Sequence[str] | None = None, key: str | None = None, **fields: Any
    ) -> "Run":
        """Start a playlist run of so many tracks; `fields` are further ones of its input, `key` an Idempotency-Key."""
        options = {"providers": list(providers)} if providers else {}
        wanted = {"prompt": PROMPT, "track_count": tracks, **fields}
        return self.begin("playlist", wanted, key=key, **options)

    def begin(self, kind: str, wanted: dict[str, Any], *, key: str | None = None, **options: Any) -> "Run":
        """Start a run of any kind; `key` is an Idempotency-Key."""
        body = {"kind": kind, "input": wanted, "options": options}
        answer = self.http.post("/v1/runs", json=body, headers={"Idempotency-Key": key} if key else {})
        assert answer.status_code == 202, answer.text
        return Run(self, answer.json())


class Run:
    """One run; `started` is what the POST answered."""

    def __init__(self, client: Client, started: dict[str, Any]) -> None:
        self.client = client
        self.started = started
        self.id: str = started["run_id"]
        self.path = f"/v1/runs/{self.id}"

    def snapshot(self, at: int | None = None) -> Any:
        """The snapshot, now or at an event."""
        return self.client.get(self.path, **({} if at is None else {"at": at}))

    def texts(self) -> list[str]:
        """All events so far, as the log holds them."""
        found: list[str] = []
        while True:
            answer = self.client.http.get(f"{self.path}/events", params={"after": len(found)})
            assert answer.status_code == 200, answer.text
            found += raw_events(answer.text)
            if answer.json()["up_to_date"]:
                return found

    def events(self) -> list[Any]:
        """All events so far."""
        return [json.loads(text) for text in self.texts()]

    def until(self, met: Callable[[list[Any]], bool]) -> list[Any]:
        """The events once they are as wanted; fails if the run ends before, or after a minute."""
        deadline, events = time.monotonic() + PATIENCE_S, list[Any]()
        while True:
            page = self.client.get(f"{self.path}/events", after=len(events), wait=2)
            events += page["events"]
            if met(events):
                return events
            assert not page["closed"], "the run ended before: " + " ".join(e["type"] for e in events)
            assert time.monotonic() < deadline, "waited too long: " + " ".join(e["type"] for e in events)

    def end(self) -> list[Any]:
        """All events of the run, once it is closed."""
        return self.until(lambda events: bool(events) and events[-1]["type"] in _TERMINAL)

    def follow(self, *, after: str = "", connections: int | None = None, token: bool = False) -> Followed:
        """Read the live tail as the protocol says: reconnect from the last id until `closed`, or until a 204.

        `after` is the first Last-Event-ID, `connections` the most that are made, `token` takes the read token.
        """
        followed = Followed()
        url = self.started["urls"]["stream"] + (f"?token={self.started['read_token']}" if token else "")
        own = {} if token else {"Authorization": f"Bearer {self.client.key}"}
        with httpx2.Client(timeout=30, trust_env=False) as http:
            for made in range(1, 1000):
                last = followed.last_id or after
                with http.stream("GET", url, headers={**own, **({"Last-Event-ID": last} if last else {})}) as answer:
                    followed.status = answer.status_code
                    assert answer.status_code in (200, 204)
                    stream = EventStream()
                    for data in answer.iter_raw():
                        followed.take(stream, data)
                if answer.status_code == 204 or followed.controls[-1]["type"] == "closed" or made == connections:
                    return followed
        raise AssertionError("the stream never ended")


_TERMINAL = ("run.completed", "run.failed", "run.cancelled")


def of_type(events: Sequence[Any], *names: str) -> list[Any]:
    """The events of these types."""
    return [event for event in events if event["type"] in names]
