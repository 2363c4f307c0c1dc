"""The request and its targets as lines for a model: `- name: words, numbers and JSON`, for people and programs alike.

A field that asks for nothing gives no line. What a client wrote appears only as JSON, so that it can't end a line or
begin another.
"""

from collections.abc import Callable, Iterable
from typing import Any

from tailrace.kinds.plan.energy import no_deficit_because
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.precautions import forbidden_foods, forbidden_movements
from tailrace.kinds.plan.schedule import DayPlan
from tailrace.kinds.plan.targets import Targets
from tailrace.quote import quote

_DIETS = {
    "non_veg": "everything is eaten",
    "veg": "no meat, fish, egg or gelatine; milk is eaten",
    "vegan": "nothing from animals: no meat, fish, egg, milk, honey or gelatine",
    "eggetarian": "no meat, fish or gelatine; egg and milk are eaten",
    "jain": "no meat, fish, egg, honey, mushrooms, onion, garlic, ginger, potato or other roots; milk is eaten",
    "gluten_free": "no wheat, barley, rye, ordinary oats or soy sauce",
    "lactose_free": "no milk product with lactose",
}
_TONES = {
    "gentle": "gentle: kind words, small steps, nothing forced",
    "balanced": "balanced: friendly and matter of fact",
    "intense": "intense: a demanding coach, within every limit below",
}
_REGIONS = {
    "IN": "India: food of Indian markets, metric units",
    "US": "the United States: food of American shops, cups beside grams",
    "EU": "Europe: food of European shops, metric units",
    "Global": "anywhere: food that most shops have, metric units",
}
_CONDITIONS = {
    "eating_disorder": "regular meals; not a word on weight, shape, fasting, counting or compensating",
    "diabetes": "carbohydrate spread evenly, low glycaemic index",
    "pcod": "low glycaemic index",
    "ibs": "mild food, no large portions of beans, onion or cabbage at once",
    "high_cholesterol": "little saturated fat, much soluble fibre",
    "kidney_disease": "no protein supplements, little salt",
    "hypertension": "little salt",
    "heart_disease": "little salt and saturated fat, long warm-ups",
    "pregnancy": "everything cooked through; positions that leave room for the belly",
    "insomnia": "no caffeine after noon, a calm evening",
    "recent_surgery": "only the mildest movement",
}
_LEVELS = {
    "sedentary": "sits nearly all day",
    "light": "walks a little",
    "moderate": "moves several times a week",
    "intense": "trains hard nearly every day",
}
_EXPERIENCE = {
    "beginner": "a beginner: plain exercises, low or moderate intensity",
    "intermediate": "knows the basic exercises",
    "advanced": "trained: complex exercises are welcome",
}


def request_lines(request: PlanInput) -> str:
    """One line for each field that asks for something, in the order of the fields."""
    return "\n".join(f"- {name}: {line}" for name, write in _LINES.items() if (line := write(request)))


def target_lines(request: PlanInput, targets: Targets) -> str:
    """What every day is to reach."""
    return "\n".join(
        f"- {name}: {line}"
        for name, line in (
            ("calories_kcal", f"{targets.calories_kcal} in all meals together, within 5 %"),
            ("protein_g", f"{targets.protein_g} or a little more"),
            ("carbs_g", f"about {targets.carbs_g}"),
            ("fat_g", f"about {targets.fat_g}"),
            ("fibre_g", f"{targets.fibre_g} or more"),
            ("water_ml", f"{targets.water_ml} over the day; hydration_ml is what of it is drunk on waking"),
            ("sleep_hours", f"{targets.sleep_hours:g} between bedtime and wake_time"),
            ("practice_minutes", f"{targets.practice_minutes} at most for all morning practices together"),
            ("weight", _WEIGHT[targets.direction]),
        )
    )


def scheduled(day: DayPlan) -> str:
    """What is scheduled for a day: "active, 30 minutes of activities" or "rest, no activities"."""
    if not day.active:
        return "rest, no activities"
    return f"active, {day.movement_minutes} minutes of activities" + (", an easier week" if day.deload else "")


_WEIGHT = {"loss": "a little less energy than is used", "maintenance": "kept as it is", "gain": "slowly more"}


def _person(request: PlanInput) -> str:
    person = request.profile
    return (
        f"{person.age} years, gender {person.gender}, {person.height_cm:g} cm, {person.weight_kg:g} kg, "
        f"body mass index {person.bmi:.1f}"
    )


def _names(lead: str, values: Iterable[Any]) -> str | None:
    listed = list(values)
    return f"{lead} {quote(listed)}" if listed else None


def _conditions(request: PlanInput) -> str | None:
    named = sorted(request.all_conditions)
    notes = [f"{name}: {_CONDITIONS[name]}" for name in named if name in _CONDITIONS]
    line = _names("the person has", named)
    return line and "; ".join([line, *notes])


def _slots(request: PlanInput) -> str | None:
    slots = [f"{slot.start} to {slot.end}" for slot in request.availability.preferred_slots]
    return _names("every activity begins within one of", slots)


def _plan_type(request: PlanInput) -> str:
    asked = [request.plan_type.primary, *request.plan_type.secondary]
    primary, *also = dict.fromkeys(name for name in asked if not _refused(request, name)) or ["combined"]
    return f"mainly {primary}{', also ' if also else ''}{', '.join(also)}".replace("_", " ")


def _goals(request: PlanInput) -> str | None:
    goals = [goal for goal in request.goals if not _refused(request, goal.name)]
    return "; ".join(f"{goal.name.replace('_', ' ')} ({goal.priority} priority)" for goal in goals) or None


def _refused(request: PlanInput, wish: str) -> bool:
    """Whether a wish is not passed on: weight loss, for somebody who must not be given less than they use."""
    return wish in ("lose_weight", "weight_loss") and no_deficit_because(request) is not None


def _equipment(request: PlanInput) -> str:
    return f"only {quote(sorted(request.usable_equipment))}, beside body weight, a chair and a wall"


_LINES: dict[str, Callable[[PlanInput], str | None]] = {
    "person": _person,
    "region": lambda r: _REGIONS[r.profile.region],
    "activity_level": lambda r: f"{r.activity_level}: {_LEVELS[r.activity_level]}",
    "diet": lambda r: f"{r.dietary.type}: {_DIETS[r.dietary.type]}",
    "allergies": lambda r: _names(
        "no dish may contain, in any form, oil, paste or sauce, any of", r.dietary.allergies
    ),
    "avoid_items": lambda r: _names("no dish may contain any of", r.dietary.avoid_items),
    "cuisine_pref": lambda r: _names("most dishes from these cuisines:", r.dietary.cuisine_pref),
    "conditions": _conditions,
    "other_conditions": lambda r: _names("the person also has", r.other_conditions),
    "forbidden_movements": lambda r: _names("no activity or practice may be or have any of", forbidden_movements(r)),
    "forbidden_foods": lambda r: _names("no dish may be or have any of", forbidden_foods(r)),
    "tone": lambda r: _TONES[r.preferences.tone],
    "indoor_only": lambda r: "every activity indoors" if r.preferences.indoor_only else None,
    "preferred_slots": _slots,
    "plan_type": _plan_type,
    "goals": _goals,
    "duration": lambda r: f"the whole plan has {r.days_total} {'day' if r.days_total == 1 else 'days'}",
    "time_budget": lambda r: f"at most {r.time_budget_min_per_day} minutes a day, morning practices and activities",
    "experience_level": lambda r: f"{r.experience_level}: {_EXPERIENCE[r.experience_level]}",
    "equipment": _equipment,
}  # fmt: skip
