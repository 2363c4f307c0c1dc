"""The calls that arrived, and how each of them ended."""

from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

# The oldest calls are forgotten, so that a long-lived local stack does not grow.
KEPT = 10_000


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Call:
    """One call. `outcome` is null while it is open, then `completed`, `client_closed` or a fault's name."""

    provider: str
    model: str | None
    step: str | None
    started: str = field(default_factory=_now)
    ended: str | None = None
    outcome: str | None = None
    tokens_sent: int = 0
    run: str | None = None

    def end(self, outcome: str) -> None:
        """Note how the call ended; only the first end counts."""
        if self.outcome is None:
            self.outcome, self.ended = outcome, _now()


class Calls:
    """All calls, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT)

    def begin(self, provider: str, model: str | None, step: str | None, run: str | None = None) -> Call:
        call = Call(provider, model, step, run=run)
        self._calls.append(call)
        return call

    def clear(self) -> None:
        self._calls.clear()

    def show(self, run: str | None = None) -> list[dict[str, Any]]:
        """All calls, or those for one run."""
        return [asdict(call) for call in self._calls if run in (None, call.run)]
