"""Plan: an outline, then every day by itself, in parallel, then the whole is checked."""

from collections.abc import Sequence

from tailrace.events import Expected, StepPlan
from tailrace.kinds import Kind
from tailrace.kinds.plan.input import PlanInput

# A guess, from a model that starts after two seconds and writes four lines of the outline a second.
_BEFORE_S, _LINES_A_SECOND = 2, 4


def plan(wanted: PlanInput, providers: Sequence[str]) -> tuple[list[StepPlan], Expected]:
    """The outline; the days and the verification are added by it. The parts are the days."""
    total = wanted.days_total
    label = f"Outline of {total} {'day' if total == 1 else 'days'}"
    outline = StepPlan(id="outline", label=label, expected_seconds=_BEFORE_S + total / _LINES_A_SECOND)
    return [outline], Expected(parts=total)


KIND = Kind(
    name="plan",
    title="Wellness plan",
    description="One to ninety days of food, movement and rest for one adult, by targets that are computed, not "
    "guessed. Each day is shown when it is written and checked; allergies, diet and conditions are enforced.",
    input_model=PlanInput,
    plan=plan,
    steps={
        "outline": "A theme, the movement and the dishes of each day, by computed targets",
        "day": "One day is written and checked; days are made in parallel",
        "verify": "The whole plan is checked and scored",
    },
    repeatable=frozenset({"day"}),
    after={"day": ("verify",)},
)
