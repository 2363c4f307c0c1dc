"""How often an owner may do what: a token bucket in DynamoDB for each owner and operation, shared by all functions.

The bucket is kept as one number, the time at which it will be full again (the generic cell rate algorithm: ITU-T
I.371, annex A). Taking a token moves that time on; it is refused if the time would then lie further ahead than an
empty bucket needs. Each try is one conditional write, so that no two requests can take the same token.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tailrace.errors import TailraceError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_PREFIX = "limit#"
# What can be limited, as routes name it, and how one is told how often it may be done.
OPERATIONS = {
    "start": "start {} runs",
    "control": "cancel, continue, swap and delete {} times",
    "read": "read {} times",
}
# A bucket that nobody takes from is full long before; what is left of it is of no use to anybody.
_KEPT_S = 86_400
_MINUTE_S = 60


@dataclass(frozen=True)
class Rate:
    """`count` in any `seconds` on average, and so many at once."""

    count: int
    seconds: float

    @property
    def interval_s(self) -> float:
        """The time in which one token comes back."""
        return self.seconds / self.count


@dataclass(frozen=True)
class Taken:
    """A token was taken: `remaining` are left, and all are back in `reset_s` seconds."""

    rate: Rate
    remaining: int
    reset_s: float


class RateExceededError(TailraceError):
    """The bucket is empty; in `retry_after_s` seconds it has a token again."""

    code: ClassVar[str] = "rate_limited"
    retryable: ClassVar[bool] = True

    def __init__(self, operation: str, rate: Rate, retry_after_s: float, reset_s: float) -> None:
        span = "a minute" if rate.seconds == _MINUTE_S else f"in {rate.seconds:g} s"
        super().__init__(f"You may {OPERATIONS[operation].format(rate.count)} {span}")
        self.operation = operation
        self.rate = rate
        self.retry_after_s = retry_after_s
        self.reset_s = reset_s


def parse(text: str) -> Mapping[str, Rate]:
    """`start=60,control=120`: how often in a minute, by operation; one that is not named has no limit.

    Raises `ValueError`.
    """
    rates: dict[str, Rate] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        operation, _, count = entry.partition("=")
        known = operation in OPERATIONS and operation not in rates
        if not (known and count.isascii() and count.isdigit() and int(count)):
            raise ValueError(
                f"RATE_LIMITS: {entry} is not an operation ({', '.join(OPERATIONS)}; each once) with its limit a "
                "minute, such as start=60"
            )
        rates[operation] = Rate(int(count), _MINUTE_S)
    return rates


def take(
    client: "DynamoDBClient", table: str, owner: str, operation: str, rate: Rate, now: float | None = None
) -> Taken:
    """Take a token. `now` in epoch seconds is for tests. Raises `RateExceededError`."""
    now = time.time() if now is None else now
    # An idle bucket first: then one write does. Else the bucket is moved on if it has a token left.
    full_at = _move(client, table, owner, operation, rate, now, idle=True)
    if full_at is None:
        full_at = _move(client, table, owner, operation, rate, now, idle=False)
    if full_at is None:
        stands_at = _read(client, table, owner, operation, now)
        wait_s = max(rate.interval_s / 1000, stands_at + rate.interval_s - rate.seconds - now)
        raise RateExceededError(operation, rate, wait_s, max(0.0, stands_at - now))
    return Taken(rate, int((rate.seconds - (full_at - now)) / rate.interval_s + 1e-6), full_at - now)


def _move(
    client: "DynamoDBClient", table: str, owner: str, operation: str, rate: Rate, now: float, *, idle: bool
) -> float | None:
    """Take a token of a bucket that is full (`idle`) or of one that has some left; None if it is not like that."""
    if idle:
        change, condition = ":now_and_one", "attribute_not_exists(full_at) OR full_at <= :now"
        values = {":now": now, ":now_and_one": now + rate.interval_s}
    else:
        change, condition = "full_at + :one", "full_at > :now AND full_at <= :latest"
        values = {":now": now, ":one": rate.interval_s, ":latest": now + rate.seconds - rate.interval_s + 1e-6}
    try:
        answer = client.update_item(
            TableName=table,
            Key=_key(owner, operation),
            UpdateExpression=f"SET full_at = {change}, expires_at = :expires",
            ConditionExpression=condition,
            ExpressionAttributeValues={
                **{name: {"N": f"{value:.6f}"} for name, value in values.items()},
                ":expires": {"N": str(int(now + rate.seconds) + _KEPT_S)},
            },
            ReturnValues="UPDATED_NEW",
        )
    except client.exceptions.ConditionalCheckFailedException:
        return None
    return float(answer["Attributes"]["full_at"]["N"])


def _read(client: "DynamoDBClient", table: str, owner: str, operation: str, now: float) -> float:
    item = client.get_item(TableName=table, Key=_key(owner, operation), ConsistentRead=True).get("Item")
    return float(item["full_at"]["N"]) if item else now


def _key(owner: str, operation: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": f"{_PREFIX}{owner}"}, "sk": {"S": f"rate#{operation}"}}
