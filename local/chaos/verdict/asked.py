"""Which steps were to be made when: what the rules of parts and of calls have in common."""

from collections.abc import Mapping, Set
from typing import Any

from tailrace import kinds

Event = Mapping[str, Any]

TERMINAL = ("run.completed", "run.failed", "run.cancelled")


class Steps:
    """The steps of a run as its events tell of them, fed one by one.

    A step that is complete is asked for again by `run.steps_added`, or by a `run.resumed` that names it and may: a
    client named it, the end before named it as degraded, or it comes after such a step by what its kind says.
    """

    def __init__(self, kind: str, asked: Set[str]) -> None:
        self.complete: set[str] = set()
        self.planned: list[str] = []
        self.times_asked: dict[str, int] = {}
        self.unasked: list[str] = []
        self._after = kinds.load(kind).after
        self._asked = asked
        self._degraded: set[str] = set()

    def feed(self, event: Event) -> None:
        """Take note of the next event."""
        data = event["data"]
        match event["type"]:
            case "run.started" | "run.steps_added":
                for step in data["steps"]:
                    self._ask(step["id"])
            case "run.resumed":
                self._resume(data["steps"])
            case "step.completed" | "step.skipped":
                self.complete.add(event["step"])
            case "run.completed":
                self._degraded = set(data["degraded"])

    def _resume(self, named: list[str]) -> None:
        wished = {step for step in named if step not in self.complete} | (set(named) & (self._asked | self._degraded))
        following = self._following(wished)
        for step in named:
            if step not in self.complete:
                continue
            if step in wished or step.partition(":")[0] in following:
                self._ask(step)
            else:
                self.unasked.append(step)
        self._degraded = set()

    def _following(self, wished: set[str]) -> set[str]:
        found: set[str] = set()
        unseen = list(wished)
        while unseen:
            step = unseen.pop()
            new = set(self._after.get(step, self._after.get(step.partition(":")[0], ()))) - found
            found |= new
            unseen += new
        return found

    def _ask(self, step: str) -> None:
        self.complete.discard(step)
        self.times_asked[step] = self.times_asked.get(step, 0) + 1
        if step not in self.planned:
            self.planned.append(step)
