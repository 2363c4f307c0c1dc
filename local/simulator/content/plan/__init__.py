"""The simulated models' answers for the kind `plan`: an outline, and each of its days."""

from random import Random
from typing import Any

from local.simulator.content.plan import coach, cook
from local.simulator.content.plan.break_rules import spoil
from local.simulator.content.plan.order import Order, read
from local.simulator.content.task import Task

_OUTLINE = frozenset({"title", "days"})
_DAY = frozenset({"morning", "meals", "activities", "evening"})
_THEMES = (
    "Start easy", "Find the rhythm", "Steady energy", "Strong and calm", "Room to breathe", "Back to basics",
    "Small steps count", "Fresh and light", "Warm and slow", "Build on it", "Long and loose", "Quiet strength",
    "Colour on the plate", "Move with ease", "Rest is training",
)  # fmt: skip
_TITLES = {
    "openai": "{days} days of steady strength",
    "anthropic": "A calmer, stronger {days} days",
    "gemini": "{days}-day balance plan",
}
_AFFIRMATIONS = (
    "I take one step at a time.", "My body deserves care.", "I can begin again at any moment.",
    "I listen to what I need.", "Small habits carry me far.", "I am allowed to rest.", "I move because it feels good.",
)  # fmt: skip
_WIND_DOWN = (
    "Dim the lights and put the phone away.", "Stretch the neck and shoulders for five minutes.",
    "Read a few pages on paper.", "Write down what can wait until tomorrow.", "Breathe out slowly ten times.",
)  # fmt: skip
_QUESTIONS = (
    "What gave me energy today?", "What was easier than last week?", "Whom can I thank?",
    "What would make tomorrow lighter?", "When did I feel calm today?",
)  # fmt: skip


def answer(task: Task) -> Any:
    """The answer, or None if the task is not of this kind."""
    names = task.names()
    if names == _OUTLINE:
        return _outline(task, read(task.user))
    if names == _DAY:
        return _day(task, read(task.user))
    return None


def _outline(task: Task, order: Order) -> dict[str, Any]:
    menu = cook.menu(order, task.provider)
    days = list(order.minutes)
    if task.breaks_rules:
        days.pop(len(days) // 2)
    first = Random(task.provider).randrange(len(_THEMES))
    lines = [
        {
            "day": day,
            "theme": _THEMES[(first + day) % len(_THEMES)],
            "focus": coach.focus(day, bool(order.minutes[day]), task.provider),
            "dishes": menu[day],
        }
        for day in days
    ]
    total = int(order.number("duration", len(days)))
    return {"title": order.title or _TITLES[task.provider].format(days=total), "days": lines}


def _day(task: Task, order: Order) -> dict[str, Any]:
    number, minutes = next(iter(order.minutes.items()), (1, 0))
    line = order.lines.get(number, {"focus": "", "dishes": ["", "", ""]})
    rng = task.rng
    day = {
        "morning": {
            "wake_time": "06:30",
            "hydration_ml": rng.choice((250, 300, 350, 400)),
            "affirmations": rng.sample(_AFFIRMATIONS, 2),
            "practices": coach.morning(order, int(order.number("practice_minutes", 10)), rng),
        },
        "meals": cook.meals(order, number, line["dishes"], task.provider, rng),
        "activities": coach.moves(order, number, line["focus"], minutes, rng),
        "evening": {
            "wind_down": rng.sample(_WIND_DOWN, 2),
            "reflection": rng.choice(_QUESTIONS),
            "bedtime": "22:30",
        },
    }
    if task.breaks_rules:
        spoil(day, order, rng)
    return day
