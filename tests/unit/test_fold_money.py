"""What the fold knows of a run's money, after each event."""

from typing import Any

import pytest

from tailrace.endings import open_calls
from tailrace.fold import fold
from tailrace.http.snapshot_model import Snapshot
from tests.unit.fold_logs import log, started
from tests.unit.money import PRICE, STEPS, Line, begun, failed, recorded, released, reserved, then

OPENAI, ANTHROPIC, GEMINI = STEPS
END: Line = ("run.cancelled", {"kept_through_seq": 1, "calls_aborted": 0, "usage": {}})


def money(events: list[dict[str, Any]]) -> tuple[float, float, float]:
    """Spent, reserved, held."""
    snapshot = fold(events)
    Snapshot.model_validate(snapshot)
    budget = snapshot["budget"]
    return snapshot["usage"]["cost_usd"], budget["reserved_usd"], budget["held_usd"]


def test_each_event_moves_the_money_and_its_sum_only_falls_when_it_is_known_that_less_was_used() -> None:
    events = then(
        begun(1.0),
        reserved(OPENAI, 0.1),
        reserved(GEMINI, 0.2),
        recorded(OPENAI, 0.03),
        released(GEMINI),
        reserved(GEMINI, 0.3),
        recorded(GEMINI, None),
        reserved(ANTHROPIC, 0.4),
    )
    assert [money(events[:n]) for n in range(4, len(events) + 1)] == [
        (0, 0, 0),
        (0, 0.1, 0),
        (0, 0.3, 0),
        (0.03, 0.2, 0),
        (0.03, 0, 0),
        (0.03, 0.3, 0),
        (0.03, 0, 0.3),
        (0.03, 0.4, 0.3),
    ]
    assert [open_calls(fold(events[:n])) for n in range(4, len(events) + 1)] == [0, 1, 2, 1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    "way",
    [
        [("step.superseded", {"by_attempt": 2}, OPENAI, 1)],
        [failed(OPENAI)],
        [("step.started", {"label": "go"}, OPENAI, 2)],
        [END],
        [("run.failed", {"errors": [], "usage": {}})],
        [reserved(OPENAI, 0.0)],
        [recorded(OPENAI, None)],
    ],
)
def test_what_ends_without_telling_its_cost_counts_as_spent(way: list[Line]) -> None:
    events = then(begun(1.0), reserved(OPENAI, 0.1), *way)
    assert money(events) == (0, 0, 0.1)
    assert money(then(events, ("step.started", {"label": "go"}, OPENAI, 3))) == (0, 0, 0.1)


def test_a_step_shows_its_open_call_and_a_model_its_price() -> None:
    snapshot = fold(then(begun(None), reserved(OPENAI, 0.1, "luna"), reserved(GEMINI, None, "nova")))
    calls = {step["id"]: step["call"] for step in snapshot["steps"]}
    assert calls == {
        OPENAI: {"provider": "openai", "model": "luna", "reserved_usd": 0.1},
        ANTHROPIC: None,
        GEMINI: {"provider": "gemini", "model": "nova", "reserved_usd": None},
    }
    assert snapshot["usage"]["prices"] == {"luna": PRICE}
    assert snapshot["budget"] == {"max_cost_usd": None, "reserved_usd": 0.1, "held_usd": 0.0}


def test_a_run_that_goes_on_keeps_its_limit_or_gets_a_new_one() -> None:
    ended = then(begun(1.0), END)
    as_before: Line = ("run.resumed", {"steps": [], "reason": "asked", "max_cost_usd": None})
    higher: Line = ("run.resumed", {"steps": [], "reason": "asked", "max_cost_usd": 2.5})
    limits = [fold(then(ended, line))["budget"]["max_cost_usd"] for line in (as_before, higher)]
    assert limits == [1.0, 2.5]


def test_a_log_from_before_there_were_limits_folds() -> None:
    events = begun(None)
    del events[0]["data"]["max_cost_usd"]
    events = then(
        events, recorded(OPENAI, 0.2), recorded(GEMINI, None), END, ("run.resumed", {"steps": [], "reason": "x"})
    )
    assert money(events) == (0.2, 0, 0)
    assert fold(events)["budget"]["max_cost_usd"] is None


def test_sums_of_a_thousand_calls_are_whole_billionths() -> None:
    lines = [line for _ in range(1000) for line in (reserved(OPENAI, 0.000000123), recorded(OPENAI, 0.0000001))]
    assert money(then(begun(None), *lines)) == (0.0001, 0, 0)


def test_usage_adds_up_and_an_unknown_amount_counts_only_as_a_call() -> None:
    def used(tokens: int | None, cost: float | None) -> tuple[str, dict[str, Any], str, int]:
        data = {
            "provider": "openai",
            "model": "m",
            "input_tokens": tokens,
            "output_tokens": tokens,
            "cost_usd": cost,
            "total_cost_usd": 0,
        }
        return ("usage.recorded", data, "generate:openai", 1)

    usage = fold(log(started("openai"), used(10, 0.1), used(None, None), used(5, 0.2)))["usage"]
    assert (usage["calls"], usage["input_tokens"], usage["cost_usd"]) == (3, 15, 0.3)
    assert usage["by_provider"]["openai"]["output_tokens"] == 15
