"""API keys: only their hashes are stored, and only a known, unrevoked one names an owner."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import boto3
import pytest
from moto import mock_aws

from tailrace.keys import UnauthorizedError, authenticate, entry, item
from tests import tables

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TABLE = "keys"
KEY = "tr_9f8e7d6c5b4a39281706f5e4d3c2b1a0"
NOW = "2026-11-20T08:00:00.000Z"


@pytest.fixture(scope="module")
def client() -> "Iterator[DynamoDBClient]":
    with mock_aws():
        made = boto3.client(
            "dynamodb", region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        tables.make(made, TABLE)
        made.put_item(TableName=TABLE, Item=item(KEY, "team", "The team's key", NOW))
        yield made


@pytest.mark.parametrize("header", [f"Bearer {KEY}", f"bearer {KEY}", f"BEARER   {KEY}", f" Bearer {KEY} "])
def test_a_known_key_names_its_owner(client: "DynamoDBClient", header: str) -> None:
    assert authenticate(client, TABLE, header) == "team"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        KEY,
        f"Basic {KEY}",
        f"Bearer {KEY} {KEY}",
        f"Bearer {KEY},",
        f"Bearer\t{KEY}",
        "Bearer schlüssel",
        "Bearer " + "x" * 257,
        f"Bearer {KEY[:-1]}",
        f"Bearer {KEY}0",
        f"Bearer {KEY.upper()}",
        f"Bearer {hashlib.sha256(KEY.encode()).hexdigest()}",
    ],
)
def test_nothing_else_does(client: "DynamoDBClient", header: str | None) -> None:
    with pytest.raises(UnauthorizedError) as refusal:
        authenticate(client, TABLE, header)
    assert KEY not in str(refusal.value)


def _header_of(client: "DynamoDBClient", **more: Any) -> str:
    """Of a key whose item has these attributes too."""
    key = f"tr_{uuid4().hex}"
    client.put_item(TableName=TABLE, Item={**item(key, "team", "lost", NOW), **more})
    return f"Bearer {key}"


def _in(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.parametrize("revoked_at", [NOW, "2026-11-20T08:00:00Z", "2026-11-20T09:00:00+01:00"])
def test_a_revoked_key_is_refused(client: "DynamoDBClient", revoked_at: str) -> None:
    with pytest.raises(UnauthorizedError):
        authenticate(client, TABLE, _header_of(client, revoked_at={"S": revoked_at}))


def test_a_key_is_good_until_the_time_at_which_it_is_revoked(client: "DynamoDBClient") -> None:
    assert authenticate(client, TABLE, _header_of(client, revoked_at={"S": _in(1)})) == "team"
    with pytest.raises(UnauthorizedError):
        authenticate(client, TABLE, _header_of(client, revoked_at={"S": _in(-0.001)}))


@pytest.mark.parametrize(
    "unreadable", [{"S": "soon"}, {"S": ""}, {"S": "9999-01-01T00:00:00"}, {"N": "99999999999"}, {"NULL": True}]
)
def test_a_key_whose_end_cannot_be_read_has_ended(client: "DynamoDBClient", unreadable: Any) -> None:
    with pytest.raises(UnauthorizedError):
        authenticate(client, TABLE, _header_of(client, revoked_at=unreadable))


def test_the_tables_expiry_does_not_decide(client: "DynamoDBClient") -> None:
    good = _header_of(client, revoked_at={"S": _in(1)}, expires_at={"N": "1"})
    assert authenticate(client, TABLE, good) == "team"
    with pytest.raises(UnauthorizedError):
        authenticate(client, TABLE, _header_of(client, revoked_at={"S": _in(-1)}, expires_at={"N": "99999999999"}))


def test_what_is_read_is_the_newest_and_must_be_the_keys_own() -> None:
    asked: list[Any] = []

    class Mistaken:
        """A table that answers with the item of another key."""

        def get_item(self, **question: Any) -> Any:
            asked.append(question)
            return {"Item": item(f"{KEY}0", "other", "another", NOW)}

    with pytest.raises(UnauthorizedError):
        authenticate(cast("DynamoDBClient", Mistaken()), TABLE, f"Bearer {KEY}")
    assert [question["ConsistentRead"] for question in asked] == [True]


def test_the_list_of_keys_does_not_hold_the_key_and_is_no_key() -> None:
    listed = entry(KEY)
    assert KEY not in repr(listed)
    assert listed["hash"]["S"].startswith(listed["sk"]["S"])
    assert not listed["pk"]["S"].startswith("key#")


def test_the_key_itself_is_not_stored() -> None:
    stored = item(KEY, "team", "The team's key", NOW)
    assert KEY not in repr(stored)
    assert stored["pk"] == {"S": f"key#{hashlib.sha256(KEY.encode()).hexdigest()}"}
    assert stored["sk"] == {"S": "key"}
