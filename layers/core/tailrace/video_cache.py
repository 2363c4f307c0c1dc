"""What YouTube has told already, and how often it was searched today. Blocking; call it from a thread."""

import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_DAY_S = 86_400
# YouTube's terms: what is stored is refreshed or deleted within 30 days.
FOUND_S = 29 * _DAY_S
# A video that is missing today may be there tomorrow.
NOT_FOUND_S = _DAY_S
_COUNTER_KEPT_S = 3 * _DAY_S


class VideoCache:
    """Answers by song, and the day's count of searches, in the one table."""

    def __init__(self, client: "DynamoDBClient", table: str, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives epoch seconds."""
        self._client = client
        self._table = table
        self._clock = clock

    def get(self, song: tuple[str, str]) -> dict[str, Any] | None:
        """What was stored for this song key; null if there is nothing, or it is too old (TTL deletes late)."""
        item = self._client.get_item(TableName=self._table, Key=_key(song)).get("Item")
        if item is None or int(item["expires_at"]["N"]) <= self._clock():
            return None
        answer: dict[str, Any] = json.loads(item["video"]["S"])
        return answer

    def put(self, song: tuple[str, str], answer: dict[str, Any], seconds: int) -> None:
        """Store an answer for so many seconds."""
        content = {
            "video": {"S": json.dumps(answer, ensure_ascii=False)},
            "expires_at": {"N": str(int(self._clock()) + seconds)},
        }
        self._client.put_item(TableName=self._table, Item={**_key(song), **content})

    def take_search(self, limit: int) -> bool:
        """Count one search; False, and not counted, if `limit` searches were made today.

        The day is Pacific time's, like YouTube's quota. One conditional update, so any number of runs share the count.
        """
        now = self._clock()
        day = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo("America/Los_Angeles")).date().isoformat()
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": "quota#youtube"}, "sk": {"S": day}},
                UpdateExpression="SET expires_at = :end ADD searches :one",
                ConditionExpression=":limit > :zero AND (attribute_not_exists(searches) OR searches < :limit)",
                ExpressionAttributeValues={
                    ":one": {"N": "1"},
                    ":zero": {"N": "0"},
                    ":limit": {"N": str(limit)},
                    ":end": {"N": str(int(now) + _COUNTER_KEPT_S)},
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def _key(song: tuple[str, str]) -> Any:
    digest = hashlib.sha256("\n".join(song).encode()).hexdigest()
    return {"pk": {"S": f"cache#youtube#{digest}"}, "sk": {"S": "video"}}
