"""Places of open runs, on every DynamoDB."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tailrace.concurrency import Places, TooManyRunsError
from tests.contract.logs import Store


def _took(places: Places, owner: str, run: str, execution: int = 1) -> bool:
    try:
        places.take(owner, run, execution)
    except TooManyRunsError:
        return False
    return True


def test_an_owner_has_so_many_places_and_each_run_takes_one_however_often_it_asks(store: Store) -> None:
    places = Places(store.client, store.table, 2)

    assert [_took(places, "ann", run) for run in ("a", "b", "b", "c", "a")] == [True, True, True, False, True]
    assert _took(places, "bob", "c")
    with pytest.raises(TooManyRunsError, match="have 2 open runs"):
        places.take("ann", "c", 1)


def test_a_place_is_free_once_it_is_given_back_and_may_be_given_back_again(store: Store) -> None:
    places = Places(store.client, store.table, 1)
    places.give_back("ann", "a", 1)
    assert _took(places, "ann", "a")
    for _ in range(2):
        places.give_back("ann", "a", 1)

    assert _took(places, "ann", "b")
    assert not _took(places, "ann", "a")


def test_late_word_of_an_execution_leaves_the_next_ones_place_alone(store: Store) -> None:
    places = Places(store.client, store.table, 2)
    assert _took(places, "ann", "a", 1)
    assert _took(places, "ann", "a", 3)

    places.give_back("ann", "a", 2)

    assert [_took(places, "ann", run) for run in ("b", "c")] == [True, False]
    places.give_back("ann", "a", 3)
    assert _took(places, "ann", "c")


def test_of_many_at_once_as_many_get_a_place_as_there_are(store: Store) -> None:
    places = Places(store.client, store.table, 5)
    with ThreadPoolExecutor(8) as threads:
        took = list(threads.map(lambda run: _took(places, "ann", str(run)), range(24)))

    assert sum(took) == 5


def test_without_a_limit_nothing_is_kept(store: Store) -> None:
    places = Places(store.client, store.table, 0)

    assert all(_took(places, "ann", str(run)) for run in range(5))
    assert store.client.scan(TableName=store.table)["Count"] == 0
