"""API keys: only their hashes are stored, and only a known, unrevoked one names an owner."""

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from tailrace.keys import UnauthorizedError, authenticate, item
from tests import tables

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TABLE = "keys"
KEY = "tr_9f8e7d6c5b4a39281706f5e4d3c2b1a0"
NOW = "2026-11-20T08:00:00.000Z"


@pytest.fixture
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


def test_a_revoked_key_is_refused(client: "DynamoDBClient") -> None:
    client.put_item(TableName=TABLE, Item={**item(KEY, "team", "lost", NOW), "revoked_at": {"S": NOW}})
    with pytest.raises(UnauthorizedError):
        authenticate(client, TABLE, f"Bearer {KEY}")


def test_the_key_itself_is_not_stored() -> None:
    stored = item(KEY, "team", "The team's key", NOW)
    assert KEY not in repr(stored)
    assert stored["pk"] == {"S": f"key#{hashlib.sha256(KEY.encode()).hexdigest()}"}
    assert stored["sk"] == {"S": "key"}
