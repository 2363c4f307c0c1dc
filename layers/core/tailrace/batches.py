"""Many items put or deleted by few calls."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import WriteRequestOutputTypeDef, WriteRequestTypeDef

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
_MOST = 25
# DynamoDB hands back what it had no capacity for; after this many rounds the table is to blame.
_ROUNDS = 5


def write(client: "DynamoDBClient", table: str, requests: "Sequence[WriteRequestTypeDef]") -> None:
    """Carry out all of these puts and deletes, in any order. Raises `TimeoutError` if the table does not take them."""
    for start in range(0, len(requests), _MOST):
        pending: Sequence[WriteRequestTypeDef | WriteRequestOutputTypeDef] = requests[start : start + _MOST]
        for attempt in range(_ROUNDS):
            answer = client.batch_write_item(RequestItems={table: pending})
            pending = answer.get("UnprocessedItems", {}).get(table, [])
            if not pending:
                break
            time.sleep(0.05 * 2**attempt)
        else:
            raise TimeoutError("The table did not take a batch of items")
