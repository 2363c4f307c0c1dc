"""What an owner's model calls may cost in a day (UTC), all its keys and runs together.

The most that a call can cost is reserved before it begins; when it has ended, what it did cost takes the reservation's
place. What a call costs above its reservation counts too, so `committed_usd` can pass the limit by that much, and no
further call begins. A call belongs to the day on which it was reserved: each day starts from nothing, and a call that
is open at midnight counts as wholly spent on the day before. Calls of an owner without a limit are not counted.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tailrace.budget_items import BudgetItem, BudgetItems, call_place, exact
from tailrace.errors import AwsUnavailableError, BudgetExceededError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_log = logging.getLogger(__name__)

# A lost race is somebody else's reservation, of which a day's money has room for only so many.
_TRIES = 32


@dataclass(frozen=True)
class BudgetState:
    """An owner's budget today, in US dollars; `committed_usd` is spent, or reserved by open calls."""

    daily_usd: float
    committed_usd: float
    left_usd: float
    resets_at: datetime


class DailyBudgetSpentError(BudgetExceededError):
    """Nothing is left of an owner's budget until `resets_at`."""

    def __init__(self, state: BudgetState) -> None:
        super().__init__(
            f"Of today's budget of {state.daily_usd:g} US dollars {state.committed_usd:g} are spent, or reserved by "
            f"calls at work; it starts anew at {state.resets_at:%Y-%m-%dT%H:%M:%SZ}"
        )
        self.resets_at = state.resets_at


class DailyBudgets:
    """The budgets of all owners in one table. Blocking; call it from a thread."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        default_usd: float | None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`default_usd` a day holds for owners without a limit of their own; 0 or None sets none."""
        self._items = BudgetItems(client, table, clock)
        self._default = exact(default_usd or 0)

    def reserve(self, owner: str, call_id: str, most_usd: float | None, least_usd: float) -> float | None:
        """Set aside `most_usd` for a call, or what is left if that is `least_usd` or more; answers how much it is.

        None: the owner has no limit, nothing was set aside. A `call_id` is for one call ever; one that has its
        reservation gets the same again. Raises `BudgetExceededError`, also for a call whose price is not known
        (`most_usd` None), and what the table raises: then the call must not begin.
        """
        call = call_place(call_id)
        for _ in range(_TRIES):
            item = self._items.read(owner)
            limit = self._limit(item)
            if limit is None:
                return None
            if call in item.open:
                return float(item.open[call])
            granted = _grant(limit, item.committed, most_usd, least_usd)
            if self._items.add(owner, item, call, granted, limit - granted):
                return float(granted)
        raise AwsUnavailableError("Too many calls reserve of this daily budget at once")

    def settle(self, owner: str, call_id: str, cost_usd: float | None) -> None:
        """Put a call's cost in its reservation's place; None is a cost that was not told: all that was reserved.

        Nothing happens if there is no reservation (no limit, settled already, another day). If the table cannot be
        reached, that is logged and the reservation stands: a call that was made is not to fail for it.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        cost = None if cost_usd is None else exact(cost_usd)
        call = call_place(call_id)
        try:
            reserved = self._items.read(owner).open.get(call)
            if reserved is not None:
                self._items.replace(owner, call, reserved, reserved if cost is None else cost)
        except (BotoCoreError, ClientError) as error:
            _log.warning("A call's reservation stays in the daily budget (%s)", type(error).__name__)

    def state(self, owner: str) -> BudgetState | None:
        """The budget as it stands; None if the owner has no limit."""
        item = self._items.read(owner)
        limit = self._limit(item)
        if limit is None:
            return None
        left = max(Decimal(0), limit - item.committed)
        midnight = datetime.combine(item.day + timedelta(days=1), datetime.min.time(), UTC)
        return BudgetState(float(limit), float(item.committed), float(left), midnight)

    def require(self, owner: str) -> None:
        """Raises `DailyBudgetSpentError` if nothing is left today."""
        state = self.state(owner)
        if state and not state.left_usd:
            raise DailyBudgetSpentError(state)

    def set_limit(self, owner: str, usd: float | None) -> None:
        """Give an owner a limit of its own, 0 for none at all; None takes it away: the deployment's holds again.

        What is committed today stays. Raises `ValueError` for what is no amount.
        """
        self._items.set_limit(owner, None if usd is None else exact(usd))

    def _limit(self, item: BudgetItem) -> Decimal | None:
        return (self._default if item.own_limit is None else item.own_limit) or None


def _grant(limit: Decimal, committed: Decimal, most_usd: float | None, least_usd: float) -> Decimal:
    if most_usd is None:
        raise BudgetExceededError("The model has no known price, so no call to it fits into a daily budget")
    most, left = exact(most_usd), max(Decimal(0), limit - committed)
    granted = min(most, left)
    if not left or granted < min(most, exact(least_usd)):
        raise BudgetExceededError(
            f"Of the daily budget of {_text(limit)} US dollars {_text(left)} are left; a call here needs "
            f"{_text(min(most, exact(least_usd)))} or more"
        )
    return granted


def _text(usd: Decimal) -> str:
    return f"{usd.normalize():f}"
