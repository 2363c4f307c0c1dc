"""Which days are active and for how many minutes: rest kept, progress slow, every fifth week easier."""

from typing import NamedTuple

from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.vocabulary import ActivityLevel, Experience

WEEK = 7
# Sessions a week, of which one day at least is rest; and for those over 60.
MAX_ACTIVE_DAYS, SENIOR_AGE, SENIOR_ACTIVE_DAYS = 6, 60, 4
# A week may have this much more than the most that a week before it had, and is planned with half of that, so that a
# day that is a few minutes off breaks nothing.
MAX_GROWTH, PLANNED_GROWTH = 0.10, 0.05
DELOAD_EVERY, DELOAD = 5, 0.30
LONGEST_SESSION_MIN, SHORTEST_SESSION_MIN = 120, 10

# Minutes in the first week, by what the person does today. WHO's 150 a week (2020) are where a moderate one starts and
# where the others are led to.
_FIRST_WEEK: dict[ActivityLevel, int] = {"sedentary": 75, "light": 110, "moderate": 150, "intense": 220}
_BY_EXPERIENCE: dict[Experience, float] = {"beginner": 0.8, "intermediate": 1.0, "advanced": 1.2}
# Plans that are mostly about the mind give half of the time to the morning's practice; others a quarter.
_CALM = {"meditation", "mental_health", "stress", "sleep"}
_LONGEST_PRACTICE_MIN = 30


class DayPlan(NamedTuple):
    """What is scheduled for one day; `day` and `week` count from 1."""

    day: int
    week: int
    active: bool
    movement_minutes: int
    deload: bool


def practice_minutes(request: PlanInput) -> int:
    """Minutes of the daily budget for the morning's yoga, breath or meditation."""
    share = 2 if request.plan_type.primary in _CALM else 4
    return min(_LONGEST_PRACTICE_MIN, request.time_budget_min_per_day // share)


def active_days_a_week(request: PlanInput) -> int:
    """What is available, at most 6, and 4 for those over 60."""
    most = SENIOR_ACTIVE_DAYS if request.profile.age > SENIOR_AGE else MAX_ACTIVE_DAYS
    return min(request.availability.days_per_week, most)


def session_minutes(request: PlanInput, weeks: int) -> list[int]:
    """Minutes of an active day in each week: at most 10 % more than the most before, 30 % less every fifth week."""
    active = active_days_a_week(request)
    most = min(request.time_budget_min_per_day - practice_minutes(request), LONGEST_SESSION_MIN)
    first = _FIRST_WEEK[request.activity_level] * _BY_EXPERIENCE[request.experience_level] / active
    level = min(max(first, SHORTEST_SESSION_MIN), most)
    reached = int(level)
    minutes = []
    for week in range(1, weeks + 1):
        if week % DELOAD_EVERY == 0:
            minutes.append(max(1, int(reached * (1 - DELOAD))))
            continue
        reached = min(int(level), int(reached * (1 + MAX_GROWTH))) if minutes else reached
        minutes.append(reached)
        level = min(level * (1 + PLANNED_GROWTH), most)
    return minutes


def schedule(request: PlanInput) -> list[DayPlan]:
    """Every day of the plan. Active days are spread evenly over the week, so that rest lies between them."""
    total = request.days_total
    weeks = -(-total // WEEK)
    minutes = session_minutes(request, weeks)
    active = {place * WEEK // active_days_a_week(request) for place in range(active_days_a_week(request))}
    days = []
    for index in range(total):
        week, weekday = divmod(index, WEEK)
        moves = weekday in active
        deload = (week + 1) % DELOAD_EVERY == 0
        days.append(DayPlan(index + 1, week + 1, moves, minutes[week] if moves else 0, deload))
    return days
