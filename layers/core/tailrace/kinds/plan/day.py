"""Step `day:<n>`: one day, by the outline. A day that breaks a hard rule is made again, with the reason.

What still breaks one is never shown: the provider is out for this day, and the next one is asked. So a day that every
provider keeps breaking costs ASKS calls for each of them, and no more.
"""

from contextlib import aclosing

from pydantic import ValidationError

from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError, RuleBrokenError
from tailrace.events import Draft
from tailrace.kinds.plan import prompt
from tailrace.kinds.plan.content import DayContent, Notice, WrittenDay
from tailrace.kinds.plan.day_checks import Breach, DayJudge
from tailrace.kinds.plan.events import DayCompleted
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.schedule import schedule
from tailrace.kinds.plan.targets import Targets
from tailrace.providers import Prompt
from tailrace.providers.texts import TextParser
from tailrace.steps import Finish
from tailrace.takeover import first_able

# The first answer and two more: a model that breaks a rule three times, told which, will break it again.
ASKS = 3
_TOLD, _LONGEST_FAULT = 3, 300
# A day has about 6,000 characters; whatever alphabet it is written in, this many fit into an event.
_LONGEST = 64_000


async def run(context: StepContext, argument: str) -> Finish:
    """Make the day of this number. Raises a `ProviderError`; `RuleBrokenError` names the rule that was broken."""
    request = PlanInput.model_validate(context.snapshot["input"])
    parts = context.snapshot["parts"]
    goals = Targets.model_validate(parts["targets"])
    plan = schedule(request)[int(argument) - 1]
    judge = DayJudge(request, goals)

    async def work(provider: str, model: str) -> tuple[DayContent, list[Breach]]:
        faults: list[Breach] = []
        for ask in range(ASKS):
            if faults:
                context.progress(ask / ASKS, f"Day {plan.day} is made again: {_named(faults)}")
            told = [_told(fault) for fault in faults]
            written = await _ask(
                context, provider, model, prompt.day(request, goals, plan, parts, context.feedback, told)
            )
            if isinstance(written, Breach):
                faults = [written]
            else:
                content, breaches = judge.judge(plan, written)
                faults = [breach for breach in breaches if breach.hard]
                if not faults:
                    return content, breaches
        raise RuleBrokenError(f"Day {plan.day} breaks a rule: {_named(faults)}", provider=provider)

    content, warnings = await first_able(context, "strong", work)
    completed = DayCompleted(
        day=plan.day,
        total=request.days_total,
        content=content,
        warnings=[Notice(code=warning.rule, message=warning.message) for warning in warnings],
    )
    return lambda snapshot: [Draft(completed, f"Day {plan.day} of {request.days_total} is there")]


async def _ask(context: StepContext, provider: str, model: str, asked: Prompt) -> WrittenDay | Breach:
    """One answer; a breach of the form if it is not the JSON that was asked for."""
    parser, length = TextParser(provider=provider), 0
    try:
        async with aclosing(context.ask(provider, model, asked)) as answer:
            async for text in answer:
                length += len(text)
                if length > _LONGEST:
                    return Breach("form", f"longer than {_LONGEST} characters", True)
                parser.feed(text)
        parser.finish()
        return WrittenDay.model_validate(parser.value)
    except MalformedOutputError as error:
        return Breach("form", error.message, True)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:_TOLD])
        return Breach("form", f"not as asked for: {wrong}", True)


def _named(faults: list[Breach]) -> str:
    return "; ".join(map(_told, faults[:_TOLD]))


def _told(fault: Breach) -> str:
    """A fault for a person and for the model: whatever a model wrote, it stays short."""
    return f"{fault.rule}: {fault.message}"[:_LONGEST_FAULT]
