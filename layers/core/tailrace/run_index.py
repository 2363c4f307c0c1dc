"""The run list and the list of open runs: what is kept beside the log, and can be rebuilt from it.

An owner's runs lie under `owner#<owner>`, the runs that are not known to be closed under `open#runs`. A status here
is what was seen last; the log alone knows.

A run is put into both lists before its log says that it begins, or that it is resumed: who dies in between leaves an
entry that the sweep finds, never a run at work that nobody watches. So an entry may speak of an execution that has
not come yet, and who corrects an entry says which execution it knows of: a late word about an earlier one, such as
that it has ended, must not take away what the next one has put in.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ulid import ULID

from tailrace import batches
from tailrace.concurrency import Places

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef

OPEN_RUNS = "open#runs"
_RUN_ID = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{25}")
# Who has put a run into the lists needs no longer than this to write its log and start its workflow (seconds: what a
# request to the API may take). Until then an entry that the log does not bear out is left alone.
FRESH_S = 30


@dataclass(frozen=True)
class IndexEntry:
    """A run in the lists. `created_at`: ISO 8601, UTC; `expires_at`, `listed_at`: epoch seconds.

    `execution` counts how often the run's workflow was begun; `listed_at` is when the run was put in for this one.
    """

    run_id: str
    owner: str
    kind: str
    status: str
    created_at: str
    expires_at: int
    metadata: Mapping[str, str]
    execution: int
    listed_at: float

    def is_fresh(self, now: float) -> bool:
        """Whether who put this in (`now`: epoch seconds) may still be at it."""
        return self.listed_at > now - FRESH_S


def new_entry(
    run_id: str, owner: str, kind: str, metadata: Mapping[str, str], ttl_days: int, execution: int = 1
) -> IndexEntry:
    """The entry of a run whose workflow is about to be begun. Raises `ValueError` if `run_id` is none."""
    created = created_at(run_id)
    return IndexEntry(
        run_id=run_id,
        owner=owner,
        kind=kind,
        status="queued",
        created_at=created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        expires_at=int((created + timedelta(days=ttl_days)).timestamp()),
        metadata=metadata,
        execution=execution,
        listed_at=round(time.time(), 3),
    )


def is_run_id(text: str) -> bool:
    """Whether this may be a run's id: a ULID, in lower case."""
    return _RUN_ID.fullmatch(text) is not None


def created_at(run_id: str) -> datetime:
    """When a run was created: the time that its id holds. Raises `ValueError` if it is no id."""
    return ULID.from_str(run_id.upper()).datetime.astimezone(UTC)


class RunIndex:
    """The index items of all runs in one table, and the places of the open ones: at most `most_open` an owner.

    0 sets no limit.
    """

    def __init__(self, client: "DynamoDBClient", table: str, most_open: int = 0) -> None:
        self._client = client
        self._table = table
        self._places = Places(client, table, most_open)

    def add(self, entry: IndexEntry) -> None:
        """Put a run into both lists, or put it in anew, and take a place among the open runs for it.

        Raises `TimeoutError` if the table does not take it, and `TooManyRunsError`: the entry is then in the lists.
        """
        item = {
            "owner": {"S": entry.owner},
            "kind": {"S": entry.kind},
            "status": {"S": entry.status},
            "created_at": {"S": entry.created_at},
            "expires_at": {"N": str(entry.expires_at)},
            "metadata": {"S": json.dumps(dict(entry.metadata), ensure_ascii=False)},
            "execution": {"N": str(entry.execution)},
            "listed_at": {"N": str(entry.listed_at)},
        }
        keys = (_owner_key(entry.owner, entry.run_id), _key(OPEN_RUNS, entry.run_id))
        batches.write(self._client, self._table, [{"PutRequest": {"Item": {**key, **item}}} for key in keys])
        self._places.take(entry.owner, entry.run_id, entry.execution)

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

    def set_status(self, owner: str, run_id: str, status: str, execution: int, *, is_open: bool = True) -> None:
        """Write down what became of a run in its so-manieth execution, unless a later one has put it in anew.

        One that is not open leaves the open runs too.
        """
        if not is_open:
            self._places.give_back(owner, run_id, execution)
        self._correct(owner, run_id, status, "#execution <= :execution", {":execution": execution}, is_open)

    def correct(self, entry: IndexEntry, status: str, *, is_open: bool = True) -> None:
        """Give an entry that was read this status, unless the run was put in anew since it was read."""
        seen = {":execution": entry.execution, ":listed_at": entry.listed_at}
        condition = "#execution = :execution AND listed_at = :listed_at"
        if not is_open:
            # Should it be put in anew at this very moment, it is one open run that does not count.
            self._places.give_back(entry.owner, entry.run_id, entry.execution)
        self._correct(entry.owner, entry.run_id, status, condition, seen, is_open)

    def _correct(
        self, owner: str, run_id: str, status: str, condition: str, seen: Mapping[str, float], is_open: bool
    ) -> None:
        values: dict[str, Any] = {name: {"N": str(value)} for name, value in seen.items()}
        stays = self._client.exceptions.ConditionalCheckFailedException
        # The condition also keeps away an entry that has expired or was deleted: an update would make half an item.
        with suppress(stays):
            self._client.update_item(
                TableName=self._table,
                Key=_owner_key(owner, run_id),
                UpdateExpression="SET #status = :status",
                ConditionExpression=condition,
                ExpressionAttributeNames={"#status": "status", "#execution": "execution"},
                ExpressionAttributeValues={**values, ":status": {"S": status}},
            )
        if is_open:
            return
        with suppress(stays):
            self._client.delete_item(
                TableName=self._table,
                Key=_key(OPEN_RUNS, run_id),
                ConditionExpression=condition,
                ExpressionAttributeNames={"#execution": "execution"},
                ExpressionAttributeValues=values,
            )

    def forget(self, owner: str, run_id: str, execution: int) -> None:
        """Take a run, which has come to its so-manieth execution, out of both lists."""
        self._places.give_back(owner, run_id, execution)
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
        execution=int(item["execution"]["N"]),
        listed_at=float(item["listed_at"]["N"]),
    )
