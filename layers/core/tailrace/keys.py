"""API keys. The table knows only a key's SHA-256; the key itself exists where it was given out.

A plain hash is enough because a key is random and long: there is nothing to guess that a slow hash would protect.
"""

import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Any, ClassVar

from tailrace.errors import TailraceError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

# RFC 6750's alphabet; the length bounds the work that a stranger can cause.
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,256}=*)", re.ASCII | re.IGNORECASE)


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
    place = _place(bearer[1])
    # Consistent, so that a revoked key is refused at once.
    found = client.get_item(TableName=table, Key=place, ConsistentRead=True).get("Item")
    known = found is not None and hmac.compare_digest(found["pk"]["S"], place["pk"]["S"])
    if found is None or not known or "revoked_at" in found:
        raise UnauthorizedError("The API key is unknown or revoked")
    return found["owner"]["S"]


def item(key: str, owner: str, name: str, now: str) -> dict[str, Any]:
    """The table's item for a key: what `put_item` takes. `now` as events carry it; `owner` is the key's id."""
    return {**_place(key), "owner": {"S": owner}, "name": {"S": name}, "created_at": {"S": now}}


def _place(key: str) -> dict[str, Any]:
    return {"pk": {"S": f"key#{hashlib.sha256(key.encode()).hexdigest()}"}, "sk": {"S": "key"}}
