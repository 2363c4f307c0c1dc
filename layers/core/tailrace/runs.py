"""What can be done with runs: start one, list one's own, read one, swap a part. No HTTP here."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from pydantic import BaseModel
from ulid import ULID

from tailrace.concurrency import TooManyRunsError
from tailrace.errors import RunClosedError, RunExistsError, RunNotFoundError, TailraceError
from tailrace.events import TERMINAL, Draft, Event, RunStarted, is_terminal
from tailrace.executions import Executions
from tailrace.fold import Snapshot, fold
from tailrace.kinds import Kind
from tailrace.log import RunLog
from tailrace.run_index import IndexEntry, RunIndex, is_run_id, new_entry

# A Lambda's answer may have 6 MB; a page of events ends before that, whatever its limit says.
PAGE_BYTES = 4_000_000
# Index entries that one listing looks at: a filter that matches little must not read a whole history.
LOOK_AT = 500

Place = Callable[[], AbstractContextManager[None]]
"""What a reader holds while it waits; it raises what the caller knows if there is none."""

_CLOSED = frozenset(name.removeprefix("run.") for name in TERMINAL)


def new_run_id() -> str:
    """A new run's id: a ULID in lower case, so that ids sort by the time they were made."""
    return str(ULID()).lower()


class BeyondEndError(TailraceError):
    """A seq was asked for that the run has not reached; `last` is its newest one."""

    code = "beyond_end"

    def __init__(self, last: int) -> None:
        super().__init__(f"The run has {last} events")
        self.last = last


@dataclass(frozen=True)
class EventPage:
    """A stretch of a log as JSON texts. `closed`: the log is closed and nothing comes after these events."""

    lines: list[str]
    next_after: int
    up_to_date: bool
    closed: bool


@dataclass(frozen=True)
class RunPage:
    """Some of an owner's runs; `next_before` is where the next page goes on, None after the last one."""

    runs: list[IndexEntry]
    next_before: str | None


class Runs:
    """The use-cases over the log, the index and the workflows."""

    def __init__(self, log: RunLog, index: RunIndex, executions: Executions, ttl_days: int) -> None:
        self._log = log
        self._index = index
        self._executions = executions
        self._ttl_days = ttl_days

    def start(
        self,
        run_id: str,
        owner: str,
        kind: Kind,
        wanted: BaseModel,
        providers: Sequence[str],
        metadata: Mapping[str, str],
        max_cost_usd: float | None = None,
    ) -> str:
        """Begin a run: its index entries, its first event, its workflow, in this order, so that a run
        that gets stuck between two of them is found by the sweep. Answers the run's status.

        May be done again with the same id: what is there already is kept.

        Raises `CannotStartError`; the run is then closed with that reason. Raises `TooManyRunsError`; then there is
        no run.
        """
        self._executions.machine(kind.name)
        entry = new_entry(run_id, owner, kind.name, metadata, self._ttl_days)
        try:
            self._index.add(entry)
        except TooManyRunsError:
            # A run that an earlier try began, and that has ended since, needs no place to be told of.
            if self._log.last(run_id) is None:
                self._index.forget(owner, run_id, entry.execution)
                raise
        steps, expected = kind.plan(wanted, providers)
        started = RunStarted(
            kind=kind.name,
            input=wanted.model_dump(mode="json"),
            steps=steps,
            providers=list(providers),
            expected=expected,
            metadata=dict(metadata),
            max_cost_usd=max_cost_usd,
        )
        try:
            self._log.create(run_id, owner, Draft(started))
        except (RunExistsError, RunClosedError) as error:
            last = self._log.last(run_id)
            if last is None:
                self._index.forget(owner, run_id, entry.execution)
                raise RunNotFoundError("The run that this request has started was deleted") from error
            if last["seq"] > 1:
                # Its workflow was begun, or the run is closed: perhaps it was resumed since, by another execution.
                return _status(last["type"])
        self._executions.begin(entry, providers, requested=())
        return entry.status

    def authorize(self, owner: str, run_id: str) -> None:
        """Raises `RunNotFoundError` if there is no such run, and just so if it is another's."""
        if not is_run_id(run_id) or self._log.owner(run_id) != owner:
            raise RunNotFoundError("There is no such run")

    def last_seq(self, run_id: str) -> int:
        """The number of the newest event."""
        last = self._log.last(run_id)
        if last is None:
            raise RunNotFoundError("There is no such run")
        return last["seq"]

    def snapshot(self, run_id: str, at: int | None = None) -> Snapshot:
        """The fold of the whole log, or of events 1..at. Raises `BeyondEndError` if there are fewer."""
        events = self._log.read(run_id, 0, at)
        if not events:
            raise RunNotFoundError("There is no such run")
        if at is not None and len(events) < at:
            raise BeyondEndError(len(events))
        return fold(events)

    def events(self, run_id: str, after: int, limit: int, wait_s: float, place: Place = nullcontext) -> EventPage:
        """The events after a seq. If there are none yet, waits up to `wait_s` seconds for the first, in a `place`.

        Raises `BeyondEndError` if `after` is a number that the run has not reached.
        """
        # A character is a byte at least: whatever was not read would not have fitted into the page.
        lines = self._log.read_lines(run_id, after, limit + 1, PAGE_BYTES)
        if not lines:
            last = self._log.last(run_id)
            if last is None:
                raise RunNotFoundError("There is no such run")
            if after > last["seq"]:
                raise BeyondEndError(last["seq"])
            if after == last["seq"] and is_terminal(last):
                return EventPage([], after, up_to_date=True, closed=True)
            arrived: list[Event] = []
            if wait_s:
                with place():
                    arrived = self._log.wait(run_id, after, wait_s, limit + 1)
            lines = [json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in arrived]
        page = list(_within(PAGE_BYTES, lines[:limit]))
        up_to_date = len(page) == len(lines)
        closed = up_to_date and bool(page) and is_terminal(json.loads(page[-1]))
        return EventPage(page, after + len(page), up_to_date, closed)

    def list(self, owner: str, kind: str | None, status: str | None, limit: int, before: str | None) -> RunPage:
        """An owner's runs, newest first. A page may hold fewer than `limit` though more follow."""
        found: list[IndexEntry] = []
        for looked_at, entry in enumerate(self._index.newest_first(owner, before), start=1):
            seen = self._verified(entry) if kind in (None, entry.kind) else None
            if seen and status in (None, seen.status):
                found.append(seen)
            if len(found) == limit or looked_at == LOOK_AT:
                return RunPage(found, entry.run_id)
        return RunPage(found, None)

    def _verified(self, entry: IndexEntry) -> IndexEntry | None:
        """The entry with the status that the log tells; None if the run never got a log."""
        if entry.status in _CLOSED:
            return entry
        last = self._log.last(entry.run_id)
        if last is None:
            return None
        status = _status(last["type"])
        if status in _CLOSED and not entry.is_fresh(time.time()):
            self._index.correct(entry, status)
        return replace(entry, status=status)


def _status(last_type: str) -> str:
    if last_type in TERMINAL:
        return last_type.removeprefix("run.")
    return "queued" if last_type == RunStarted.TYPE else "running"


def _within(size: int, lines: Sequence[str]) -> Iterator[str]:
    """As many lines as fit into so many bytes, but always one."""
    for number, line in enumerate(lines):
        size -= len(line.encode())
        if size < 0 and number:
            return
        yield line
