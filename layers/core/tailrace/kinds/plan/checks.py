"""Checks of a whole plan: every day's rules again, and what only shows across days. Unknown is never a pass."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from tailrace.kinds.plan.content import DayContent
from tailrace.kinds.plan.day_checks import HARD, SOFT, Breach, DayJudge
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.precautions import forbidden_foods
from tailrace.kinds.plan.schedule import DELOAD_EVERY, MAX_GROWTH, WEEK, DayPlan, schedule
from tailrace.kinds.plan.targets import Targets
from tailrace.kinds.plan.vocabulary import MAIN_MEALS
from tailrace.kinds.plan.words import tokens
from tailrace.validation import Check, Result

# A dish is a repeat if it was a main meal on one of so many days before.
REPEAT_WITHIN = 3
_SHOWN = 8

Days = Mapping[int, DayContent]


class Judged(NamedTuple):
    """A check and the share of what it looked at that is as it should be; None if that is not known."""

    check: Check
    share: float | None


class Verdict(NamedTuple):
    """All checks, and the days that break a hard rule."""

    judged: list[Judged]
    broken_days: list[int]


def check(request: PlanInput, targets: Targets, days: Days) -> Verdict:
    """Every rule that the request has, over the days that are there."""
    plan = schedule(request)
    judge = DayJudge(request, targets)
    breaches = {day.day: judge.judge(day, days[day.day])[1] for day in plan if day.day in days}
    missing = [day.day for day in plan if day.day not in days]
    judged = [_present(missing, len(plan))]
    judged += [_rule(rule, breaches, missing) for rule in (*HARD, *SOFT) if _ASKED.get(rule, _always)(request)]
    judged += [_active_days(plan, days), _progression(plan, days), _variety(days, missing)]
    if request.other_conditions:
        why = "What was written in words cannot be checked by a program"
        judged.append(Judged(Check(name="other_conditions", result="unknown", message=why), None))
    return Verdict(judged, [day for day, found in breaches.items() if any(breach.hard for breach in found)])


def _always(request: PlanInput) -> bool:
    return True


# Rules that exist only where something was asked for.
_ASKED: Mapping[str, Callable[[PlanInput], object]] = {
    "allergies": lambda r: r.dietary.allergies,
    "avoid_items": lambda r: r.dietary.avoid_items,
    "diet": lambda r: r.dietary.type != "non_veg",
    "condition_foods": lambda r: forbidden_foods(r) or "coeliac_disease" in r.conditions,
    "indoor_only": lambda r: r.preferences.indoor_only,
    "experience": lambda r: r.experience_level == "beginner",
    "cuisine": lambda r: r.dietary.cuisine_pref,
    "preferred_slots": lambda r: r.availability.preferred_slots,
}


def _judged(name: str, faults: Sequence[str], looked_at: int, kept: int, passed: str, unsure: str = "") -> Judged:
    """Fails with its faults; else passes, or is unknown where `unsure` says why."""
    result: Result = "fail" if faults else "unknown" if unsure else "pass"
    shown = "; ".join(faults[:_SHOWN]) + (f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else "")
    share = kept / looked_at if looked_at and result != "unknown" else None
    return Judged(Check(name=name, result=result, message=shown or unsure or passed), share)


def _present(missing: Sequence[int], total: int) -> Judged:
    faults = [f"day {day} is missing" for day in missing]
    return _judged("days_present", faults, total, total - len(missing), f"all {total} days are there")


def _rule(rule: str, breaches: Mapping[int, list[Breach]], missing: Sequence[int]) -> Judged:
    faults = [f"day {day}: {b.message}" for day, found in breaches.items() for b in found if b.rule == rule]
    kept = sum(all(b.rule != rule for b in found) for found in breaches.values())
    there = f"kept on all {len(breaches)} days"
    unsure = f"{there} that are there; {len(missing)} are missing" if missing else ""
    return _judged(rule, faults, len(breaches), kept, there, unsure)


def _whole_weeks(plan: Sequence[DayPlan], days: Days) -> dict[int, list[DayPlan]]:
    """The weeks of which every day is there, by number."""
    weeks: dict[int, list[DayPlan]] = {}
    for day in plan:
        weeks.setdefault(day.week, []).append(day)
    return {week: found for week, found in weeks.items() if all(day.day in days for day in found)}


def _active_days(plan: Sequence[DayPlan], days: Days) -> Judged:
    weeks = _whole_weeks(plan, days)
    faults = []
    for week, found in weeks.items():
        active, wanted = sum(bool(days[day.day].activities) for day in found), sum(day.active for day in found)
        if active != wanted:
            names = ", ".join(str(day.day) for day in found if bool(days[day.day].activities) != day.active)
            faults.append(f"week {week} has {active} active days, not {wanted} (look at day {names})")
    unsure = "" if len(weeks) == plan[-1].week else "not every week has all of its days"
    return _judged("active_days", faults, len(weeks), len(weeks) - len(faults), "as many as planned", unsure)


def _progression(plan: Sequence[DayPlan], days: Days) -> Judged:
    """Of the minutes as made: no week over 110 % of the most before it, every fifth week below the one before it."""
    weeks = {n: found for n, found in _whole_weeks(plan, days).items() if len(found) == WEEK}
    minutes = {n: sum(days[d.day].totals.movement_minutes for d in found) for n, found in weeks.items()}
    faults, looked_at = [], 0
    for before, week in pairwise(sorted(minutes)):
        looked_at += 1
        most = max(minutes[n] for n in minutes if n < week)
        if minutes[week] > most * (1 + MAX_GROWTH) + 1e-9:
            first, last = weeks[week][0].day, weeks[week][-1].day
            faults.append(f"week {week} (days {first} to {last}) has {minutes[week]} minutes after {most} at most")
        elif week % DELOAD_EVERY == 0 and minutes[week] >= minutes[before]:
            faults.append(f"week {week} should be easier: {minutes[week]} minutes after {minutes[before]}")
    unsure = "" if looked_at else "fewer than two whole weeks: nothing to compare"
    passed = f"no week has more than {MAX_GROWTH:.0%} over the most before"
    return _judged("progression", faults, looked_at, looked_at - len(faults), passed, unsure)


def _variety(days: Days, missing: Sequence[int]) -> Judged:
    faults = []
    served: dict[tuple[str, ...], int] = {}
    for day in sorted(days):
        for meal in days[day].meals:
            if meal.slot not in MAIN_MEALS:
                continue
            name = tuple(sorted(tokens(meal.name)))
            last = served.get(name)
            if last is not None and day - last <= REPEAT_WITHIN:
                faults.append(f"day {day}: {meal.name!r} was served on day {last} already")
            served[name] = day
    meals = len(MAIN_MEALS) * len(days)
    passed = f"no main dish comes again within {REPEAT_WITHIN} days"
    unsure = f"{len(missing)} days are missing" if missing else ""
    return _judged("variety", faults, meals, meals - len(faults), passed, unsure)
