"""The activities and morning practices that simulated models know."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Move:
    """An activity, or a practice (`type` is then its kind)."""

    name: str
    type: str
    intensity: str
    place: str
    tags: tuple[str, ...]
    equipment: tuple[str, ...]
    muscles: tuple[str, ...]
    sets: int | None
    reps: int | None
    rest_s: int | None
    steps: tuple[str, ...]
    easier: str

    def activity(self, minutes: int, start: str) -> dict[str, Any]:
        """As a model writes it."""
        return {
            "name": self.name,
            "type": self.type,
            "start": start,
            "minutes": minutes,
            "sets": self.sets,
            "reps": self.reps,
            "rest_s": self.rest_s,
            "steps": list(self.steps),
            "intensity": self.intensity,
            "place": self.place,
            "tags": list(self.tags),
            "equipment": list(self.equipment),
            "muscles": list(self.muscles),
            "modifications": [self.easier],
        }

    def practice(self, minutes: int) -> dict[str, Any]:
        """As a model writes it."""
        return {
            "name": self.name,
            "kind": self.type,
            "minutes": minutes,
            "steps": list(self.steps),
            "tags": list(self.tags),
        }


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))


def _number(text: str) -> int | None:
    return int(text) if text else None


@cache
def activities() -> tuple[Move, ...]:
    """All activities."""
    with (_HERE / "activities.csv").open(encoding="utf-8") as file:
        return tuple(
            Move(
                row["name"],
                row["type"],
                row["intensity"],
                row["place"],
                _listed(row["tags"]),
                _listed(row["equipment"]),
                _listed(row["muscles"]),
                _number(row["sets"]),
                _number(row["reps"]),
                _number(row["rest_s"]),
                _listed(row["steps"]),
                row["easier"],
            )
            for row in csv.DictReader(file)
        )


@cache
def practices() -> tuple[Move, ...]:
    """All morning practices."""
    with (_HERE / "practices.csv").open(encoding="utf-8") as file:
        return tuple(
            Move(
                row["name"],
                row["kind"],
                "low",
                "indoor",
                _listed(row["tags"]),
                (),
                (),
                None,
                None,
                None,
                _listed(row["steps"]),
                "",
            )
            for row in csv.DictReader(file)
        )
