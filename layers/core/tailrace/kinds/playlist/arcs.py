"""The twelve arcs: how energy runs through a set.

A curve has ten points on the scale of energy, 0–100. It is stretched to the length of the set and mapped
onto the energy range, so that 0 is the range's minimum and 100 its maximum: an arc keeps its shape in a
narrow range instead of being cut flat.
"""

from typing import Literal

Arc = Literal[
    "mountain",
    "slow_burn",
    "rollercoaster",
    "wave",
    "steady",
    "descent",
    "double_peak",
    "late_night",
    "explosive_start",
    "tension_release",
    "chill",
    "festival_closer",
]

CURVES: dict[Arc, tuple[int, ...]] = {
    "mountain": (30, 42, 56, 72, 88, 100, 85, 65, 45, 25),
    "slow_burn": (20, 25, 30, 37, 45, 54, 64, 76, 88, 100),
    "rollercoaster": (60, 85, 50, 90, 45, 95, 55, 100, 50, 80),
    "wave": (55, 75, 95, 75, 55, 75, 95, 75, 55, 75),
    "steady": (75,) * 10,
    "descent": (100, 94, 87, 79, 70, 60, 50, 40, 30, 20),
    "double_peak": (40, 68, 95, 76, 55, 52, 74, 95, 70, 45),
    "late_night": (65, 67, 70, 73, 76, 79, 82, 85, 88, 90),
    "explosive_start": (100, 98, 90, 72, 60, 52, 46, 40, 35, 30),
    "tension_release": (50, 56, 63, 70, 78, 86, 94, 100, 66, 40),
    "chill": (35, 38, 40, 42, 45, 44, 42, 40, 37, 35),
    "festival_closer": (40, 50, 58, 54, 66, 74, 70, 84, 93, 100),
}


def targets(arc: Arc, count: int, low: int, high: int) -> list[int]:
    """The energy wanted at each of `count` positions, within `low`–`high` (linear between the ten points).

    A set of one track gets the mean of the curve.
    """
    curve = CURVES[arc]
    if count == 1:
        return [_onto_range(sum(curve) / len(curve), low, high)]
    return [_onto_range(_at(curve, i * (len(curve) - 1) / (count - 1)), low, high) for i in range(count)]


def _at(curve: tuple[int, ...], x: float) -> float:
    left = min(int(x), len(curve) - 2)
    return curve[left] + (curve[left + 1] - curve[left]) * (x - left)


def _onto_range(value: float, low: int, high: int) -> int:
    return int(low + (high - low) * value / 100 + 0.5)
