"""How a log is taken away while others may still want to write to it.

Whoever writes puts an item where the part of the log that it knows ends, if nothing is there: at the first number of
one of the log's items, or behind the last one. Were these simply deleted, a writer that was late could begin the log
anew. So each of those places gets a tombstone: an item without content, which no writer's condition passes, which
readers do not see, and which expires when nobody can be left who would write.
"""

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from tailrace import batches
from tailrace.log import items

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef, WriteRequestTypeDef

# A Lambda lives for minutes; a client may repeat a start, under its Idempotency-Key, for a day.
KEPT_S = 90_000


class Unfinished(NamedTuple):
    """A deletion that has begun: whose run it was, and how many executions it had."""

    owner: str
    execution: int


class Eraser:
    """Takes one run's log away; each step may be done again."""

    def __init__(self, client: "DynamoDBClient", table: str, run_id: str) -> None:
        self._client = client
        self._table = table
        self._run_id = run_id

    def seal(self, seq: int) -> bool:
        """Let nothing be written from `seq` on, which is behind the log's end; False if something was."""
        try:
            self._client.put_item(
                TableName=self._table,
                Item=self._tombstone(items.key(self._run_id, seq)),
                ConditionExpression="attribute_not_exists(pk) OR attribute_exists(gone)",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def begin(self, unfinished: Unfinished) -> None:
        """From now on there is no such run. A sealed log is not lost by this: the deletion can be taken up again."""
        mark = {"owner": {"S": unfinished.owner}, "execution": {"N": str(unfinished.execution)}}
        self._client.put_item(TableName=self._table, Item={**self._tombstone(items.key(self._run_id, 1)), **mark})

    def unfinished(self) -> Unfinished | None:
        """The deletion that has begun and did not come to its end, if there is one."""
        answer = self._client.get_item(TableName=self._table, Key=items.key(self._run_id, 1), ConsistentRead=True)
        found = answer.get("Item", {})
        if not (items.is_gone(found) and "owner" in found):
            return None
        return Unfinished(found["owner"]["S"], int(found["execution"]["N"]))

    def erase(self) -> None:
        """Replace all items but the first by tombstones. Raises `TimeoutError` if the table does not take them."""
        request: QueryInputTypeDef = {
            **items.query_after(self._table, self._run_id, 1),  # type: ignore[typeddict-item] # as items.py makes it
            "ProjectionExpression": "pk, sk",
        }
        while True:
            answer = self._client.query(**request)
            puts: list[WriteRequestTypeDef] = [
                {"PutRequest": {"Item": self._tombstone({"pk": item["pk"], "sk": item["sk"]})}}
                for item in answer["Items"]
            ]
            batches.write(self._client, self._table, puts)
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def finish(self) -> None:
        """Forget whose run it was."""
        self._client.put_item(TableName=self._table, Item=self._tombstone(items.key(self._run_id, 1)))

    @staticmethod
    def _tombstone(key: dict[str, Any]) -> dict[str, Any]:
        return items.tombstone(key, int(time.time()) + KEPT_S)
