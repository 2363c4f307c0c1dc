"""Requests and days for the tests of plans: a day that keeps every rule of the plain request."""

from typing import Any

from tailrace.kinds.plan.content import DayContent, WrittenDay
from tailrace.kinds.plan.day_checks import DayJudge
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.schedule import schedule
from tailrace.kinds.plan.targets import targets

PROFILE: dict[str, Any] = {"gender": "F", "age": 34, "height_cm": 168, "weight_kg": 64.5}
_DISHES = {
    "breakfast": ("Millet porridge with pear", "millet", 0.3),
    "lunch": ("Red lentil dal with rice", "red lentils", 0.4),
    "dinner": ("White bean bake", "white beans", 0.3),
}
_DIETS = ["non_veg", "veg", "vegan", "eggetarian", "jain", "gluten_free", "lactose_free"]


def request(**fields: Any) -> PlanInput:
    """A request; `profile` fields are put over the plain profile."""
    profile = {**PROFILE, **fields.pop("profile", {})}
    return PlanInput.model_validate({"profile": profile, **fields})


def meal(slot: str, **changes: Any) -> dict[str, Any]:
    name, food, _ = _DISHES[slot]
    return {
        "slot": slot,
        "name": name,
        "cuisine": "International",
        "ingredients": [{"name": food, "amount": "80 g"}, {"name": "tomatoes", "amount": "100 g"}],
        "steps": ["Cook everything until soft."],
        "prep_minutes": 5,
        "cook_minutes": 20,
        "kcal": 500,
        "protein_g": 25.0,
        "carbs_g": 70.0,
        "fat_g": 12.0,
        "fibre_g": 9.0,
        "contains": [],
        "diets": _DIETS,
        "cautions": [],
        **changes,
    }


def activity(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Chair squat",
        "type": "strength",
        "start": "18:00",
        "minutes": 30,
        "sets": 3,
        "reps": 10,
        "rest_s": 60,
        "steps": ["Sit down slowly and stand up."],
        "intensity": "moderate",
        "place": "indoor",
        "tags": [],
        "equipment": [],
        "muscles": ["thighs"],
        "modifications": ["Use the hands"],
        **changes,
    }


def day(wanted: PlanInput, number: int = 1, **changes: Any) -> dict[str, Any]:
    """A day as a model writes it, which keeps the request's numbers; dishes differ by the day."""
    goals, plan = targets(wanted), schedule(wanted)[number - 1]
    word = "abcdefghijklmnopqrstuvwxyz"[number % 26]
    meals = [
        meal(
            slot,
            name=f"{name} {word}{number}",
            kcal=round(goals.calories_kcal * share),
            protein_g=round(goals.protein_g * share + 1, 1),
        )
        for slot, (name, _, share) in _DISHES.items()
    ]
    practice = {
        "name": "Slow breathing",
        "kind": "breathwork",
        "minutes": min(5, goals.practice_minutes),
        "steps": ["Breathe."],
        "tags": [],
    }
    return {
        "morning": {
            "wake_time": "06:30",
            "hydration_ml": 300,
            "affirmations": ["I begin."],
            "practices": [practice],
        },
        "meals": meals,
        "activities": [activity(minutes=plan.movement_minutes)] if plan.active else [],
        "evening": {"wind_down": ["Read."], "reflection": "What was good?", "bedtime": "22:30"},
        **changes,
    }


def content(wanted: PlanInput, number: int = 1, **changes: Any) -> DayContent:
    """A day as it is kept."""
    written = WrittenDay.model_validate(day(wanted, number, **changes))
    return DayJudge(wanted, targets(wanted)).judge(schedule(wanted)[number - 1], written)[0]
