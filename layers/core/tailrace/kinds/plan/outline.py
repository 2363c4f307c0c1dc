"""Step `outline`: a title, and a line for every day, so that the days can be made in parallel and still differ.

Each line is in the log as soon as it is written. What a broken attempt had written is kept: only the missing lines are
asked for, of the same provider or the next.
"""

from contextlib import aclosing
from typing import Any

from tailrace.context import StepContext
from tailrace.errors import RuleBrokenError
from tailrace.events import Draft, Expected, RunStepsAdded, StepPlan
from tailrace.fold import Snapshot
from tailrace.kinds.plan import prompt
from tailrace.kinds.plan.events import DayOutlined, OutlineDay, PlanOutlined, PlanTitled
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.lines import Lines
from tailrace.kinds.plan.notices import DISCLAIMER, notices
from tailrace.kinds.plan.precautions import may_show_figures
from tailrace.kinds.plan.targets import Targets, targets
from tailrace.providers.texts import Done, TextParser
from tailrace.steps import Finish
from tailrace.takeover import fill

# A model that leaves lines out three times has no more to give.
ROUNDS = 3
# A guess: a model that starts after a second and writes a day in a quarter of a minute.
_SECONDS_A_DAY, _SECONDS_TO_VERIFY = 16, 2


async def run(context: StepContext, _: str) -> Finish:
    """Write the outline. Raises a `ProviderError`; `RuleBrokenError` if lines are missing in the end."""
    request = PlanInput.model_validate(context.snapshot["input"])
    goals = targets(request)
    parts = context.snapshot["parts"]
    lines = Lines(request, parts["title"], parts["days"])

    async def work(provider: str, model: str) -> None:
        for _ in range(ROUNDS):
            await _ask(context, provider, model, request, goals, lines)
            if lines.complete:
                return
        why = f": {lines.rejections[-1]}" if lines.rejections else ""
        raise RuleBrokenError(f"The outline has no usable line for {lines.lacking()}{why}", provider=provider)

    await fill(context, "strong", work, lambda: lines.complete)
    return lambda snapshot: _outlined(snapshot, request, goals, lines)


async def _ask(
    context: StepContext, provider: str, model: str, request: PlanInput, goals: Targets, lines: Lines
) -> None:
    parser = TextParser(provider=provider)
    # More lines that can't be taken than days that were asked for: this answer is going nowhere.
    enough = len(lines.rejections) + len(lines.missing)
    known = [line.model_dump() for line in lines.days]
    asked = prompt.outline(request, goals, lines.missing, known, lines.title, lines.rejections)
    async with aclosing(context.ask(provider, model, asked)) as answer:
        async for text in answer:
            for found in parser.feed(text):
                if isinstance(found, Done):
                    _take(context, lines, found.path, found.value)
                if len(lines.rejections) > enough:
                    return
    for found in parser.finish():
        if isinstance(found, Done):
            _take(context, lines, found.path, found.value)


def _take(context: StepContext, lines: Lines, path: tuple[str | int, ...], value: Any) -> None:
    match path:
        case ("title",) if not lines.title and (title := lines.entitle(value)):
            context.add(Draft(PlanTitled(title=title), title))
        case ("days", int()):
            outcome = lines.offer(value)
            if isinstance(outcome, OutlineDay):
                context.add(Draft(DayOutlined(**outcome.model_dump()), f"Day {outcome.day}: {outcome.theme}"))
            else:
                context.progress(lines.fraction, outcome)


def _outlined(snapshot: Snapshot, request: PlanInput, goals: Targets, lines: Lines) -> list[Draft]:
    """The whole outline, and the steps that it makes possible: a step a day, then the verification."""
    total = request.days_total
    steps = [
        StepPlan(id=f"day:{line.day}", label=f"Day {line.day}: {line.theme}", expected_seconds=_SECONDS_A_DAY)
        for line in lines.days
    ]
    verify = StepPlan(id="verify", label="The whole plan is checked", expected_seconds=_SECONDS_TO_VERIFY)
    title = lines.title or f"{total}-day plan"
    outlined = PlanOutlined(
        title=title,
        days_total=total,
        targets=goals,
        warnings=notices(request),
        disclaimer=DISCLAIMER,
        show_figures=may_show_figures(request),
        days=lines.days,
    )
    return [Draft(outlined, title), Draft(RunStepsAdded(steps=[*steps, verify], expected=Expected(parts=total)))]
