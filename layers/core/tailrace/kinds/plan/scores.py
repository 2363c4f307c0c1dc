"""Scores of a plan, 0 to 1, computed from its checks alone.

A check's share is how much of what it looked at (days, weeks, dishes) is as it should be; unknown has none.

- `safety`: the least share among form, allergies, condition_foods and contraindications
- `diet_match`: the mean of diet, avoid_items, calories, protein and cuisine
- `progression`, `variety`: the check's own
- `adherence`: the mean of time_budget, movement_minutes, active_days, equipment, indoor_only, experience,
  preferred_slots and sleep
- `overall`: 35 % safety, 25 % diet_match, 20 % adherence, 10 % progression, 10 % variety, shared out among those that
  are scored; at most 0.5 where a hard rule is broken

Null is not scored: no check of the group passed or failed. `overall` is null while a day is missing.
"""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from tailrace.kinds.plan.checks import Judged
from tailrace.kinds.plan.day_checks import HARD
from tailrace.kinds.plan.events import Scores

WEIGHTS = {"safety": 0.35, "diet_match": 0.25, "adherence": 0.20, "progression": 0.10, "variety": 0.10}
_AT_MOST_IF_UNSAFE = 0.5
_GROUPS: Mapping[str, tuple[Callable[[Sequence[float]], float], tuple[str, ...]]] = {
    "safety": (min, ("form", "allergies", "condition_foods", "contraindications")),
    "diet_match": (fmean, ("diet", "avoid_items", "calories", "protein", "cuisine")),
    "progression": (min, ("progression",)),
    "adherence": (
        fmean,
        ("time_budget", "movement_minutes", "active_days", "equipment", "indoor_only", "experience", "preferred_slots",
         "sleep"),
    ),
    "variety": (min, ("variety",)),
}  # fmt: skip


def scores(judged: Sequence[Judged]) -> Scores:
    """The scores of these checks, by the formula above."""
    shares = {found.check.name: found.share for found in judged}
    groups: dict[str, float | None] = {}
    for name, (joined, members) in _GROUPS.items():
        known = [share for member in members if (share := shares.get(member)) is not None]
        groups[name] = round(joined(known), 3) if known else None
    return Scores(**groups, overall=_overall(groups, judged))


def _overall(groups: Mapping[str, float | None], judged: Sequence[Judged]) -> float | None:
    failed = {found.check.name for found in judged if found.check.result == "fail"}
    known = {name: value for name, value in groups.items() if value is not None}
    if "days_present" in failed or not known:
        return None
    total = sum(WEIGHTS[name] * value for name, value in known.items()) / sum(WEIGHTS[name] for name in known)
    return round(min(total, _AT_MOST_IF_UNSAFE) if failed & set(HARD) else total, 3)
