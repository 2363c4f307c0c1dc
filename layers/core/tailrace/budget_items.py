"""A day's budget as it is kept: one item for each owner.

Each change is one conditional write on that item, so no two calls are granted the same money, and one that is sent
again because its answer was lost counts once: a reservation is known by its call, and its replacement takes it away.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_SMALLEST = Decimal("1e-9")
# Far above any bill; it keeps amounts and their sums within the digits that are exact.
_LARGEST_USD = 1e12
# Who died during a call never settles it. So many entries are 30 KB; then all are let go, and count as spent: those
# among them that are still at work get nothing back, and nothing is granted twice.
MAX_OPEN = 1000
# Only for looking at what happened: a new day needs nothing of the one before.
_KEPT = timedelta(days=3)


@dataclass(frozen=True)
class BudgetItem:
    """An item as it was read. `begins`: nothing of `day` is in it yet. `open` are reservations, by `call_place`."""

    own_limit: Decimal | None
    day: date
    begins: bool
    committed: Decimal
    open: Mapping[str, Decimal]


class BudgetItems:
    """The items of all owners in one table."""

    def __init__(self, client: "DynamoDBClient", table: str, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def read(self, owner: str) -> BudgetItem:
        """What is committed today."""
        item = self._client.get_item(TableName=self._table, Key=_key(owner), ConsistentRead=True).get("Item", {})
        own = Decimal(item["daily_usd"]["N"]) if "daily_usd" in item else None
        today = self._clock().astimezone(UTC).date()
        # Clocks differ: a day that somebody has begun is not gone back from.
        if "day" not in item or (day := date.fromisoformat(item["day"]["S"])) < today:
            return BudgetItem(own, today, begins=True, committed=Decimal(0), open={})
        entries = {call: Decimal(usd["N"]) for call, usd in item["open"]["M"].items()}
        return BudgetItem(own, day, begins=False, committed=Decimal(item["committed_usd"]["N"]), open=entries)

    def add(self, owner: str, seen: BudgetItem, call: str, granted: Decimal, room: Decimal) -> bool:
        """Reserve for a call, if by now no more than `room` is committed; False if the item is not like that."""
        names = {"#day": "day", "#open": "open"}
        values: dict[str, Any] = {":day": {"S": seen.day.isoformat()}, ":granted": _number(granted)}
        only = {"M": {call: _number(granted)}}
        if seen.begins:
            change = "#day = :day, committed_usd = :granted, #open = :only"
            condition = "(attribute_not_exists(#day) OR #day < :day)"
            values |= {":only": only}
        else:
            change = "committed_usd = committed_usd + :granted"
            condition = "#day = :day AND committed_usd <= :room AND attribute_not_exists(#open.#call)"
            names |= {"#call": call}
            values |= {":room": _number(room), ":most": {"N": str(MAX_OPEN)}}
            if len(seen.open) < MAX_OPEN:
                change, condition = f"{change}, #open.#call = :granted", f"{condition} AND size(#open) < :most"
            else:
                change, condition = f"{change}, #open = :only", f"{condition} AND size(#open) >= :most"
                values |= {":only": only}
        if seen.own_limit is None:
            change, condition = f"{change}, expires_at = :expires", f"{condition} AND attribute_not_exists(daily_usd)"
            values |= {":expires": self._expires()}
        else:
            condition = f"{condition} AND daily_usd = :own"
            values |= {":own": _number(seen.own_limit)}
        return self._update(
            Key=_key(owner),
            UpdateExpression=f"SET {change}",
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        )

    def replace(self, owner: str, call: str, reserved: Decimal, cost: Decimal) -> None:
        """Put a cost in the place of what was reserved for a call; a reservation that is gone by now stays so."""
        self._update(
            Key=_key(owner),
            UpdateExpression="SET committed_usd = committed_usd + :more REMOVE #open.#call",
            ConditionExpression="#open.#call = :reserved",
            ExpressionAttributeNames={"#open": "open", "#call": call},
            ExpressionAttributeValues={":reserved": _number(reserved), ":more": _number(cost - reserved)},
        )

    def set_limit(self, owner: str, usd: Decimal | None) -> None:
        """Write down an owner's own limit, or that it has none of its own."""
        if usd is None:
            self._update(
                Key=_key(owner),
                UpdateExpression="SET expires_at = :expires REMOVE daily_usd",
                ConditionExpression="attribute_exists(daily_usd)",
                ExpressionAttributeValues={":expires": self._expires()},
            )
        else:
            # An item that holds a limit stays: if it expired, the owner would be without one.
            self._update(
                Key=_key(owner),
                UpdateExpression="SET daily_usd = :usd REMOVE expires_at",
                ExpressionAttributeValues={":usd": _number(usd)},
            )

    def _update(self, **request: Any) -> bool:
        """Whether the condition held."""
        try:
            self._client.update_item(TableName=self._table, **request)
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _expires(self) -> dict[str, str]:
        return {"N": str(int((self._clock() + _KEPT).timestamp()))}


def exact(usd: float) -> Decimal:
    """An amount to nine decimals; one that is not 0 does not become 0. Raises `ValueError` for what is no amount."""
    if not 0 <= usd <= _LARGEST_USD:
        raise ValueError(f"{usd} is not an amount in US dollars")
    amount = Decimal(str(usd)).quantize(_SMALLEST)
    return max(amount, _SMALLEST) if usd else amount


def call_place(call_id: str) -> str:
    """A call's name in the item: as long as any other's, so that the number of calls bounds the item."""
    return hashlib.sha256(call_id.encode()).hexdigest()[:20]


def _number(usd: Decimal) -> dict[str, str]:
    return {"N": f"{usd:f}"}


def _key(owner: str) -> dict[str, Any]:
    return {"pk": {"S": f"budget#{owner}"}, "sk": {"S": "budget"}}
