"""What no day can be, whatever the request: the limits that a schema for a model cannot hold."""

import re
from collections.abc import Iterator
from typing import Any

from tailrace.kinds.plan.content import Activity, Meal, WrittenDay
from tailrace.kinds.plan.vocabulary import CLOCK, MAIN_MEALS

_MOST_SNACKS = 3
_MOST_ITEMS, _LONGEST_TEXT = 30, 600


def form_faults(day: WrittenDay) -> Iterator[str]:
    """Everything about a day that cannot be, as words for a person and for the model."""
    yield from _texts("the day", day.model_dump())
    clocks = [("wake_time", day.morning.wake_time), ("bedtime", day.evening.bedtime)]
    clocks += [(f"the start of {activity.name!r}", activity.start) for activity in day.activities]
    yield from (
        f"{name} {clock!r} is no time such as 06:30" for name, clock in clocks if not re.fullmatch(CLOCK, clock)
    )
    for slot in MAIN_MEALS:
        if (count := sum(meal.slot == slot for meal in day.meals)) != 1:
            yield f"there are {count} meals for {slot}, not one"
    if sum(meal.slot == "snack" for meal in day.meals) > _MOST_SNACKS:
        yield f"there are more than {_MOST_SNACKS} snacks"
    for meal in day.meals:
        yield from (f"{meal.name!r}: {fault}" for fault in _meal_faults(meal))
    for activity in day.activities:
        yield from (f"{activity.name!r}: {fault}" for fault in _activity_faults(activity))
    for practice in day.morning.practices:
        if not practice.steps or not 1 <= practice.minutes <= 60:
            yield f"the practice {practice.name!r} lacks steps or a possible number of minutes"
    if not 100 <= day.morning.hydration_ml <= 1500:
        yield f"{day.morning.hydration_ml} ml on waking cannot be drunk"
    if not day.morning.affirmations or not day.evening.wind_down:
        yield "affirmations or wind_down are missing"


def _texts(place: str, value: Any) -> Iterator[str]:
    """Texts that say nothing or too much, and lists without end, anywhere in the day."""
    if isinstance(value, str):
        if not value.strip():
            yield f"{place} is empty"
        elif len(value) > _LONGEST_TEXT:
            yield f"{place} has {len(value)} characters; {_LONGEST_TEXT} are the most"
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(name, inner)
    elif isinstance(value, list):
        if len(value) > _MOST_ITEMS:
            yield f"{place} has {len(value)} entries; {_MOST_ITEMS} are the most"
        for number, inner in enumerate(value, 1):
            yield from _texts(f"{place} {number}", inner)


def _meal_faults(meal: Meal) -> Iterator[str]:
    if not meal.ingredients:
        yield "ingredients are missing"
    if not meal.steps:
        yield "steps are missing"
    if not 20 <= meal.kcal <= 2500:
        yield f"{meal.kcal} kcal are no dish"
    if not all(0 <= grams <= 400 for grams in (meal.protein_g, meal.carbs_g, meal.fat_g, meal.fibre_g)):
        yield "nutrients cannot be what they are said to be"
    if not all(0 <= minutes <= 600 for minutes in (meal.prep_minutes, meal.cook_minutes)):
        yield "minutes of preparation or cooking cannot be"


def _activity_faults(activity: Activity) -> Iterator[str]:
    if not activity.steps:
        yield "steps are missing"
    if not 1 <= activity.minutes <= 180:
        yield f"{activity.minutes} minutes cannot be"
    limits = ((activity.sets, 20), (activity.reps, 300), (activity.rest_s, 900))
    if not all(number is None or 0 <= number <= most for number, most in limits):
        yield "sets, reps or rest cannot be"
