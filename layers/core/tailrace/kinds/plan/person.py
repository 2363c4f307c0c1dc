"""The small objects that a plan's request is made of: who it is for, what they eat, want and have time for."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from tailrace.kinds.fields import NOT_BLANK, RequestPart, text_up_to, unique
from tailrace.kinds.plan.vocabulary import (
    CLOCK,
    DietType,
    Gender,
    GoalName,
    PlanType,
    Priority,
    Region,
    Tone,
    Unit,
)
from tailrace.kinds.plan.words import tokens

DAYS_IN = {"days": 1, "weeks": 7, "months": 30}
MAX_DAYS = 90
ADULT = 18
# Outside of these nobody lives to be planned for; what is meant is another unit.
_BMI = (10, 100)

Name = Annotated[str, text_up_to(100), Field(json_schema_extra=NOT_BLANK)]
Names = Annotated[list[Name], AfterValidator(unique)]


def _searchable(name: str) -> str:
    if not tokens(name):
        raise ValueError(f"{name!r} cannot be looked for in a dish; write a word, such as peanuts or Indian")
    return name


Foods = Annotated[list[Annotated[Name, AfterValidator(_searchable)]], AfterValidator(unique)]


def minutes_of(clock: str) -> int:
    """Minutes after midnight of "HH:MM"."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _adult(age: int) -> int:
    if age < ADULT:
        raise ValueError(
            f"age {age}: plans are made for adults only. The formulas for energy, protein and training hold from "
            f"{ADULT} on, and what a growing body needs is for a paediatrician or a dietitian to say"
        )
    return age


def _clock(value: str) -> str:
    if not re.fullmatch(CLOCK, value):
        raise ValueError(f'{value!r} is no time; write hours and minutes as "07:30"')
    return value


Clock = Annotated[str, AfterValidator(_clock), Field(json_schema_extra={"pattern": f"^{CLOCK}$"})]


class Profile(RequestPart):
    """Who the plan is for. Height and weight are measured, never assumed."""

    name: Name | None = Field(None, title="Name", description="What the plan may call the person; may be left out.")
    gender: Gender = Field(title="Gender", description="For the energy formula; Other is the mean of its two forms.")
    age: Annotated[int, AfterValidator(_adult)] = Field(
        le=100, title="Age", description=f"In years, from {ADULT} on.", json_schema_extra={"minimum": ADULT}
    )
    height_cm: float = Field(ge=120, le=230, title="Height", description="In centimetres, 120 to 230.")
    weight_kg: float = Field(ge=30, le=300, title="Weight", description="In kilograms, 30 to 300.")
    region: Region = Field("Global", title="Region", description="Where the food is bought; its dishes and units.")

    @property
    def bmi(self) -> float:
        """Body mass index, kg/m² (WHO)."""
        return self.weight_kg / (self.height_cm / 100) ** 2

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        if not _BMI[0] <= self.bmi <= _BMI[1]:
            raise ValueError(
                f"height_cm {self.height_cm:g} and weight_kg {self.weight_kg:g} do not go together "
                f"(body mass index {self.bmi:.0f}); give height in centimetres and weight in kilograms"
            )
        return self


class Dietary(RequestPart):
    """What is eaten, and what must not be."""

    type: DietType = Field(
        "non_veg",
        title="Diet",
        description="veg: no meat, fish or egg; eggetarian: veg with eggs; jain: veg without roots, onion, garlic, "
        "mushrooms and honey; gluten_free and lactose_free leave out only that. Enforced.",
    )
    allergies: Foods = Field(
        [],
        max_length=20,
        title="Allergies",
        description="In English, such as nuts, peanuts, dairy, eggs, gluten, soy, fish, shellfish, sesame, mustard, "
        "celery, lupin; any other food is looked for by its name. Enforced in every dish.",
    )
    avoid_items: Foods = Field(
        [],
        max_length=40,
        title="Foods to avoid",
        description="Foods that are not eaten, in English, one by one. Enforced in every dish.",
    )
    cuisine_pref: Foods = Field(
        [], max_length=8, title="Cuisines", description="Preferred, such as Indian or Mediterranean; empty: any."
    )


class Preferences(RequestPart):
    """How the plan should feel."""

    tone: Tone = Field("balanced", title="Tone", description="How it speaks, and how hard it pushes.")
    indoor_only: bool = Field(False, title="Indoors only", description="No activity outdoors.")
    notes: Annotated[str, text_up_to(1000)] | None = Field(
        None, title="Notes", description="Work, sleep, stress, likes: whatever a planner should know."
    )


class TimeSlot(RequestPart):
    """A time of the day that is free."""

    start: Clock = Field(title="From", description='As "06:30".')
    end: Clock = Field(title="To", description='As "07:30"; later than the start.')

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if minutes_of(self.end) <= minutes_of(self.start):
            raise ValueError(
                f"a slot ends after it starts: {self.start} to {self.end} does not; split one that goes over midnight"
            )
        return self


class Availability(RequestPart):
    """When there is time to move."""

    days_per_week: int = Field(5, ge=1, le=7, title="Active days a week", description="At most 6 are used; 4 over 60.")
    preferred_slots: list[TimeSlot] = Field(
        [], max_length=6, title="Preferred times", description="When activities should begin; empty: any time."
    )


class PlanTypes(RequestPart):
    """What the plan is mainly about, and what else."""

    primary: PlanType = Field("combined", title="Mainly", description="combined: food, movement and rest alike.")
    secondary: Annotated[list[PlanType], AfterValidator(unique)] = Field(
        [], max_length=5, title="Also", description="Further directions."
    )


class Goal(RequestPart):
    """Something to be reached."""

    name: GoalName = Field(title="Goal", description="What to reach.")
    priority: Priority = Field("medium", title="Priority", description="Which goal wins where two pull apart.")


class Duration(RequestPart):
    """How long the plan is: a week has 7 days, a month 30."""

    unit: Unit = Field("weeks", title="Unit", description="A week is 7 days, a month 30.")
    value: int = Field(1, ge=1, le=MAX_DAYS, title="How many", description=f"1 to {MAX_DAYS} days in all.")

    @property
    def days(self) -> int:
        """The days of the plan."""
        return DAYS_IN[self.unit] * self.value

    @model_validator(mode="after")
    def _can_be_made(self) -> Self:
        if self.days > MAX_DAYS:
            raise ValueError(
                f"{self.value} {self.unit} are {self.days} days; a plan has 1 to {MAX_DAYS} days "
                f"(at most {MAX_DAYS // 7} weeks or {MAX_DAYS // 30} months)"
            )
        return self
