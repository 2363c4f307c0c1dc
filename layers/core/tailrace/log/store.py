"""The log in DynamoDB, blocking: one item put at the end if nothing is there, and strongly consistent reads."""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeVar, cast

from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

from tailrace.errors import LogUnavailableError, RunClosedError, RunExistsError, RunNotFoundError
from tailrace.events import Draft, Event, is_terminal, utc_now
from tailrace.log import body, items
from tailrace.log.retry import PATIENCE_S, is_transient, pause_s

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_T = TypeVar("_T")

# Seconds between two looks of a long poll: at first, by how much each is longer, and at the most.
_POLL_FIRST_S, _POLL_GROWTH, _POLL_LONGEST_S = 0.02, 1.3, 0.25


class RunLog:
    """All runs' logs in one table; safe to share between threads.

    Every method raises LogUnavailableError when DynamoDB throttles or cannot be reached for longer than `patience_s`
    seconds, and lets other errors of boto3 pass: they are a mistake in the deployment.
    """

    def __init__(
        self, client: "DynamoDBClient", table: str, ttl_days: int = 30, *, patience_s: float = PATIENCE_S
    ) -> None:
        self._client = client
        self._table = table
        self._ttl_days = ttl_days
        self._patience_s = patience_s

    def create(self, run_id: str, owner: str, draft: Draft) -> Event:
        """Begin a run with its first event. Raises RunExistsError, and `ValueError` if `run_id` is not a ULID."""
        line = body.encode(run_id, draft, utc_now(), None, None).line(1)
        if self._put(run_id, 1, [line], token_hex(4), {"owner": {"S": owner}}) is not None:
            raise RunExistsError(f"Run {run_id} exists")
        return cast(Event, json.loads(line))

    def put(self, run_id: str, first_seq: int, lines: Sequence[str]) -> bool:
        """Put consecutive events, the first of them number `first_seq`; False if that number is taken.

        Who puts must have read everything before `first_seq`: the writer's part, see `RunWriter`.
        """
        return self.offer(run_id, first_seq, lines, token_hex(4)) is None

    def offer(self, run_id: str, first_seq: int, lines: Sequence[str], writer: str) -> list[items.Item] | None:
        """`put`, for a writer with a name: None if it succeeded, else the item that has taken the number.

        [] where the server does not tell (AWS's does): the item must be read then. Raises RunClosedError if the run
        is deleted, as does `put`.
        """
        return self._put(run_id, first_seq, lines, writer, {})

    def missed(self, run_id: str, end: int) -> list[items.Item]:
        """The items behind the one that ends with event `end`, in order: one query.

        Raises RunClosedError if the run is deleted.
        """
        found: list[items.Item] = []
        for item in self._query(items.query_after(self._table, run_id, end), None, keep=items.to_write_behind):
            if items.first_seq(item) != end + 1:
                break
            found.append(item)
            end = items.last_seq(item)
        return found

    def read(self, run_id: str, after: int = 0, limit: int | None = None) -> list[Event]:
        """The events after `after`, at most `limit`; [] if there is nothing new. Raises RunNotFoundError."""
        return [json.loads(line) for line in self.read_lines(run_id, after, limit)]

    def read_lines(self, run_id: str, after: int = 0, limit: int | None = None, enough: int | None = None) -> list[str]:
        """The same as `read`, as JSON texts: the first has the number `after` + 1.

        Reads no further once there are more than `enough` characters.
        """
        found = self._query(items.query_after(self._table, run_id, after), limit, enough)
        if not items.begins_at(found, after + 1):
            covering = self._query(items.query_covering(self._table, run_id, after + 1), 1)
            if not covering:
                raise RunNotFoundError(f"There is no run {run_id}")
            found = [*covering, *found]
        return [line for _, line in items.joined(found, after)][:limit]

    def last(self, run_id: str) -> Event | None:
        """The newest event, or None if there is no such run."""
        found = self._query(items.query_covering(self._table, run_id, 9_999_999_999), 1)
        return json.loads(items.lines(found[0])[-1][1]) if found else None

    def owner(self, run_id: str) -> str:
        """Who may see this run. Raises RunNotFoundError."""
        found = items.alive(self._get(run_id, 1, "owner", "expires_at", "gone"))
        if not found:
            raise RunNotFoundError(f"There is no run {run_id}")
        return cast(str, found[0]["owner"]["S"])

    def history(self, run_id: str) -> tuple[str, list[Event]]:
        """Who may see this run, and all its events. Raises RunNotFoundError."""
        found = self._query(items.query_after(self._table, run_id, 0), None)
        if not items.begins_at(found, 1):
            raise RunNotFoundError(f"There is no run {run_id}")
        return found[0]["owner"]["S"], [json.loads(line) for _, line in items.joined(found, 0)]

    def has(self, run_id: str, seq: int) -> bool:
        """Whether an item begins with number `seq`: for who has read up to `seq` - 1, whether there is more."""
        return bool(self._get(run_id, seq, "sk"))

    def wait(self, run_id: str, after: int, seconds: float, limit: int | None = None) -> list[Event]:
        """Like `read`, but waits up to `seconds` for something new; at once if the run is closed already."""
        ends = time.monotonic() + seconds
        pause = _POLL_FIRST_S
        if events := self.read(run_id, after, limit):
            return events
        last = self.last(run_id)
        while last is not None and not is_terminal(last):
            if last["seq"] > after or self.has(run_id, last["seq"] + 1):
                return self.read(run_id, after, limit)
            left = ends - time.monotonic()
            if left <= 0:
                break
            time.sleep(min(pause, left))
            pause = min(pause * _POLL_GROWTH, _POLL_LONGEST_S)
        return []

    def _put(
        self, run_id: str, first_seq: int, lines: Sequence[str], writer: str, more: dict[str, Any]
    ) -> list[items.Item] | None:
        mark = items.mark(writer)
        item = {**items.make(run_id, first_seq, lines, items.expires_at(run_id, self._ttl_days), mark), **more}
        sent = 0

        def put() -> list[items.Item] | None:
            nonlocal sent
            sent += 1
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item=item,
                    ConditionExpression="attribute_not_exists(pk)",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    raise
                taken = cast(dict[str, Any], error.response).get("Item")
                if taken and items.is_gone(taken):
                    raise RunClosedError("The run was deleted") from error
                # A request that was repeated may have been carried out before its answer was lost: what is in the
                # way is then this very item, and taking that for a conflict would write the events twice.
                repeated = sent > 1 or error.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
                if repeated and mark == (taken["w"]["S"] if taken else self._mark(run_id, first_seq)):
                    return None
                return [taken] if taken else []
            return None

        return self._patiently(put)

    def _mark(self, run_id: str, seq: int) -> str | None:
        return next((item["w"]["S"] for item in self._get(run_id, seq, "w") if item), None)

    def _get(self, run_id: str, seq: int, *fields: str) -> list[items.Item]:
        answer = self._patiently(
            lambda: self._client.get_item(
                TableName=self._table,
                Key=items.key(run_id, seq),
                ConsistentRead=True,
                # By placeholders, because some names (owner) are reserved words of DynamoDB.
                ProjectionExpression=", ".join(f"#{field}" for field in fields),
                ExpressionAttributeNames={f"#{field}": field for field in fields},
            )
        )
        return [answer["Item"]] if "Item" in answer else []

    def _query(
        self,
        request: dict[str, Any],
        limit: int | None,
        enough: int | None = None,
        keep: Callable[[Iterable[items.Item]], list[items.Item]] = items.alive,
    ) -> list[items.Item]:
        """All pages, or as many as it takes for `limit` events or more than `enough` characters."""
        if limit is not None:
            request = {**request, "Limit": limit}
        found: list[items.Item] = []
        events = characters = 0
        while True:
            answer = self._patiently(partial(self._client.query, **request))
            page = keep(answer["Items"])
            found += page
            events += sum(int(item["n"]["N"]) for item in page)
            position = answer.get("LastEvaluatedKey")
            characters += sum(len(item["e"]["S"]) for item in page)
            full = (limit is not None and events >= limit) or (enough is not None and characters > enough)
            if not position or full:
                return found
            request = {**request, "ExclusiveStartKey": position}

    def _patiently(self, call: Callable[[], _T]) -> _T:
        """Repeat a call while its failure may be a passing one."""
        ends = time.monotonic() + self._patience_s
        tries = 0
        while True:
            try:
                return call()
            except ClientError as error:
                metadata = error.response["ResponseMetadata"]
                if not is_transient(metadata["HTTPStatusCode"], error.response["Error"]["Code"]):
                    raise
                failure: Exception = error
            except (HTTPClientError, ConnectionError) as error:
                failure = error
            pause = pause_s(tries)
            if time.monotonic() + pause >= ends:
                raise LogUnavailableError(f"DynamoDB does not answer ({_name(failure)})") from failure
            time.sleep(pause)
            tries += 1


def _name(error: Exception) -> str:
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"]
    return type(error).__name__ if isinstance(error, BotoCoreError) else "unknown"
