"""A day of a plan: the same models from what a model is asked for to what is kept, exported and shown.

Limits are not in the types: providers refuse them in schemas, and day_checks.py looks at every number.
"""

from pydantic import Field

from tailrace.events import Strict
from tailrace.kinds.plan.vocabulary import (
    ActivityType,
    Allergen,
    DietType,
    Equipment,
    FoodCaution,
    Intensity,
    MovementTag,
    Place,
    PracticeKind,
    Slot,
)


class Notice(Strict):
    """Something that a person has to know: `code` for programs, `message` for people."""

    code: str
    message: str


class Practice(Strict):
    """Yoga, stretching, breath or meditation after waking."""

    name: str
    kind: PracticeKind
    minutes: int
    steps: list[str] = Field(description="2 to 4 short steps, breathing included.")
    tags: list[MovementTag] = Field(description="Everything of this list that it involves; empty if nothing.")


class Morning(Strict):
    wake_time: str = Field(description="As 06:30.")
    hydration_ml: int = Field(description="What is drunk on waking.")
    affirmations: list[str] = Field(description="2 or 3.")
    practices: list[Practice]


class Ingredient(Strict):
    name: str
    amount: str = Field(description="With its unit, as 150 g.")


class Meal(Strict):
    """One dish; energy and nutrients are of the portion that is eaten."""

    slot: Slot
    name: str
    cuisine: str
    ingredients: list[Ingredient] = Field(description="All of them, seasoning included.")
    steps: list[str] = Field(description="2 to 4 short steps.")
    prep_minutes: int
    cook_minutes: int
    kcal: int
    protein_g: float
    carbs_g: float
    fat_g: float
    fibre_g: float
    contains: list[Allergen] = Field(description="Every allergen of this list in any ingredient.")
    diets: list[DietType] = Field(description="Every diet of this list that the dish fits.")
    cautions: list[FoodCaution] = Field(description="Everything of this list that holds for it.")


class Activity(Strict):
    """Movement: exercises by sets, or by minutes with steps."""

    name: str
    type: ActivityType
    start: str = Field(description="When it begins, as 18:00.")
    minutes: int
    sets: int | None
    reps: int | None
    rest_s: int | None
    steps: list[str] = Field(description="2 to 4 short steps.")
    intensity: Intensity
    place: Place
    tags: list[MovementTag] = Field(description="Everything of this list that it involves; empty if nothing.")
    equipment: list[Equipment] = Field(description="Empty for body weight, a chair or a wall.")
    muscles: list[str]
    modifications: list[str] = Field(description="One easier way at least.")


class Evening(Strict):
    wind_down: list[str] = Field(description="1 to 3 steps.")
    reflection: str = Field(description="A question to think about.")
    bedtime: str = Field(description="As 22:30.")


class WrittenDay(Strict):
    """A whole day, as a model writes it."""

    morning: Morning
    meals: list[Meal] = Field(description="breakfast, lunch and dinner once each; snacks where energy is missing.")
    activities: list[Activity]
    evening: Evening


class Totals(Strict):
    """Sums over a day's items, computed in code. `movement_minutes` are the activities', practices apart."""

    kcal: int
    protein_g: float
    carbs_g: float
    fat_g: float
    fibre_g: float
    movement_minutes: int
    practice_minutes: int


class DayContent(WrittenDay):
    """A day as it is kept: labels that were missing are added, and its totals are there."""

    totals: Totals


def totals(day: WrittenDay) -> Totals:
    """What a day's items add up to."""
    return Totals(
        kcal=sum(meal.kcal for meal in day.meals),
        protein_g=round(sum(meal.protein_g for meal in day.meals), 1),
        carbs_g=round(sum(meal.carbs_g for meal in day.meals), 1),
        fat_g=round(sum(meal.fat_g for meal in day.meals), 1),
        fibre_g=round(sum(meal.fibre_g for meal in day.meals), 1),
        movement_minutes=sum(activity.minutes for activity in day.activities),
        practice_minutes=sum(practice.minutes for practice in day.morning.practices),
    )
