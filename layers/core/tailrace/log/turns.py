"""Whose turn it is: how writers that contend for one log share it, without talking to each other.

Left alone, the writer that won is the first to know the next number, wins again, and the others starve. So who
has had a turn stands back for as long as the others need for theirs; what it has to write meanwhile makes one item.
"""

import random

# How long one of the others needs, in times of what a put takes: a read, a put, and a race that is lost now and then.
_SLOT = 2.0
# A put's time before one was measured, and the most that is believed of it.
_PUT_S, _LONGEST_PUT_S = 0.004, 0.01
# Weight of the newest measurement.
_NEWEST = 0.25
# Who has put nothing for so long is not waited for.
_GONE_S = 0.5


class Turns:
    """What one writer knows of the others from the items that came between its own. Times in seconds."""

    def __init__(self) -> None:
        self._others: dict[str, float] = {}
        self._put_s = _PUT_S
        self._not_before = 0.0

    def saw(self, writer: str, now: float) -> None:
        """Another writer has put an item."""
        self._others[writer] = now

    def took(self, seconds: float) -> None:
        """A put took so long, whether it won or lost."""
        self._put_s += (min(seconds, _LONGEST_PUT_S) - self._put_s) * _NEWEST

    def won(self, now: float) -> None:
        """This writer has put an item."""
        self._others = {writer: at for writer, at in self._others.items() if at > now - _GONE_S}
        self._not_before = now + random.uniform(0.5, 1.5) * len(self._others) * self._slot_s

    @property
    def crowded(self) -> bool:
        """Whether others are writing too, so that a put without a look before it is likely to be in vain."""
        return bool(self._others)

    def pause_s(self, now: float) -> float:
        """How much longer to stand back before the next put."""
        return max(0.0, self._not_before - now)

    def lost_s(self, conflicts: int) -> float:
        """How long to wait after a lost race: random, so that losers do not meet again; shorter each time."""
        return random.uniform(0, self._slot_s / (1 + conflicts))

    @property
    def _slot_s(self) -> float:
        return _SLOT * self._put_s
