"""What runs have used, day by day, on every DynamoDB."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tailrace.fold import Snapshot, empty
from tailrace.ledger import Ledger, Line, by_day, periods, total
from tests.contract.logs import Store, new_id

DAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


def usage(day: str, provider: str, tokens: int | None, cost: float | None) -> dict[str, Any]:
    data = {"provider": provider, "model": "m", "input_tokens": 1, "output_tokens": tokens, "cost_usd": cost}
    return {"type": "usage.recorded", "ts": f"{day}T09:00:00.000Z", "data": data}


class Log:
    """As much of a log as the ledger asks for: a run over more than a day."""

    def __init__(self, *events: Mapping[str, Any]) -> None:
        self.events = events

    def read(self, _: str) -> Any:
        return self.events


def snapshot(run_id: str, seq: int, day: str, by_provider: dict[str, Any] | None = None) -> Snapshot:
    made = empty()
    made |= {"run_id": run_id, "kind": "plan", "seq": seq}
    made["timing"]["updated_at"] = f"{day}T10:00:00.000Z"
    made["usage"]["by_provider"] = by_provider or {}
    return made


def used(calls: int, tokens: int, cost: float) -> dict[str, Any]:
    return {"calls": calls, "input_tokens": calls, "output_tokens": tokens, "cost_usd": cost}


def test_a_run_is_counted_once_however_often_its_end_is_told_and_in_whatever_order(store: Store) -> None:
    ledger, run_id = Ledger(store.client, store.table, store.log()), new_id(DAY)
    early, late = ({"openai": used(1, 5, 0.25)}, {"openai": used(3, 9, 0.5), "gemini": used(1, 1, 0)})

    for seq, by_provider in ((5, early), (9, late), (9, late), (5, early)):
        ledger.record("ann", snapshot(run_id, seq, "2026-11-20", by_provider))

    assert list(ledger.lines("ann", "2026-11")) == [Line("2026-11-20", run_id, "plan", began=True, by_provider=late)]
    assert list(ledger.lines("ann", "2026-12")) == []
    assert list(ledger.lines("bob", "2026-11")) == []


def test_a_run_that_goes_on_another_day_adds_to_it_only_what_it_used_then(store: Store) -> None:
    first, second = usage("2026-11-20", "openai", 5, 0.25), usage("2026-12-01", "openai", 7, 0.5)
    log: Any = Log(first, second, usage("2026-12-01", "gemini", None, None))
    ledger, run_id = Ledger(store.client, store.table, log), new_id(DAY)

    ledger.record("ann", snapshot(run_id, 5, "2026-11-20", {"openai": used(1, 5, 0.25)}))
    ledger.record("ann", snapshot(run_id, 9, "2026-12-01", {"openai": used(2, 12, 0.75)}))

    (november,), (december,) = ledger.lines("ann", "2026-11"), ledger.lines("ann", "2026-12")
    assert (november.began, november.by_provider) == (True, {"openai": used(1, 5, 0.25)})
    assert (december.began, december.by_provider) == (False, {"openai": used(1, 7, 0.5), "gemini": used(1, 0, 0)})


def test_many_lines_are_read_whole(store: Store) -> None:
    ledger = Ledger(store.client, store.table, store.log())
    padding = {f"provider {number} {'x' * 2000}": used(1, 1, 0.1) for number in range(20)}
    for _ in range(30):
        ledger.record("ann", snapshot(new_id(DAY), 5, "2026-11-20", padding))

    assert total(ledger.lines("ann", "2026-11"))["calls"] == 600


DAYS = st.sampled_from(["2026-11-01", "2026-11-19", "2026-11-20"])
EVENTS = st.lists(
    st.tuples(DAYS, st.sampled_from(["openai", "gemini"]), st.none() | st.integers(0, 99), st.none() | st.floats(0, 1))
)


@given(EVENTS)
def test_a_months_sum_is_that_of_its_days_and_a_days_is_that_of_its_calls(calls: list[tuple[Any, ...]]) -> None:
    lines = [
        Line(day, "r", "plan", day == "2026-11-01", by_provider)
        for day, by_provider in by_day(usage(*call) for call in calls).items()
    ]

    report = periods(lines, DAY)

    for name, counted in (("today", [c for c in calls if c[0] == "2026-11-20"]), ("this_month", calls)):
        period = report[name]
        assert period["calls"] == len(counted)
        assert period["output_tokens"] == sum(call[2] or 0 for call in counted)
        assert abs(period["cost_usd"] - sum(call[3] or 0 for call in counted)) < 1e-6
        assert sum(p["calls"] for p in period["by_provider"].values()) == len(counted)
        assert period["by_kind"].get("plan", {"calls": 0})["calls"] == len(counted)
