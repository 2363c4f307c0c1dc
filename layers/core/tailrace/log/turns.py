"""Whose turn it is: how writers that contend for one log share it, without talking to each other.

Left alone, the writer that won is the first to know the next number, wins again, and the others starve.
"""

import random

# Seconds that a writer leaves to each of the others, once it has had its turn; measured with eight writers.
SLOT_S = 0.008


class Turns:
    """What one writer knows of the others from the items that came between its own."""

    def __init__(self) -> None:
        self._others = 0.0
        self._seen = 0
        self._not_before = 0.0

    def saw(self, items: int) -> None:
        """Others have put so many items."""
        self._seen += items

    def won(self, now: float) -> None:
        """This writer has put one."""
        self._others += (self._seen - self._others) / 4
        self._seen = 0
        self._not_before = now + random.uniform(0.5, 1.5) * self._others * SLOT_S

    @property
    def crowded(self) -> bool:
        """Whether others are writing too, so that a put without a look before it is likely to be in vain."""
        return self._others > 0.5 or self._seen > 0

    def pause_s(self, now: float) -> float:
        """Seconds to leave to the others before the next put."""
        return max(0.0, self._not_before - now)

    def lost_s(self, conflicts: int) -> float:
        """Seconds to wait after a lost race: random, so that the losers do not meet again; shorter each time."""
        return random.uniform(0, SLOT_S / (1 + conflicts))
