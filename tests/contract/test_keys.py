"""API keys on every DynamoDB: made, listed, ended, and what a making that was cut short leaves."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from local.keys.ring import Ring
from tailrace import keys
from tests.contract.logs import Store


def _owner(store: Store, key: str) -> str:
    return keys.authenticate(store.client, store.table, f"Bearer {key}")


def test_a_key_is_made_listed_and_ended(store: Store) -> None:
    ring = Ring(store.client, store.table)
    first, second = ring.create("first", "one"), ring.create("second", "two")

    assert [key.name for key in ring.all()] == ["first", "second"]
    assert [_owner(store, made.key) for made in (first, second)] == ["one", "two"]
    assert "key=" not in repr(first)

    later = ring.revoke(first.id, timedelta(hours=1))
    assert (_owner(store, first.key), later.is_revoked) == ("one", False)
    now = ring.revoke(first.id)
    assert now.is_revoked
    assert ring.revoke(first.id, timedelta(hours=1)) == now == ring.get(first.id)
    with pytest.raises(keys.UnauthorizedError):
        _owner(store, first.key)
    assert [key.is_revoked for key in ring.all()] == [True, False]


def test_a_making_that_is_cut_short_leaves_nothing_that_opens_or_shows(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def cut_short(key: str, *_: str) -> None:
        made.append(key)
        raise KeyboardInterrupt

    ring = Ring(store.client, store.table)
    monkeypatch.setattr(keys, "item", cut_short)
    with pytest.raises(KeyboardInterrupt):
        ring.create("never", "one")

    assert ring.all() == []
    with pytest.raises(keys.UnauthorizedError):
        _owner(store, made[0])


def test_no_two_keys_have_one_id(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "id_of", lambda digest: "0123456789ab")
    ring = Ring(store.client, store.table)
    first = ring.create("first", "one")
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        ring.create("second", "two")
    assert ring.get(first.id).name == "first"
