"""What an owner's model calls may cost in a day, on every DynamoDB."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailrace import budget_items
from tailrace.daily_budget import BudgetState, DailyBudgets, DailyBudgetSpentError
from tailrace.errors import BudgetExceededError
from tests.contract.logs import Store

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)


class Day:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
def budgets(store: Store, day: Day) -> DailyBudgets:
    """A dollar a day, unless an owner has a limit of its own."""
    return DailyBudgets(store.client, store.table, 1, day)


def granted(
    budgets: DailyBudgets, call: str, most: float | None, least: float = 0.01, owner: str = "ann"
) -> float | None:
    """What a call got; 0 if it was refused."""
    try:
        return budgets.reserve(owner, call, most, least)
    except BudgetExceededError:
        return 0


def committed(budgets: DailyBudgets, owner: str = "ann") -> float:
    state = budgets.state(owner)
    assert state
    return state.committed_usd


def item(store: Store, owner: str = "ann") -> Any:
    key: Any = {"pk": {"S": f"budget#{owner}"}, "sk": {"S": "budget"}}
    return store.client.get_item(TableName=store.table, Key=key, ConsistentRead=True).get("Item")


def twice(client: Any) -> Any:
    """A client whose every answer to a write is lost once, so that the SDK sends it again."""

    def update_item(**request: Any) -> Any:
        client.update_item(**request)
        return client.update_item(**request)

    return SimpleNamespace(get_item=client.get_item, update_item=update_item, exceptions=client.exceptions)


def test_what_is_reserved_is_gone_and_comes_back_as_far_as_it_was_not_used(budgets: DailyBudgets) -> None:
    assert budgets.state("ann") == BudgetState(1, 0, 1, MIDNIGHT)
    assert granted(budgets, "a", 0.6) == 0.6
    assert budgets.state("ann") == BudgetState(1, 0.6, 0.4, MIDNIGHT)
    assert granted(budgets, "b", 0.6, least=0.5) == 0
    assert granted(budgets, "b", 0.6, least=0.4) == 0.4
    with pytest.raises(BudgetExceededError, match="budget of 1 US dollars 0 are left"):
        budgets.reserve("ann", "c", 0.02, 0.01)
    with pytest.raises(DailyBudgetSpentError, match="2026-11-21T00:00:00Z"):
        budgets.require("ann")

    budgets.settle("ann", "a", 0.1)
    budgets.require("ann")
    budgets.settle("ann", "b", None)

    assert committed(budgets) == 0.5
    assert granted(budgets, "c", 0.5) == 0.5
    assert granted(budgets, "d", 0.5, owner="bob") == 0.5


def test_a_call_reserves_and_settles_once_however_often_it_is_sent(store: Store, budgets: DailyBudgets) -> None:
    assert [granted(budgets, "a", 0.6) for _ in range(3)] == [0.6, 0.6, 0.6]
    assert [granted(budgets, "b", 0.6) for _ in range(2)] == [0.4, 0.4]
    assert committed(budgets) == 1
    for _ in range(3):
        budgets.settle("ann", "a", 0.25)
    assert committed(budgets) == 0.65
    budgets.settle("ann", "never reserved", 0.5)
    assert committed(budgets) == 0.65
    assert len(item(store)["open"]["M"]) == 1


def test_a_write_that_is_sent_again_because_its_answer_was_lost_counts_once(store: Store, day: Day) -> None:
    budgets = DailyBudgets(twice(store.client), store.table, 1, day)

    assert [granted(budgets, call, 0.3) for call in ("a", "b", "c")] == [0.3, 0.3, 0.3]
    assert committed(budgets) == 0.9
    budgets.settle("ann", "a", 0.1)
    budgets.settle("ann", "b", 0.35)
    assert committed(budgets) == 0.75
    budgets.settle("ann", "c", None)
    assert committed(budgets) == 0.75


def test_a_new_day_starts_from_nothing_and_what_is_open_over_midnight_stays_with_the_old_one(
    store: Store, budgets: DailyBudgets, day: Day
) -> None:
    assert granted(budgets, "late", 1) == 1
    slow = DailyBudgets(store.client, store.table, 1, lambda: NOON)
    day.now = MIDNIGHT

    assert budgets.state("ann") == BudgetState(1, 0, 1, MIDNIGHT + timedelta(days=1))
    budgets.settle("ann", "late", 0.25)
    assert granted(budgets, "early", 0.75) == 0.75
    budgets.settle("ann", "late", 0.25)
    assert committed(budgets) == 0.75
    # Whose clock is behind reserves of the new day, and does not bring the old one back.
    assert granted(slow, "behind", 1) == 0.25
    assert granted(budgets, "c", 0.1) == 0


def test_an_owner_may_have_a_limit_of_its_own_or_none(store: Store, budgets: DailyBudgets) -> None:
    assert granted(budgets, "a", 0.5) == 0.5
    assert "expires_at" in item(store)
    budgets.set_limit("ann", 5)
    assert (granted(budgets, "b", 3), committed(budgets)) == (3, 3.5)
    # A limit that expired would be none.
    assert "expires_at" not in item(store)
    budgets.set_limit("ann", 0.1)
    assert budgets.state("ann") == BudgetState(0.1, 3.5, 0, MIDNIGHT)
    assert granted(budgets, "c", 0.1) == 0

    budgets.set_limit("ann", 0)
    assert (budgets.state("ann"), granted(budgets, "d", 100), granted(budgets, "d", None)) == (None, None, None)
    budgets.require("ann")
    budgets.settle("ann", "d", 100)
    budgets.settle("ann", "b", 0.25)

    budgets.set_limit("ann", None)
    assert budgets.state("ann") == BudgetState(1, 0.75, 0.25, MIDNIGHT)
    assert "expires_at" in item(store)


def test_without_a_limit_nothing_is_kept_and_a_limit_needs_a_price(store: Store, budgets: DailyBudgets) -> None:
    for default in (0, None):
        free = DailyBudgets(store.client, store.table, default)
        assert (free.state("ann"), granted(free, "a", None)) == (None, None)
        free.settle("ann", "a", 1)
        free.set_limit("ann", None)
    assert item(store) is None

    with pytest.raises(BudgetExceededError, match="no known price"):
        budgets.reserve("ann", "a", None, 0)
    for wrong in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="not an amount"):
            budgets.set_limit("ann", wrong)
        with pytest.raises(ValueError, match="not an amount"):
            budgets.reserve("ann", "a", wrong, 0)
    assert item(store) is None


def test_a_call_that_cost_more_than_was_reserved_counts_whole(budgets: DailyBudgets) -> None:
    granted(budgets, "a", 0.9)
    budgets.settle("ann", "a", 1.5)

    assert budgets.state("ann") == BudgetState(1, 1.5, 0, MIDNIGHT)
    assert granted(budgets, "b", 0, least=0) == 0


def test_amounts_are_exact_to_a_billionth(budgets: DailyBudgets) -> None:
    for number in range(10):
        assert granted(budgets, f"{number}", 0.1) == 0.1
    assert committed(budgets) == 1
    for number in range(10):
        budgets.settle("ann", f"{number}", 0.000000003)
    assert committed(budgets) == 0.00000003
    assert granted(budgets, "smaller than can be told", 1e-15, least=0) == 1e-9


def test_calls_that_never_end_do_not_fill_the_item(
    store: Store, budgets: DailyBudgets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget_items, "MAX_OPEN", 4)
    for number in range(11):
        assert granted(budgets, f"{number}", 0.05) == 0.05
        assert len(item(store)["open"]["M"]) <= 4

    # What was let go counts as spent; who is still known gets back what it did not use.
    budgets.settle("ann", "0", 0)
    budgets.settle("ann", "10", 0)
    assert committed(budgets) == 0.5
    assert granted(budgets, "a" * 5000, 0.05) == 0.05


def test_where_the_table_does_not_answer_nothing_is_granted_and_nothing_comes_back(
    store: Store, budgets: DailyBudgets, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: Any) -> Any:
        answer: Any = {"Error": {"Code": "ThrottlingException", "Message": "x"}, "ResponseMetadata": {}}
        raise ClientError(answer, "UpdateItem")

    client: Any = SimpleNamespace(
        get_item=store.client.get_item, update_item=broken, exceptions=store.client.exceptions
    )
    deaf = DailyBudgets(client, store.table, 1, lambda: NOON)
    granted(budgets, "a", 0.5)

    with pytest.raises(ClientError):
        deaf.reserve("ann", "b", 0.1, 0.1)
    deaf.settle("ann", "a", 0.1)

    assert committed(budgets) == 0.5
    assert "ClientError" in caplog.text


def test_of_many_at_once_none_is_granted_what_another_has(store: Store, day: Day) -> None:
    limit, most = Decimal("1"), Decimal("0.23")
    budgets = DailyBudgets(store.client, store.table, float(limit), day)

    def call(number: int) -> tuple[Decimal, Decimal]:
        """What a call was granted, and what it cost of that."""
        got = Decimal(str(granted(budgets, f"{number}", float(most), least=0.05)))
        if number % 3 == 0:
            return got, got
        cost = got / 2
        budgets.settle("ann", f"{number}", float(cost))
        return got, cost

    with ThreadPoolExecutor(6) as threads:
        calls = list(threads.map(call, range(16)))

    assert committed(budgets) == float(sum(cost for _, cost in calls)) <= 1
    assert committed(budgets) > 0.5
    assert all(got == most or got == 0 or 0.05 <= got < most for got, _ in calls)


CENTS = st.integers(0, 60).map(lambda cents: cents / 100)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("reserve"), CENTS, CENTS),
        st.tuples(st.just("settle"), st.integers(0, 5), st.none() | CENTS),
        st.tuples(st.just("again"), st.integers(0, 5), st.none()),
        st.tuples(st.just("limit"), st.sampled_from([None, 0.5, 2.0]), st.none()),
        st.tuples(st.just("sleep"), st.none(), st.none()),
    ),
    max_size=12,
)
OWNERS = (f"owner-{number}" for number in count())


@given(steps=STEPS, lost=st.booleans())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_the_sum_of_its_days_calls_whatever_happens(
    store: Store, steps: list[tuple[str, Any, Any]], lost: bool
) -> None:
    """Against a model: what was granted, what it cost, and the limit. `lost`: each write is sent twice."""
    owner, day = next(OWNERS), Day()
    budgets = DailyBudgets(twice(store.client) if lost else store.client, store.table, 1, day)
    limit, spent, kept = 1.0, 0.0, dict[str, float]()
    for number, (what, first, second) in enumerate(steps):
        known = list(kept)
        if what == "reserve":
            left = round(max(0, limit - spent - sum(kept.values())), 9)
            wanted = first if first <= left else left if left >= second else 0
            got = granted(budgets, f"{number}", first, second, owner)
            assert got == (wanted if left else 0)
            if got:
                kept[f"{number}"] = got
                assert spent + sum(kept.values()) <= limit + 1e-9
        elif what == "settle" and first < len(known):
            reserved = kept.pop(known[first])
            cost = None if second is None else min(second, reserved)
            budgets.settle(owner, known[first], cost)
            spent += reserved if cost is None else cost
        elif what == "again" and first < len(known):
            assert granted(budgets, known[first], 0.6, 0, owner) == kept[known[first]]
        elif what == "limit":
            budgets.set_limit(owner, first)
            limit = first or 1.0
        elif what == "sleep":
            day.now += timedelta(days=1)
            spent, kept = 0, {}
        state = budgets.state(owner)
        assert state
        assert state.daily_usd == limit
        assert state.committed_usd == pytest.approx(spent + sum(kept.values()), abs=1e-9)
        assert state.left_usd == pytest.approx(max(0, limit - state.committed_usd), abs=1e-9)
