"""How often what was done to the system."""

from collections import Counter


class Tally:
    """Counts by sort, such as `worker killed` or `store: throttled`."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, sort: str, count: int = 1) -> None:
        self.counts[sort] += count

    def total(self, prefix: str = "") -> int:
        """The sum of the sorts whose name begins so."""
        return sum(count for sort, count in self.counts.items() if sort.startswith(prefix))
