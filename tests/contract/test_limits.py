"""Token buckets, on every DynamoDB."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailrace.limits import Rate, RateExceededError, take
from tests.contract.logs import Store

NOW = 1_795_000_000.0


def _taken(store: Store, owner: str, rate: Rate, now: float) -> bool:
    return not _refused_for(store, owner, rate, now)


def _refused_for(store: Store, owner: str, rate: Rate, now: float) -> float:
    """Seconds to wait for a token, 0 if one was taken."""
    try:
        take(store.client, store.table, owner, "start", rate, now)
    except RateExceededError as refused:
        return refused.retry_after_s
    return 0


def test_a_full_bucket_gives_as_many_as_it_holds_and_says_what_is_left(store: Store) -> None:
    rate = Rate(3, 60)

    taken = [take(store.client, store.table, "ann", "start", rate, NOW) for _ in range(3)]

    assert [t.remaining for t in taken] == [2, 1, 0]
    assert [round(t.reset_s) for t in taken] == [20, 40, 60]
    with pytest.raises(RateExceededError, match="You may start 3 runs a minute") as refused:
        take(store.client, store.table, "ann", "start", rate, NOW)
    assert round(refused.value.retry_after_s, 3) == 20
    assert round(refused.value.reset_s) == 60


def test_one_comes_back_at_a_time_and_no_sooner_than_was_said(store: Store) -> None:
    rate = Rate(2, 10)
    assert [_taken(store, "ann", rate, NOW) for _ in range(3)] == [True, True, False]

    assert not _taken(store, "ann", rate, NOW + 4.9)
    assert _taken(store, "ann", rate, NOW + 5)
    assert not _taken(store, "ann", rate, NOW + 5)
    assert [_taken(store, "ann", rate, NOW + 500) for _ in range(3)] == [True, True, False]


def test_owners_and_operations_have_buckets_of_their_own(store: Store) -> None:
    rate = Rate(1, 60)

    assert _taken(store, "ann", rate, NOW)
    assert _taken(store, "bob", rate, NOW)
    take(store.client, store.table, "ann", "read", rate, NOW)
    assert not _taken(store, "ann", rate, NOW)


def test_many_at_once_never_get_more_than_there_are(store: Store) -> None:
    rate = Rate(5, 60)
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: _taken(store, "ann", rate, NOW), range(24)))

    # Two that race for one token may both be told to wait, which is safe; more than five is not.
    assert 1 <= sum(taken) <= 5


@given(waits=st.lists(st.floats(0, 30), max_size=25), count=st.integers(1, 6), seconds=st.floats(1, 60))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_window_sees_more_than_twice_the_bucket_and_a_refusal_tells_the_truth(
    store: Store, waits: list[float], count: int, seconds: float
) -> None:
    rate, now, owner = Rate(count, seconds), NOW, f"{waits}{count}{seconds}"[:900]
    times = []
    for wait in waits:
        now += wait
        refused_for = _refused_for(store, owner, rate, now)
        assert refused_for <= seconds + 0.001
        if refused_for:
            now += refused_for + 0.001
            assert _taken(store, owner, rate, now)
        times.append(now)
    # What a bucket lets through in one period: what it held, and what came back meanwhile.
    for begin in times:
        assert sum(begin <= at < begin + seconds for at in times) <= 2 * count
