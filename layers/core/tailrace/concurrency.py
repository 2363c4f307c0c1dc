"""How many runs an owner has open: a place for each execution of a run, in one set of strings for each owner.

A place is taken after the run was put into the list of open runs and is given back before it is taken from there. So
whoever dies in between leaves an entry that the sweep finds, never a place that is lost. Places bear the execution's
name, `<run_id>-<n>`: late word of an earlier execution cannot give back the place of the next one.
"""

import time
from typing import TYPE_CHECKING, ClassVar

from tailrace.errors import TailraceError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

# Longer than any workflow may run, and so than any run is open.
_KEPT_S = 30 * 86_400


class TooManyRunsError(TailraceError):
    """The owner has as many open runs as it may have."""

    code: ClassVar[str] = "too_many_runs"
    retryable: ClassVar[bool] = True

    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} open runs, which is the most; wait for one to end, or cancel one")


class Places:
    """The places of all owners in one table; each may have `most` open runs, or any number if that is 0."""

    def __init__(self, client: "DynamoDBClient", table: str, most: int) -> None:
        self._client = client
        self._table = table
        self._most = most

    def take(self, owner: str, run_id: str, execution: int) -> None:
        """Take a place for a run's so-manieth execution; one that it has is as good. Raises `TooManyRunsError`."""
        if not self._most:
            return
        name = _name(run_id, execution)
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(owner),
                UpdateExpression="ADD #open :one SET expires_at = :expires",
                ConditionExpression="attribute_not_exists(#open) OR contains(#open, :name) OR size(#open) < :most",
                ExpressionAttributeNames={"#open": "open"},
                ExpressionAttributeValues={
                    ":one": {"SS": [name]},
                    ":name": {"S": name},
                    ":most": {"N": str(self._most)},
                    ":expires": {"N": str(int(time.time()) + _KEPT_S)},
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise TooManyRunsError(self._most) from error

    def give_back(self, owner: str, run_id: str, through: int) -> None:
        """Give back the places of a run's executions 1 to `through`; what is given back already stays so."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(owner),
                UpdateExpression="DELETE #open :names",
                # Also where there is no limit now: there may have been one. Without an item none is made.
                ConditionExpression="attribute_exists(#open)",
                ExpressionAttributeNames={"#open": "open"},
                ExpressionAttributeValues={":names": {"SS": [_name(run_id, n) for n in range(1, through + 1)]}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return


def _name(run_id: str, execution: int) -> str:
    return f"{run_id}-{execution}"


def _key(owner: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": f"limit#{owner}"}, "sk": {"S": "open"}}
