"""API keys. The table knows only a key's SHA-256; the key itself exists where it was given out.

A plain hash is enough because a key is random and long: there is nothing to guess that a slow hash would protect.
Each key has two items: its own, by which requests are let in, and an entry in the list of keys, for people.
"""

import hashlib
import hmac
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from tailrace.errors import TailraceError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

# RFC 6750's alphabet; the length bounds the work that a stranger can cause.
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,256}=*)", re.ASCII | re.IGNORECASE)
# The partition of the list of keys. No function may read it: its name does not begin as keys' own items do.
LIST = "keys"
# Of 48 bits: two of a thousand keys share an id once in half a billion deployments, and then it is noticed.
_ID_DIGITS = 12


class UnauthorizedError(TailraceError):
    """The API key is missing, malformed, unknown or revoked."""

    code: ClassVar[str] = "unauthorized"


def authenticate(client: "DynamoDBClient", table: str, authorization_header: str | None) -> str:
    """The owner that the key in an `Authorization` header stands for. Raises UnauthorizedError."""
    if not authorization_header:
        raise UnauthorizedError("An API key is needed: Authorization: Bearer <api key>")
    bearer = _BEARER.fullmatch(authorization_header.strip())
    if not bearer:
        raise UnauthorizedError("The Authorization header is malformed: it must be Bearer <api key>")
    wanted = place(key_hash(bearer[1]))
    # Consistent, so that a revoked key is refused at once.
    found = client.get_item(TableName=table, Key=wanted, ConsistentRead=True).get("Item")
    known = found is not None and hmac.compare_digest(found["pk"]["S"], wanted["pk"]["S"])
    if found is None or not known or _is_revoked(found):
        raise UnauthorizedError("The API key is unknown or revoked")
    return found["owner"]["S"]


def _is_revoked(found: dict[str, Any]) -> bool:
    # Never by the table's own expiry: DynamoDB removes expired items up to days late.
    return "revoked_at" in found and has_come(found["revoked_at"].get("S", ""), datetime.now(UTC))


def has_come(time: str, now: datetime) -> bool:
    """Whether this ISO time is not ahead of `now`; one that cannot be read is not."""
    try:
        return datetime.fromisoformat(time) <= now
    except (TypeError, ValueError):
        return True


def item(key: str, owner: str, name: str, now: str) -> dict[str, Any]:
    """The table's item for a key: what `put_item` takes. `now` as events carry it; `name` is for people."""
    return {**place(key_hash(key)), "owner": {"S": owner}, "name": {"S": name}, "created_at": {"S": now}}


def entry(key: str) -> dict[str, Any]:
    """The key's entry in the list of keys. Put it first: an entry whose key is missing opens nothing."""
    digest = key_hash(key)
    return {**entry_place(id_of(digest)), "hash": {"S": digest}}


def key_hash(key: str) -> str:
    """SHA-256 of a key in hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


def id_of(digest: str) -> str:
    """What people call the key with this hash: the beginning of it."""
    return digest[:_ID_DIGITS]


def place(digest: str) -> dict[str, Any]:
    """Where the item of the key with this hash is."""
    return {"pk": {"S": f"key#{digest}"}, "sk": {"S": "key"}}


def entry_place(key_id: str) -> dict[str, Any]:
    """Where a key's entry is in the list of keys."""
    return {"pk": {"S": LIST}, "sk": {"S": key_id}}
