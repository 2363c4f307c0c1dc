"""The events of a plan run."""

from tailrace.events import EventData, Strict
from tailrace.kinds.plan.content import DayContent, Notice
from tailrace.kinds.plan.targets import Targets
from tailrace.validation import Check


class OutlineDay(Strict):
    """What a day is to be: `focus` and `dishes` are the model's, the rest is scheduled in code. Days count from 1."""

    day: int
    week: int
    theme: str
    focus: str
    dishes: list[str]
    active: bool
    movement_minutes: int


class Scores(Strict):
    """0 to 1, to three digits; null is not scored. scores.py has the formula."""

    safety: float | None
    diet_match: float | None
    progression: float | None
    adherence: float | None
    variety: float | None
    overall: float | None


class PlanTitled(EventData):
    TYPE = "plan.titled"
    title: str


class DayOutlined(OutlineDay, EventData):
    """One line of the outline, as soon as it is written."""

    TYPE = "day.outlined"


class PlanOutlined(EventData):
    """The whole outline, by which the days are made.

    Without `show_figures`, energy, nutrients and weight are for programs: they are not to be shown to this person.
    """

    TYPE = "plan.outlined"
    title: str
    days_total: int
    targets: Targets
    warnings: list[Notice]
    disclaimer: str
    show_figures: bool
    days: list[OutlineDay]


class DayCompleted(EventData):
    """A whole day that breaks no hard rule; `warnings` are the soft ones that it breaks."""

    TYPE = "day.completed"
    day: int
    total: int
    content: DayContent
    warnings: list[Notice]


class PlanVerified(EventData):
    """The checks of the whole plan, the scores that are computed from them, and the days that break a hard rule."""

    TYPE = "plan.verified"
    checks: list[Check]
    scores: Scores
    broken_days: list[int]


EVENTS: tuple[type[EventData], ...] = (PlanTitled, DayOutlined, PlanOutlined, DayCompleted, PlanVerified)
