"""What is moved on a day: focuses that take turns, and activities that suit one."""

from random import Random
from typing import Any

from local.simulator.content.plan.gym import Move, activities, practices
from local.simulator.content.plan.order import Order

# A focus, and the types of activity that it is made of; each provider begins elsewhere.
FOCUSES = (
    ("Full-body strength", ("strength",)),
    ("Steady endurance", ("cardio",)),
    ("Yoga and mobility", ("yoga", "mobility", "flexibility")),
    ("Pilates and balance", ("pilates", "balance")),
    ("Strength and stretch", ("strength", "flexibility")),
    ("Endurance and mobility", ("cardio", "mobility")),
)
REST = "Rest and recovery"
_BEGINS = {"openai": 0, "anthropic": 2, "gemini": 4}
_SHORTEST = 5
_MOST = 4


def focus(day: int, active: bool, provider: str) -> str:
    """The focus of a day."""
    return FOCUSES[(day + _BEGINS[provider]) % len(FOCUSES)][0] if active else REST


def _allowed(move: Move, order: Order) -> bool:
    owned = set(order.names("equipment"))
    return (
        set(move.equipment) <= owned
        and not set(move.tags) & set(order.names("forbidden_movements"))
        and not (move.place == "outdoor" and "indoor_only" in order.rules)
        and not (move.intensity == "high" and _gentle(order))
    )


def _gentle(order: Order) -> bool:
    return order.rules.get("experience_level", "").startswith("beginner") or "max_effort" in order.names(
        "forbidden_movements"
    )


def moves(order: Order, day: int, named: str, minutes: int, rng: Random) -> list[dict[str, Any]]:
    """Activities for this focus that take so many minutes together; none on a day of rest."""
    if not minutes:
        return []
    allowed = [move for move in activities() if _allowed(move, order)]
    types = dict(FOCUSES).get(named, ("strength", "mobility"))
    fitting = [move for move in allowed if move.type in types] or allowed
    rng.shuffle(fitting)
    # Strength is made of several exercises; a walk or a flow fills its time alone.
    count = min(len(fitting), _MOST if "strength" in types else 2, max(1, minutes // (2 * _SHORTEST)))
    parts = [minutes // count + (i < minutes % count) for i in range(count)]
    first, last = (order.slots or (("17:30", "20:00"),))[day % max(1, len(order.slots))]
    begins = [min(_minutes(first) + sum(parts[:i]), _minutes(last) - 1) for i in range(count)]
    return [
        move.activity(part, f"{begin // 60:02}:{begin % 60:02}")
        for move, part, begin in zip(fitting, parts, begins, strict=False)
    ]


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return 60 * int(hours) + int(minutes)


def morning(order: Order, minutes: int, rng: Random) -> list[dict[str, Any]]:
    """One practice, or two where there is time."""
    allowed = [move for move in practices() if _allowed(move, order)]
    rng.shuffle(allowed)
    if minutes < 1:
        return []
    if minutes < 2 * _SHORTEST:
        return [allowed[0].practice(minutes)]
    other = next(move for move in allowed if move.type != allowed[0].type)
    return [allowed[0].practice(minutes - minutes // 2), other.practice(minutes // 2)]
