"""How many long polls wait at once in a whole deployment: each holds one of the API's executions for up to 20 s.

A counter for each stretch of time. A poll counts in the stretch in which it begins to wait and is gone before the next
but one, so of those that wait at any moment none is older than two stretches; each stretch admits half of them. What
a function that died has not given back is lost until its stretch ends, and never for longer.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from botocore.exceptions import BotoCoreError, ClientError

from tailrace.errors import TailraceError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

# No invocation of the API lasts longer (its Timeout).
STRETCH_S = 30
_KEPT_S = 3600

_log = logging.getLogger(__name__)


class TooManyPollsError(TailraceError):
    """As many long polls wait as may wait at once."""

    code: ClassVar[str] = "too_many_polls"
    retryable: ClassVar[bool] = True


class LongPolls:
    """The places of one deployment: half of `most` long polls to all of them may wait at once; 0 is any number."""

    def __init__(self, client: "DynamoDBClient", table: str, most: int) -> None:
        self._client = client
        self._table = table
        self._most = most

    @contextmanager
    def place(self, now: float | None = None) -> Iterator[None]:
        """Hold a place. `now` in epoch seconds is for tests. Raises `TooManyPollsError`."""
        if not self._most:
            yield
            return
        stretch = int((time.time() if now is None else now) // STRETCH_S)
        self._take(stretch)
        try:
            yield
        finally:
            self._give_back(stretch)

    def _take(self, stretch: int) -> None:
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(stretch),
                UpdateExpression="ADD waiting :one SET expires_at = :expires",
                ConditionExpression="attribute_not_exists(waiting) OR waiting < :half",
                ExpressionAttributeValues={
                    ":one": {"N": "1"},
                    ":half": {"N": str(max(1, self._most // 2))},
                    ":expires": {"N": str(stretch * STRETCH_S + _KEPT_S)},
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise TooManyPollsError(
                "As many long polls wait as may wait at once; follow the stream, or ask without `wait`"
            ) from error

    def _give_back(self, stretch: int) -> None:
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(stretch),
                UpdateExpression="ADD waiting :less",
                ExpressionAttributeValues={":less": {"N": "-1"}},
            )
        except (BotoCoreError, ClientError) as error:
            # The place comes back with the stretch's end; the events that the poll has found are not to be lost for it.
            _log.warning("A long poll's place could not be given back (%s)", type(error).__name__)


def _key(stretch: int) -> dict[str, dict[str, str]]:
    return {"pk": {"S": f"poll#{stretch}"}, "sk": {"S": "waiting"}}
