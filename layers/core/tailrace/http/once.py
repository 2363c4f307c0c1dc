"""Requests that may carry an `Idempotency-Key`. What that takes is imported only for those that do."""

from collections.abc import Callable
from typing import Any

from tailrace import wiring
from tailrace.http.route import Call
from tailrace.settings import settings

Answer = dict[str, Any]
REPLAYED = "Idempotency-Replayed"


def once(call: Call, body: Any, act: Callable[[], Answer]) -> tuple[Answer, dict[str, str]]:
    """What `act` answers, or answered to the first request with this key and body; and headers that say which."""
    key = call.request.headers.get("idempotency-key")
    if key is None:
        return act(), {}
    from tailrace.http import idempotency

    table, left_ms = settings().table_name, call.request.remaining_ms
    answer, replayed = idempotency.once(wiring.dynamodb(), table, call.owner, key, body, left_ms, act)
    return answer, {REPLAYED: "true"} if replayed else {}


def once_with_id(call: Call, body: Any, new_id: str, act: Callable[[str], Answer]) -> tuple[Answer, dict[str, str]]:
    """`once`, for what makes something new: `act` gets its id, which is that of an earlier try if one died at it."""
    key = call.request.headers.get("idempotency-key")
    if key is None:
        return act(new_id), {}
    from tailrace.http import idempotency

    table = settings().table_name
    return once(call, body, idempotency.reserving(wiring.dynamodb(), table, call.owner, key, body, new_id, act))
