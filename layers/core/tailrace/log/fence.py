"""Who may still write: the rules of closed runs and superseded attempts, without IO."""

from collections.abc import Iterable, Mapping
from typing import Any

from tailrace.errors import LogError, RunClosedError, SupersededError
from tailrace.events import TERMINAL, RunResumed, StepFailed, StepStarted, StepSuperseded


class Fence:
    """What one writer has seen that decides whether it may write.

    A writer with a step works for one execution of the run. When that ends, the work is given up: a later
    `run.resumed` reopens the run for the next execution, not for a writer that was left over. An attempt that is said
    to have failed is over too, though its process may live on: whoever said so has given it up.
    """

    def __init__(self, step: str | None, history: Iterable[Mapping[str, Any]]) -> None:
        self.closed = False
        self._step = step
        self._oldest = 0  # The oldest attempt that may still write.
        self._given_up = False
        for event in history:
            self._see(event)
        self._given_up = step is not None and self.closed

    def observe(self, event: Mapping[str, Any]) -> None:
        """Take note of an event that was appended since."""
        self._see(event)
        self._given_up = self._given_up or (self._step is not None and self.closed)

    def _see(self, event: Mapping[str, Any]) -> None:
        kind = event["type"]
        if kind in TERMINAL:
            self.closed = True
        elif kind == RunResumed.TYPE:
            self.closed = False
        elif event["step"] == self._step and kind == StepStarted.TYPE:
            self._oldest = max(self._oldest, event["attempt"] or 0)
        elif event["step"] == self._step and kind == StepSuperseded.TYPE:
            self._oldest = max(self._oldest, event["data"]["by_attempt"])
        elif event["step"] == self._step and kind == StepFailed.TYPE:
            self._oldest = max(self._oldest, (event["attempt"] or 0) + 1)

    def check_attempt(self, attempt: int | None) -> None:
        """Raises SupersededError if this attempt was given up, or a later one of the writer's step has begun."""
        if self._step is not None and attempt is not None and attempt < self._oldest:
            raise SupersededError(f"Attempt {attempt} of {self._step} was given up")

    def check(self, types: Iterable[str]) -> None:
        """Raises RunClosedError if events of these types, in this order, may not be appended.

        LogError if the run would be resumed although it is open.
        """
        if self._given_up:
            raise RunClosedError("The run was closed while this step was at work")
        closed = self.closed
        for kind in types:
            if kind == RunResumed.TYPE:
                if not closed:
                    raise LogError("The run is open: there is nothing to resume")
                closed = False
            elif closed:
                raise RunClosedError(f"The run is closed: {kind} is not accepted")
            closed = kind in TERMINAL
