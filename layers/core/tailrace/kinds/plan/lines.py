"""What becomes of the lines of an outline that a model writes: taken, or not taken with a reason."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from tailrace.kinds.plan.bans import bans, found_in
from tailrace.kinds.plan.events import OutlineDay
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.movements import WORDS
from tailrace.kinds.plan.output import WrittenLine
from tailrace.kinds.plan.precautions import forbidden_movements
from tailrace.kinds.plan.schedule import DayPlan, schedule
from tailrace.kinds.plan.vocabulary import MAIN_MEALS

_LONGEST_TITLE, _LONGEST = 120, 80
_NAMED = 10


class Lines:
    """Takes lines one by one; may begin with what the log holds already."""

    def __init__(self, request: PlanInput, title: str | None, known: Iterable[Mapping[str, Any]]) -> None:
        self.title = title
        self.rejections: list[str] = []
        self._plan = {day.day: day for day in schedule(request)}
        self._bans = bans(request)
        self._movements = forbidden_movements(request)
        fields = OutlineDay.model_fields
        self._lines = {line["day"]: OutlineDay(**{name: line[name] for name in fields}) for line in known}

    @property
    def days(self) -> list[OutlineDay]:
        """The lines that were taken, in the order of the days."""
        return [self._lines[day] for day in sorted(self._lines)]

    @property
    def missing(self) -> list[DayPlan]:
        """The days that have no line yet."""
        return [day for number, day in self._plan.items() if number not in self._lines]

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def fraction(self) -> float:
        return len(self._lines) / len(self._plan)

    def lacking(self) -> str:
        """The days that are missing, for a message."""
        numbers = [str(day.day) for day in self.missing]
        more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
        return f"day {', '.join(numbers[:_NAMED])}{more}"

    def entitle(self, value: object) -> str | None:
        """Take the plan's title, on one line; None if it is none."""
        self.title = _text(value, _LONGEST_TITLE) or None
        return self.title

    def offer(self, value: object) -> OutlineDay | str:
        """Take a line, or say why not."""
        outcome = self._judge(value)
        if isinstance(outcome, OutlineDay):
            self._lines[outcome.day] = outcome
        else:
            self.rejections.append(outcome)
        return outcome

    def _judge(self, value: object) -> OutlineDay | str:
        try:
            written = WrittenLine.model_validate(value)
        except ValidationError:
            return "a line has not the form that was asked for"
        plan = self._plan.get(written.day)
        if plan is None or written.day in self._lines:
            return f"day {written.day} was not asked for"
        theme, focus = _text(written.theme, _LONGEST), _text(written.focus, _LONGEST)
        dishes = [name for dish in written.dishes if (name := _text(dish, _LONGEST))]
        if not theme or not focus or len(dishes) != len(MAIN_MEALS):
            return f"day {written.day} needs a theme, a focus and three dishes"
        if why := self._forbidden(theme, focus, dishes):
            return f"day {written.day}: {why}"
        return OutlineDay(
            day=plan.day,
            week=plan.week,
            theme=theme,
            focus=focus,
            dishes=dishes,
            active=plan.active,
            movement_minutes=plan.movement_minutes,
        )

    def _forbidden(self, theme: str, focus: str, dishes: list[str]) -> str | None:
        for dish in (theme, *dishes):
            if found := found_in(dish, self._bans):
                return f"{dish!r} has {found[1]!r}, which {found[0].rule} forbids ({found[0].name})"
        for tag, because in self._movements.items():
            if word := WORDS[tag].find(focus) or WORDS[tag].find(theme):
                return f"{word!r} is {tag}, which must not be because of {because}"
        return None


def _text(value: object, longest: int) -> str:
    """Text on one line, cut visibly; empty if there is none."""
    line = " ".join(value.split()) if isinstance(value, str) else ""
    return line if len(line) <= longest else line[: longest - 1] + "…"
