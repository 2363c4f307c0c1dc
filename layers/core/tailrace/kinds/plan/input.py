"""What a client may ask of a plan.

Every field here changes what the models are asked, or a target or check computed in code (rules.py, targets.py,
day_checks.py).
"""

from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from tailrace.kinds.fields import RequestPart, examples, unique
from tailrace.kinds.plan.person import (
    Availability,
    Dietary,
    Duration,
    Goal,
    Names,
    PlanTypes,
    Preferences,
    Profile,
)
from tailrace.kinds.plan.vocabulary import GYM, ActivityLevel, Condition, Experience, OwnedEquipment

_EXAMPLES = examples(
    {
        "profile": {"gender": "F", "age": 34, "height_cm": 168, "weight_kg": 64.5},
        "duration": {"unit": "days", "value": 3},
    },
    {
        "profile": {"name": "Asha", "gender": "F", "age": 41, "height_cm": 162, "weight_kg": 71, "region": "IN"},
        "activity_level": "light",
        "dietary": {"type": "vegan", "allergies": ["nuts"], "avoid_items": ["mushrooms"], "cuisine_pref": ["Indian"]},
        "conditions": ["back_pain"],
        "preferences": {"tone": "gentle", "indoor_only": True, "notes": "Desk work, late dinners, light sleep."},
        "availability": {"days_per_week": 4, "preferred_slots": [{"start": "06:30", "end": "08:00"}]},
        "plan_type": {"primary": "weight_loss", "secondary": ["yoga"]},
        "goals": [{"name": "lose_weight", "priority": "high"}, {"name": "better_sleep"}],
        "duration": {"unit": "weeks", "value": 2},
        "time_budget_min_per_day": 40,
        "experience_level": "beginner",
        "equipment": ["mat", "resistance_band"],
    },
)  # fmt: skip


def _none_alone(equipment: list[str]) -> list[str]:
    if "none" in equipment and len(equipment) > 1:
        others = ", ".join(item for item in equipment if item != "none")
        raise ValueError(f"equipment says none and {others}; drop one of them")
    return unique(equipment)


class PlanInput(RequestPart):
    """A request for a wellness plan."""

    model_config = ConfigDict(title="Plan", json_schema_extra=_EXAMPLES)

    profile: Profile = Field(title="Person", description="Who the plan is for.")
    activity_level: ActivityLevel = Field(
        "moderate", title="Activity now", description="How much the person moves today: the energy factor."
    )
    dietary: Dietary = Field(Dietary(), title="Food", description="Diet, allergies, foods to avoid, cuisines.")
    conditions: Annotated[list[Condition], AfterValidator(unique)] = Field(
        [], max_length=24, title="Conditions", description="What movements and foods have to respect. Enforced."
    )
    other_conditions: Names = Field(
        [],
        max_length=10,
        title="Other conditions",
        description="In words. The models are told; no program can check these.",
    )
    preferences: Preferences = Field(Preferences(), title="Manner and notes", description="Tone, place, notes.")
    availability: Availability = Field(Availability(), title="Time to move", description="Days and times to move.")
    plan_type: PlanTypes = Field(PlanTypes(), title="Plan type", description="What the plan is about.")
    goals: list[Goal] = Field([], max_length=8, title="Goals", description="Weight goals set the energy target.")
    duration: Duration = Field(Duration(), title="How long", description="1 to 90 days in all.")
    time_budget_min_per_day: int = Field(
        45, ge=10, le=180, title="Minutes a day", description="For morning practice and activities together."
    )
    experience_level: Experience = Field("beginner", title="Experience", description="With training.")
    equipment: Annotated[list[OwnedEquipment], AfterValidator(_none_alone)] = Field(
        [],
        max_length=20,
        title="Equipment",
        description="What is at hand; none or empty: body weight, a chair and a wall. gym: everything a gym has.",
    )

    @property
    def days_total(self) -> int:
        """How many days the plan has, 1–90."""
        return self.duration.days

    @property
    def all_conditions(self) -> frozenset[Condition]:
        """The conditions; a prenatal plan is for somebody who is pregnant."""
        types = {self.plan_type.primary, *self.plan_type.secondary}
        return frozenset({*self.conditions, *(("pregnancy",) if "prenatal" in types else ())})

    @property
    def usable_equipment(self) -> frozenset[str]:
        """What activities may use beside body weight."""
        owned = frozenset(self.equipment)
        return (owned | GYM if "gym" in owned else owned) - {"gym", "none"}

    @model_validator(mode="after")
    def _goals_agree(self) -> Self:
        names = [goal.name for goal in self.goals]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"goals names {name} twice; keep one")
        if {"lose_weight", "gain_weight"} <= set(names):
            raise ValueError("goals has lose_weight and gain_weight; they exclude each other, drop one")
        return self
