"""The API keys of one table: making them, listing them, ending them.

A key is two items, its own and its entry in the list. No transaction binds them; the order of the puts does.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from local.keys.errors import CommandError
from tailrace import keys

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

# How long a revoked key is still listed; then DynamoDB removes it, and the key is refused as an unknown one.
LISTED_DAYS = 90
# What one BatchGetItem takes.
_BATCH = 100


@dataclass(frozen=True)
class Key:
    """A key as the table knows it; `revoked_at` may lie ahead. Times are as events carry them."""

    id: str
    owner: str
    name: str
    created_at: str
    revoked_at: str | None = None

    @property
    def is_revoked(self) -> bool:
        """Whether it is refused by now."""
        return self.revoked_at is not None and keys.has_come(self.revoked_at, datetime.now(UTC))


@dataclass(frozen=True)
class NewKey(Key):
    """A key that was just made, with the key itself: it is nowhere else."""

    key: str = field(default="", repr=False)


class Ring:
    """The keys of a table."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def create(self, name: str, owner: str) -> NewKey:
        """Make a key. If this ends half-way there is an entry without a key: it opens nothing and is not listed."""
        key, now = f"tr_{secrets.token_urlsafe(32)}", _text(datetime.now(UTC))
        entry = keys.entry(key)
        # An id that two keys shared would let one be revoked in the other's place.
        self._client.put_item(TableName=self._table, Item=entry, ConditionExpression="attribute_not_exists(pk)")
        self._client.put_item(TableName=self._table, Item=keys.item(key, owner, name, now))
        return NewKey(entry["sk"]["S"], owner, name, now, key=key)

    def all(self) -> list[Key]:
        """Every key that is in the list, the oldest first, also those that are revoked."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :list",
            ExpressionAttributeValues={":list": {"S": keys.LIST}},
            ConsistentRead=True,
        )
        hashes = [entry["hash"]["S"] for page in pages for entry in page["Items"]]
        batches = (hashes[start : start + _BATCH] for start in range(0, len(hashes), _BATCH))
        found = [_key(item) for batch in batches for item in self._items(batch)]
        return sorted(found, key=lambda key: (key.created_at, key.id))

    def get(self, key_id: str) -> Key:
        """One key, by the id that `all` tells or by its whole hash. Raises `CommandError` if there is none."""
        return _key(self._item(self._hash(key_id)))

    def revoke(self, key_id: str, grace: timedelta = timedelta(0)) -> Key:
        """Refuse a key after this time; one that ends earlier stays so. Raises `CommandError` if there is none.

        If this ends half-way the key is revoked, and its entry stays in the table without being listed in the end.
        """
        digest, at = self._hash(key_id), datetime.now(UTC) + grace
        expires = {":expires": {"N": str(int((at + timedelta(days=LISTED_DAYS)).timestamp()))}}
        try:
            self._client.update_item(
                TableName=self._table,
                Key=keys.place(digest),
                UpdateExpression="SET revoked_at = :at, expires_at = :expires",
                ConditionExpression="attribute_exists(pk) AND (attribute_not_exists(revoked_at) OR revoked_at > :at)",
                ExpressionAttributeValues={":at": {"S": _text(at)}, **expires},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return _key(self._item(digest))
        with suppress(self._client.exceptions.ConditionalCheckFailedException):  # it may never have been in the list
            self._client.update_item(
                TableName=self._table,
                Key=keys.entry_place(keys.id_of(digest)),
                UpdateExpression="SET expires_at = :expires",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues=expires,
            )
        return _key(self._item(digest))

    def _hash(self, key_id: str) -> str:
        if len(key_id) == len(keys.key_hash("")):
            return key_id
        answer = self._client.get_item(TableName=self._table, Key=keys.entry_place(key_id), ConsistentRead=True)
        if "Item" not in answer:
            raise CommandError(f"There is no key {key_id}")
        return answer["Item"]["hash"]["S"]

    def _item(self, digest: str) -> dict[str, Any]:
        answer = self._client.get_item(TableName=self._table, Key=keys.place(digest), ConsistentRead=True)
        if "Item" not in answer:
            raise CommandError(f"There is no key {keys.id_of(digest)}")
        return dict(answer["Item"])

    def _items(self, hashes: list[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        wanted: Any = {self._table: {"Keys": [keys.place(digest) for digest in hashes], "ConsistentRead": True}}
        while wanted:
            answer = self._client.batch_get_item(RequestItems=wanted)
            found += answer["Responses"].get(self._table, [])
            wanted = answer.get("UnprocessedKeys")
        return found


def _key(item: dict[str, Any]) -> Key:
    digest = item["pk"]["S"].rpartition("#")[2]
    owner, name, created_at = (item[attribute]["S"] for attribute in ("owner", "name", "created_at"))
    return Key(keys.id_of(digest), owner, name, created_at, item.get("revoked_at", {}).get("S"))


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
