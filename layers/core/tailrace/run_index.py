"""The run list and the list of open runs: what is kept beside the log, and can be rebuilt from it.

An owner's runs lie under `owner#<owner>`, the runs that are not known to be closed under `open#runs`. A status here
is what was seen last; the log alone knows.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ulid import ULID

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef, WriteRequestOutputTypeDef, WriteRequestTypeDef

OPEN_RUNS = "open#runs"
_RUN_ID = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{25}")
# DynamoDB hands back what it had no capacity for; after this many rounds the table is to blame.
_BATCH_ROUNDS = 5


@dataclass(frozen=True)
class IndexEntry:
    """A run in the lists. `created_at`: ISO 8601, UTC; `expires_at`: epoch seconds."""

    run_id: str
    owner: str
    kind: str
    status: str
    created_at: str
    expires_at: int
    metadata: Mapping[str, str]


def is_run_id(text: str) -> bool:
    """Whether this may be a run's id: a ULID, in lower case."""
    return _RUN_ID.fullmatch(text) is not None


def created_at(run_id: str) -> datetime:
    """When a run was created: the time that its id holds. Raises `ValueError` if it is no id."""
    return ULID.from_str(run_id.upper()).datetime.astimezone(UTC)


class RunIndex:
    """The index items of all runs in one table."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def add(self, entry: IndexEntry) -> None:
        """Put a new run into both lists. Raises `TimeoutError` if the table does not take it."""
        item = {
            "owner": {"S": entry.owner},
            "kind": {"S": entry.kind},
            "status": {"S": entry.status},
            "created_at": {"S": entry.created_at},
            "expires_at": {"N": str(entry.expires_at)},
            "metadata": {"S": json.dumps(dict(entry.metadata), ensure_ascii=False)},
        }
        keys = (_owner_key(entry.owner, entry.run_id), _key(OPEN_RUNS, entry.run_id))
        pending: Sequence[WriteRequestTypeDef | WriteRequestOutputTypeDef]
        pending = [{"PutRequest": {"Item": {**key, **item}}} for key in keys]
        for attempt in range(_BATCH_ROUNDS):
            answer = self._client.batch_write_item(RequestItems={self._table: pending})
            pending = answer.get("UnprocessedItems", {}).get(self._table, [])
            if not pending:
                return
            time.sleep(0.05 * 2**attempt)
        raise TimeoutError("The table did not take the run's index items")

    def newest_first(self, owner: str, before: str | None = None) -> Iterator[IndexEntry]:
        """An owner's runs, newest first, those older than `before` only; expired ones are left out."""
        return self._newest_first(f"owner#{owner}", before)

    def open(self, before: str) -> Iterator[IndexEntry]:
        """Runs that are not known to be closed, newest first, those older than `before` only."""
        return self._newest_first(OPEN_RUNS, before)

    def _newest_first(self, pk: str, before: str | None) -> Iterator[IndexEntry]:
        request: QueryInputTypeDef = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "ScanIndexForward": False,
            "ConsistentRead": True,
            "Limit": 100,
        }
        start = _key(pk, before) if before else None
        now = time.time()
        while True:
            if start:
                request["ExclusiveStartKey"] = start
            answer = self._client.query(**request)
            # DynamoDB deletes what has expired within days, not at once.
            yield from (entry for entry in map(_entry, answer["Items"]) if entry.expires_at > now)
            start = answer.get("LastEvaluatedKey")
            if not start:
                return

    def set_status(self, owner: str, run_id: str, status: str, *, is_open: bool = True) -> None:
        """Correct a run's status in its owner's list; one that is not open leaves the open runs too."""
        # An entry that has expired or was deleted stays away: an update would make half an item of it.
        with suppress(self._client.exceptions.ConditionalCheckFailedException):
            self._client.update_item(
                TableName=self._table,
                Key=_owner_key(owner, run_id),
                UpdateExpression="SET #status = :status",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={":status": {"S": status}},
            )
        if not is_open:
            self._client.delete_item(TableName=self._table, Key=_key(OPEN_RUNS, run_id))

    def forget(self, owner: str, run_id: str) -> None:
        """Take a run out of both lists."""
        for key in (_owner_key(owner, run_id), _key(OPEN_RUNS, run_id)):
            self._client.delete_item(TableName=self._table, Key=key)


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _owner_key(owner: str, run_id: str) -> dict[str, Any]:
    return _key(f"owner#{owner}", run_id)


def _entry(item: Mapping[str, Any]) -> IndexEntry:
    return IndexEntry(
        run_id=item["sk"]["S"],
        owner=item["owner"]["S"],
        kind=item["kind"]["S"],
        status=item["status"]["S"],
        created_at=item["created_at"]["S"],
        expires_at=int(item["expires_at"]["N"]),
        metadata=json.loads(item["metadata"]["S"]),
    )
