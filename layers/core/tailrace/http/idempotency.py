"""`Idempotency-Key`: a request that is sent again has the answer of the first one, and no second effect.

Powertools keeps the records, in the table, under `idempotency#<owner>`: a key belongs to its owner. Requests that
end in a problem are not remembered. Imported only for requests that carry a key: it costs a cold start.

A function that dies between a run's start and the record's completion would, on the client's second try, start a
second run. So the run's id is reserved first, under the key and the body, and the second try takes up the same run.
(Letting a run go on needs none: a second try then finds the run open, and says so.)
"""

import hashlib
import json
import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyPersistenceLayerError,
    IdempotencyValidationError,
)

from tailrace.daily_budget import DailyBudgetSpentError
from tailrace.executions import CannotStartError
from tailrace.http.problems import FieldError, ProblemError, invalid

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

HEADER = "Idempotency-Key"
# Seconds for which a key is remembered.
REMEMBERED_S = 86_400
# How long a request waits for the answer of the first one with its key, and how often it looks (seconds): a start takes
# a tenth of a second, and a client that sent it twice is better served by the run than by a 409.
PATIENCE_S = 2.0
_LOOK_AGAIN_S = 0.1
# Visible ASCII; the length bounds what strangers can store.
_KEY = re.compile(r"[!-~]{1,255}", re.ASCII)


class _RemainingTime:
    """The one thing that Powertools asks of a Lambda context here: when an unanswered request has died."""

    def __init__(self, remaining_ms: int) -> None:
        self._remaining_ms = remaining_ms

    def get_remaining_time_in_millis(self) -> int:
        return self._remaining_ms


def once(
    client: "DynamoDBClient",
    table: str,
    owner: str,
    key: str,
    body: Any,
    remaining_ms: int,
    act: Callable[[], dict[str, Any]],
) -> tuple[dict[str, Any], bool]:
    """What `act` answers, or answered when the key was first used; and whether it is that earlier answer.

    Raises `invalid_request` for a malformed key, `idempotency_key_reused` if the key came with another body,
    `request_in_progress` if the first request is still not answered after `PATIENCE_S`, and what `act` raises.
    """
    if not _KEY.fullmatch(key):
        raise invalid([FieldError(f"header.{HEADER}", "must be 1 to 255 visible ASCII characters")])
    replayed = True

    def first(*, request: Any) -> dict[str, Any]:
        nonlocal replayed
        replayed = False
        return act()

    guarded = idempotent_function(
        first,
        data_keyword_argument="request",
        persistence_store=_records(client, table, owner),
        config=_config(remaining_ms),
        key_prefix="runs",
    )
    try:
        answer = _patiently(lambda: guarded(request={"key": key, "body": body}))
    except IdempotencyValidationError as error:
        raise ProblemError(
            "idempotency_key_reused",
            "This Idempotency-Key was used with another body; a new request needs a new key",
            errors=[FieldError(f"header.{HEADER}", "was used with another body")],
        ) from error
    except (IdempotencyAlreadyInProgressError, IdempotencyInconsistentStateError) as error:
        raise ProblemError(
            "request_in_progress",
            "The first request with this Idempotency-Key is not answered yet; ask again",
            headers={"Retry-After": "1"},
        ) from error
    except IdempotencyPersistenceLayerError as error:
        # What Powertools wraps is told as if it had come from anywhere else: an AWS service that does not answer.
        raise error.__cause__ or error from error
    return answer, replayed


def reserving(
    client: "DynamoDBClient",
    table: str,
    owner: str,
    key: str,
    body: Any,
    new_id: str,
    act: Callable[[str], dict[str, Any]],
) -> Callable[[], dict[str, Any]]:
    """`act` for `once`, with `new_id`, or with the id of an earlier try that died before it could answer."""

    def with_id() -> dict[str, Any]:
        reservation = _Reservation(client, table, owner, {"key": key, "body": body})
        try:
            return act(reservation.take(new_id))
        except (CannotStartError, DailyBudgetSpentError):
            # That run is closed, or was never begun and its id would be of the day before when there is a budget again:
            # the next try is to have a new one. After any other failure it goes on with this one.
            reservation.release()
            raise

    return with_id


def _patiently(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return ask()
        except IdempotencyAlreadyInProgressError:
            if time.monotonic() >= until:
                raise
        time.sleep(_LOOK_AGAIN_S)


class _Reservation:
    """The id that belongs to a key and a body, whoever tries first."""

    def __init__(self, client: "DynamoDBClient", table: str, owner: str, request: Any) -> None:
        digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
        self._client = client
        self._table = table
        self._place = {"pk": {"S": f"idempotency#{owner}"}, "sk": {"S": f"reserved#{digest}"}}

    def take(self, new_id: str) -> str:
        now = int(time.time())
        try:
            self._client.put_item(
                TableName=self._table,
                Item={**self._place, "id": {"S": new_id}, "expires_at": {"N": str(now + REMEMBERED_S)}},
                ConditionExpression="attribute_not_exists(pk) OR expires_at < :now",
                ExpressionAttributeValues={":now": {"N": str(now)}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            item = self._client.get_item(TableName=self._table, Key=self._place, ConsistentRead=True)["Item"]
            return item["id"]["S"]
        return new_id

    def release(self) -> None:
        self._client.delete_item(TableName=self._table, Key=self._place)


def _config(remaining_ms: int) -> IdempotencyConfig:
    return IdempotencyConfig(
        event_key_jmespath="key",
        payload_validation_jmespath="body",
        raise_on_no_idempotency_key=True,
        expires_after_seconds=REMEMBERED_S,
        hash_function="sha256",
        lambda_context=_RemainingTime(remaining_ms),  # type: ignore[arg-type] # as much of a context as is asked for
    )


# Kept, because each one hooks itself into its client for good.
@lru_cache(maxsize=128)
def _records(client: "DynamoDBClient", table: str, owner: str) -> DynamoDBPersistenceLayer:
    return DynamoDBPersistenceLayer(
        table_name=table,
        key_attr="pk",
        static_pk_value=f"idempotency#{owner}",
        sort_key_attr="sk",
        expiry_attr="expires_at",
        boto3_client=client,
    )
