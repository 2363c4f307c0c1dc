"""Whether one day keeps the request's rules. Pure; used when a day is made and again over the whole plan.

Hard rules (form, allergies, avoided foods, diet, what conditions forbid) must be kept: a day that breaks one is never
shown. Soft rules give warnings.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tailrace.kinds.plan.bans import Ban, bans, with_found_labels
from tailrace.kinds.plan.content import Activity, DayContent, Meal, Practice, WrittenDay, totals
from tailrace.kinds.plan.day_form import form_faults
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.movements import tags_of, with_found_tags
from tailrace.kinds.plan.person import minutes_of
from tailrace.kinds.plan.precautions import forbidden_movements, may_show_figures
from tailrace.kinds.plan.schedule import DayPlan
from tailrace.kinds.plan.targets import Targets
from tailrace.kinds.plan.words import tokens

# How far a day may be from its energy target: a warning, and no plan for this person any more.
SOFT_CALORIES, HARD_CALORIES = 0.20, 0.50
LEAST_PROTEIN = 0.8
# How far movement may be from its minutes: a fifth, five minutes at least.
_MOVEMENT_SHARE, _MOVEMENT_MIN = 0.2, 5
_SLEEP_OFF_H = 1.5
_HOURS = 60
_DAY_MIN = 24 * 60

HARD = ("form", "allergies", "avoid_items", "diet", "condition_foods", "contraindications")
SOFT = (
    "calories", "protein", "time_budget", "movement_minutes", "equipment", "indoor_only", "experience", "cuisine",
    "preferred_slots", "sleep",
)  # fmt: skip


class Breach(NamedTuple):
    """A rule that a day breaks, and how."""

    rule: str
    message: str
    hard: bool


class DayJudge:
    """Judges days by one request; what the request forbids is worked out once."""

    def __init__(self, request: PlanInput, targets: Targets) -> None:
        self._request = request
        self._targets = targets
        self._bans = bans(request)
        self._movements = forbidden_movements(request)
        self._figures = may_show_figures(request)

    def judge(self, plan: DayPlan, day: WrittenDay) -> tuple[DayContent, list[Breach]]:
        """The day as it is kept, with totals and with the labels that were forgotten, and everything it breaks."""
        content = _kept(day)
        form = [Breach("form", message, True) for message in form_faults(day)]
        hard = [Breach(rule, message, True) for rule, message in _foods(self._bans, content.meals)]
        hard += [Breach("contraindications", message, True) for message in self._forbidden(content)]
        # Numbers and times that cannot be are not reckoned with.
        return content, [*form, *hard, *(() if form else self._soft(plan, content))]

    def _forbidden(self, day: DayContent) -> Iterator[str]:
        items: tuple[Activity | Practice, ...] = (*day.activities, *day.morning.practices)
        for item in items:
            for tag in sorted(tags_of(item) & self._movements.keys()):
                yield f"{item.name!r} is or has {tag}, which must not be because of {self._movements[tag]}"

    def _soft(self, plan: DayPlan, day: DayContent) -> Iterator[Breach]:
        yield from self._energy(day)
        for rule, messages in (
            ("time_budget", self._time(day)),
            ("movement_minutes", _movement(plan, day)),
            ("equipment", self._equipment(day)),
            ("indoor_only", self._place(day)),
            ("experience", self._experience(day)),
            ("cuisine", self._cuisine(day)),
            ("preferred_slots", self._slots(day)),
            ("sleep", self._sleep(day)),
        ):
            yield from (Breach(rule, message, False) for message in messages)

    def _energy(self, day: DayContent) -> Iterator[Breach]:
        target, made = self._targets.calories_kcal, day.totals.kcal
        off = made / target - 1
        if abs(off) > SOFT_CALORIES:
            over = "over" if off > 0 else "under"
            message = f"{made} kcal, {abs(off):.0%} {over} the target of {target}"
            plain = f"the portions are {over} what is planned"
            yield Breach("calories", message if self._figures else plain, abs(off) > HARD_CALORIES)
        if day.totals.protein_g < LEAST_PROTEIN * self._targets.protein_g:
            message = f"{day.totals.protein_g:.0f} g of protein of {self._targets.protein_g} g"
            yield Breach("protein", message if self._figures else "there is less protein than is planned", False)

    def _time(self, day: DayContent) -> Iterator[str]:
        spent, budget = day.totals.movement_minutes + day.totals.practice_minutes, self._request.time_budget_min_per_day
        if spent > budget:
            yield f"practice and activities take {spent} minutes of {budget}"

    def _equipment(self, day: DayContent) -> Iterator[str]:
        for activity in day.activities:
            if missing := sorted(set(activity.equipment) - self._request.usable_equipment):
                yield f"{activity.name!r} needs {', '.join(missing)}"

    def _place(self, day: DayContent) -> Iterator[str]:
        if self._request.preferences.indoor_only:
            yield from (f"{activity.name!r} is outdoors" for activity in day.activities if activity.place == "outdoor")

    def _experience(self, day: DayContent) -> Iterator[str]:
        if self._request.experience_level == "beginner":
            hard = (activity for activity in day.activities if activity.intensity == "high")
            yield from (f"{activity.name!r} has a high intensity, for a beginner" for activity in hard)

    def _cuisine(self, day: DayContent) -> Iterator[str]:
        wanted = [set(tokens(name)) for name in self._request.dietary.cuisine_pref]
        if wanted and not any(name & set(tokens(meal.cuisine)) for meal in day.meals for name in wanted):
            yield f"no dish is {' or '.join(self._request.dietary.cuisine_pref)}"

    def _slots(self, day: DayContent) -> Iterator[str]:
        slots = self._request.availability.preferred_slots
        for activity in day.activities:
            fits = any(minutes_of(slot.start) <= minutes_of(activity.start) < minutes_of(slot.end) for slot in slots)
            if slots and not fits:
                yield f"{activity.name!r} begins at {activity.start}"

    def _sleep(self, day: DayContent) -> Iterator[str]:
        hours = (minutes_of(day.morning.wake_time) - minutes_of(day.evening.bedtime)) % _DAY_MIN / _HOURS
        if abs(hours - self._targets.sleep_hours) > _SLEEP_OFF_H:
            times = f"{day.evening.bedtime} to {day.morning.wake_time}"
            yield f"{times} are {hours:g} hours of sleep, not about {self._targets.sleep_hours:g}"


def _kept(day: WrittenDay) -> DayContent:
    morning = day.morning.model_copy(
        update={"practices": [p.model_copy(update={"tags": with_found_tags(p.tags, p)}) for p in day.morning.practices]}
    )
    return DayContent(
        morning=morning,
        meals=[with_found_labels(meal) for meal in day.meals],
        activities=[a.model_copy(update={"tags": with_found_tags(a.tags, a)}) for a in day.activities],
        evening=day.evening,
        totals=totals(day),
    )


def _foods(forbidden: Sequence[Ban], meals: Sequence[Meal]) -> Iterator[tuple[str, str]]:
    for ban in forbidden:
        for meal in meals:
            if why := ban.broken_by(meal):
                yield ban.rule, f"{why}; the request says {ban.name}"


def _movement(plan: DayPlan, day: DayContent) -> Iterator[str]:
    made, wanted = day.totals.movement_minutes, plan.movement_minutes
    if not plan.active and day.activities:
        yield f"a rest day has {made} minutes of activities"
    elif abs(made - wanted) > max(_MOVEMENT_MIN, _MOVEMENT_SHARE * wanted):
        yield f"activities take {made} minutes, not about {wanted}"
