"""What a buffered writer has still to write, in order, without IO and without a clock of its own."""

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from tailrace.events import Draft
from tailrace.log.body import Body
from tailrace.log.writer import Decide

# Characters of one event's delta; six bytes each in JSON at the worst, so that the event always fits.
MAX_DELTA = 32_768


@dataclass
class Delta:
    """Text that grows until it is written: `make` gives the draft of all of it."""

    key: Hashable
    make: Callable[[str], Draft]
    ts: str
    pieces: list[str] = field(default_factory=list)
    length: int = 0

    def draft(self) -> Draft:
        """The draft of the text so far."""
        return self.make("".join(self.pieces))


Entry = Body | Delta | Decide


class Pending:
    """Entries in the order in which they were added, and when the first of them wants to be written."""

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s
        self._entries: deque[Entry] = deque()
        self._open: dict[Hashable, Delta] = {}
        self._due: float | None = None
        self.added = 0

    def add(self, entry: Body | Decide, now: float, *, flush: bool) -> None:
        """Add what must keep its place: deltas before it are not added to any more."""
        self._open.clear()
        self._append(entry, now if flush else now + self._delay_s)

    def add_delta(self, key: Hashable, text: str, make: Callable[[str], Draft], now: float, ts: str) -> None:
        """Add text to the delta of this key, or begin one: then `make` and `ts` are its own."""
        delta = self._open.get(key)
        if delta is None or delta.length + len(text) > MAX_DELTA:
            delta = self._open[key] = Delta(key, make, ts)
            self._append(delta, now + self._delay_s)
        delta.pieces.append(text)
        delta.length += len(text)

    def hurry(self, now: float) -> None:
        """Make everything due."""
        if self._entries:
            self._due = now

    @property
    def due(self) -> float | None:
        """When to write, or None if there is nothing to write."""
        return self._due

    def take(self) -> list[Entry]:
        """All entries; they are the caller's now."""
        taken = list(self._entries)
        self._entries.clear()
        self._open.clear()
        self._due = None
        return taken

    def take_events(self) -> list[Body | Delta]:
        """The entries before the first decision."""
        taken: list[Body | Delta] = []
        while self._entries and isinstance(entry := self._entries[0], Body | Delta):
            taken.append(entry)
            self._entries.popleft()
        if not self._entries:
            self._open.clear()
            self._due = None
        return taken

    def _append(self, entry: Entry, due: float) -> None:
        self._entries.append(entry)
        self.added += 1
        self._due = due if self._due is None else min(self._due, due)
