"""How the run of a plan ends, by the days that it has and what its checks have found."""

from tailrace.events import RunCompleted, RunFailed
from tailrace.fold import fold
from tailrace.kinds.plan.finish import finish
from tailrace.kinds.plan.notices import DISCLAIMER
from tests.unit.plan_days import meal
from tests.unit.plan_logs import DAYS, lines, log, wanted


def test_a_whole_plan_completes_with_what_its_checks_found() -> None:
    ended = finish(fold(log(lines(wanted()))))
    assert isinstance(ended, RunCompleted)
    assert ended.degraded == []
    assert ended.summary["days"] == ended.summary["days_total"] == DAYS
    assert ended.summary["failed_checks"] == []
    assert ended.summary["scores"]["overall"] == 1
    assert ended.summary["disclaimer"] == DISCLAIMER
    assert ended.summary["days_with_warnings"] == [1, 2, 3]


def test_a_soft_failure_is_told_and_completes() -> None:
    ended = finish(fold(log(lines(wanted(), spoilt={2: {"activities": []}}))))
    assert isinstance(ended, RunCompleted)
    assert "movement_minutes" in ended.summary["failed_checks"]


def test_a_missing_day_fails_the_run_and_keeps_the_others() -> None:
    snapshot = fold(log(lines(wanted(), missing=(2,))))
    ended = finish(snapshot)
    assert isinstance(ended, RunFailed)
    assert [(error.step, error.code) for error in ended.errors] == [("day:2", "overloaded")]
    assert [bool(day["content"]) for day in snapshot["parts"]["days"]] == [True, False, True]


def test_a_stored_day_that_breaks_a_hard_rule_is_degraded_never_fine() -> None:
    asked = wanted(dietary={"allergies": ["nuts"]})
    nutty = [meal(slot, contains=["nuts"]) for slot in ("breakfast", "lunch", "dinner")]
    ended = finish(fold(log(lines(asked, spoilt={2: {"meals": nutty}}))))
    assert isinstance(ended, RunCompleted)
    assert ended.degraded == ["day:2"]
    assert "allergies" in ended.summary["failed_checks"]
