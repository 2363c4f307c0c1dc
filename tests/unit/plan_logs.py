"""A whole run of a plan of three days as its log holds it, made by hand."""

from collections.abc import Mapping
from typing import Any

from tailrace.events import EventData
from tailrace.kinds import load
from tailrace.kinds.plan.checks import check
from tailrace.kinds.plan.content import Notice
from tailrace.kinds.plan.events import DayCompleted, DayOutlined, OutlineDay, PlanOutlined, PlanTitled, PlanVerified
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.notices import DISCLAIMER, notices
from tailrace.kinds.plan.precautions import may_show_figures
from tailrace.kinds.plan.schedule import schedule
from tailrace.kinds.plan.scores import scores
from tailrace.kinds.plan.targets import targets
from tests.unit.plan_days import content, request

DAYS = 3
FAILED = {"code": "overloaded", "message": "busy", "retryable": True, "retry_after_s": None}
USAGE = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}
Line = tuple[str, Any, str | None]
"""An event's type, its data and its step."""


def wanted(**fields: Any) -> PlanInput:
    return request(duration={"unit": "days", "value": DAYS}, **fields)


def outlined(asked: PlanInput) -> list[OutlineDay]:
    return [
        OutlineDay(
            day=d.day,
            week=d.week,
            theme=f"Theme {d.day}",
            focus="Legs | *arms*",
            dishes=["a", "b", "c"],
            active=d.active,
            movement_minutes=d.movement_minutes,
        )
        for d in schedule(asked)
    ]


def told(event: EventData, step: str) -> Line:
    return event.TYPE, event.model_dump(mode="json"), step


def began(step: str) -> Line:
    return "step.started", {"label": step}, step


def done(step: str) -> Line:
    return "step.completed", {"duration_ms": 5}, step


def lines(asked: PlanInput, missing: tuple[int, ...] = (), spoilt: Mapping[int, Any] = {}) -> list[Line]:
    """A run, in the order of its log; `missing` days fail, `spoilt` days hold other meals."""
    steps, expected = load("plan").plan(asked, ["openai"])
    days, goals = outlined(asked), targets(asked)
    found: list[Line] = [
        (
            "run.started",
            {
                "kind": "plan",
                "input": asked.model_dump(mode="json"),
                "steps": [step.model_dump() for step in steps],
                "providers": ["openai"],
                "expected": expected.model_dump(),
            },
            None,
        ),
        began("outline"),
        told(PlanTitled(title="A <calm> week"), "outline"),
        *(told(DayOutlined(**day.model_dump()), "outline") for day in days),
        told(
            PlanOutlined(
                title="A <calm> week",
                days_total=DAYS,
                targets=goals,
                warnings=notices(asked),
                disclaimer=DISCLAIMER,
                show_figures=may_show_figures(asked),
                days=days,
            ),
            "outline",
        ),
        (
            "run.steps_added",
            {
                "steps": [
                    {"id": step, "label": step, "expected_seconds": 1}
                    for step in [*(f"day:{n}" for n in range(1, DAYS + 1)), "verify"]
                ],
                "expected": {"parts": DAYS},
            },
            "outline",
        ),
        done("outline"),
        *(began(f"day:{n}") for n in range(1, DAYS + 1)),
    ]
    made = {}
    for number in reversed(range(1, DAYS + 1)):
        step = f"day:{number}"
        if number in missing:
            found.append(("step.failed", {"error": FAILED, "final": True}, step))
            continue
        made[number] = content(asked, number, **spoilt.get(number, {}))
        warning = Notice(code="protein", message="40 g | of <90> g")
        completed = DayCompleted(day=number, total=DAYS, content=made[number], warnings=[warning])
        found += [told(completed, step), done(step)]
    judged, broken_days = check(asked, goals, made)
    verified = PlanVerified(checks=[j.check for j in judged], scores=scores(judged), broken_days=broken_days)
    return [*found, began("verify"), told(verified, "verify"), done("verify")]


def log(found: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "seq": seq,
            "type": type_,
            "run_id": "01m7w79h8jpy2ygcw20wz5mbqs",
            "ts": f"2026-11-20T10:00:{seq:02}.000Z",
            "step": step,
            "attempt": 1 if step else None,
            "message": None,
            "data": data,
        }
        for seq, (type_, data, step) in enumerate(found, 1)
    ]
