"""One producer of one run."""

import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from secrets import token_hex
from typing import cast

from tailrace.errors import EventTooLargeError, LogError, RunClosedError
from tailrace.events import Draft, Event, utc_now
from tailrace.fold import Snapshot, advance, fold
from tailrace.log import items
from tailrace.log.body import MAX_BYTES, MAX_EVENTS, Body, encode, first_batch, number
from tailrace.log.fence import Fence
from tailrace.log.store import RunLog
from tailrace.log.turns import Turns

Decide = Callable[[Snapshot], Sequence[Draft]]


class RunWriter:
    """Appends events at the end of everything that it has read; threads may share it.

    A put succeeds only where the log ends, so a writer that has missed something learns of it before it can write.
    That is what keeps one order and holds off writers that were given up.
    """

    def __init__(self, log: RunLog, run_id: str, step: str | None = None, attempt: int | None = None) -> None:
        """Reads the run. `step` and `attempt` go into every event that names none. Raises RunNotFoundError."""
        self.run_id = run_id
        self.step = step
        self.attempt = attempt
        self._log = log
        self._lock = threading.RLock()
        self._turns = Turns()
        self._name = token_hex(4)
        self.owner, history = log.history(run_id)
        self._snapshot = fold(history)
        self._fence = Fence(step, history)

    @property
    def snapshot(self) -> Snapshot:
        """The fold of everything that this writer has read and written.

        It is the writer's own, not a copy: it moves on with each append. What must not move is read in `decide`.
        """
        return self._snapshot

    def append(self, *drafts: Draft) -> list[Event]:
        """Append events in this order; long lists take several items, others' events may come between those.

        Raises RunClosedError, SupersededError, EventTooLargeError; nothing is written then, unless the fence fell
        between two items.
        """
        ts = utc_now()
        return self.append_bodies([self.encode(draft, ts) for draft in drafts])

    def decide(self, decide: Decide) -> list[Event]:
        """Append what `decide` makes of the snapshot, as one item: all or nothing, at the very end of the log.

        When others were quicker, `decide` is called again with what they wrote; so too before an empty answer or a
        refusal is taken for the last word. It must be free of side effects that are not idempotent. Raises as
        `append`, EventTooLargeError also when the drafts do not fit into one item.
        """
        with self._lock:
            self._await_turn()
            conflicts = 0
            while bodies := self._decided(decide):
                if (events := self._put(bodies, conflicts)) is not None:
                    return events
                conflicts += 1
            return []

    def encode(self, draft: Draft, ts: str) -> Body:
        """A draft as this writer's event, before it has a number. Raises EventTooLargeError."""
        return encode(self.run_id, draft, ts, self.step, self.attempt)

    def append_bodies(self, bodies: Iterable[Body], more: Callable[[], Iterable[Body]] = tuple) -> list[Event]:
        """`append`, for what is encoded already; `more` gives what has come meanwhile, before each put."""
        written: list[Event] = []
        rest = [*bodies, *more()]
        with self._lock:
            conflicts = 0
            while rest:
                if not conflicts:
                    self._await_turn()
                rest += more()
                self._check(rest)
                batch = first_batch(rest)
                if (events := self._put(batch, conflicts)) is None:
                    conflicts += 1
                    continue
                written += events
                rest = rest[len(batch) :]
                conflicts = 0
        return written

    def refresh(self) -> list[Event]:
        """Read what others have appended since; [] if nothing."""
        with self._lock:
            seq: int = self._snapshot["seq"]
            if not self._log.has(self.run_id, seq + 1):
                return []
            return self._read_missed()

    def verify(self) -> None:
        """Look whether others have closed the run or begun a later attempt: RunClosedError, SupersededError."""
        with self._lock:
            if self.refresh() and self._fence.closed:
                raise RunClosedError("The run was closed by another")
            self._fence.check_attempt(self.attempt)
            self._fence.check(())

    def _decided(self, decide: Decide) -> list[Body]:
        while True:
            try:
                self._fence.check_attempt(self.attempt)
                drafts = decide(self._snapshot)
                ts = utc_now()
                bodies = [self.encode(draft, ts) for draft in drafts]
                if bodies:
                    self._fence.check_attempt(self.attempt)
                    self._fence.check(body.type for body in bodies)
                    if len(first_batch(bodies)) < len(bodies):
                        raise EventTooLargeError(
                            f"{len(bodies)} events of {sum(body.size for body in bodies)} bytes do not fit into one "
                            f"item: it takes {MAX_EVENTS} events and {MAX_BYTES} bytes"
                        )
                    return bodies
            except LogError:
                if not self.refresh():
                    raise
            else:
                if not self.refresh():
                    return []

    def _check(self, bodies: Sequence[Body]) -> None:
        """Refuse only by what is newest: what this writer knows of a closed run may be out of date."""
        while True:
            try:
                self._fence.check_attempt(self.attempt)
                self._fence.check(body.type for body in bodies)
            except LogError:
                if not self.refresh():
                    raise
            else:
                return

    def _put(self, bodies: Sequence[Body], conflicts: int) -> list[Event] | None:
        """The events if they are in the log now; None if others were quicker, whose events are read then."""
        first_seq = self._snapshot["seq"] + 1
        lines = number(bodies, first_seq)
        began = time.monotonic()
        taken = self._log.offer(self.run_id, first_seq, lines, self._name)
        now = time.monotonic()
        self._turns.took(now - began)
        if taken is None:
            self._turns.won(now)
            return self._take_in(lines)
        if taken and conflicts % 2 == 0:
            # Who was quicker is known without a read, so the next put leaves as early as the winner's next.
            self._take_in_items(taken)
        else:
            time.sleep(self._turns.lost_s(conflicts))
            self._read_missed()
        return None

    def _await_turn(self) -> None:
        """Let others go first if this writer has just had its turn, and then look where the log ends now."""
        pause = self._turns.pause_s(time.monotonic())
        if pause:
            time.sleep(pause)
        if self._turns.crowded:
            self._read_missed()

    def _read_missed(self) -> list[Event]:
        return self._take_in_items(self._log.missed(self.run_id, self._snapshot["seq"]))

    def _take_in_items(self, missed: Sequence[items.Item]) -> list[Event]:
        now = time.monotonic()
        for item in missed:
            self._turns.saw(items.writer(item), now)
        return self._take_in([line for item in missed for line in items.texts(item)])

    def _take_in(self, lines: Sequence[str]) -> list[Event]:
        events = [cast(Event, json.loads(line)) for line in lines]
        for event in events:
            self._fence.observe(event)
        advance(self._snapshot, events)
        return events
