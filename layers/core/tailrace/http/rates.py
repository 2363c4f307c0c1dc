"""Rate limits as HTTP tells them: the draft's two header fields, and 429 with Retry-After.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ (draft 11, of May 2026)
"""

from functools import lru_cache
from math import ceil

from tailrace import limits, wiring
from tailrace.http.problems import ProblemError
from tailrace.limits import Rate, RateExceededError
from tailrace.settings import settings

HEADERS = {
    "RateLimit-Policy": '`"start";q=60;w=60`: how often (`q`) in how many seconds (`w`) you may do this, with all your '
    "keys together; absent where there is no limit.",
    "RateLimit": '`"start";r=59;t=1`: how often you still may (`r`), and in how many seconds (`t`) that is more: all '
    "of it again or, if `r` is 0, one.",
}


def take(owner: str, operation: str) -> dict[str, str]:
    """Take a token for an operation; answers the header fields that tell what is left, none if nothing limits it.

    Raises `rate_limited`.
    """
    rate = _rates(settings().rate_limits).get(operation)
    if rate is None:
        return {}
    try:
        taken = limits.take(wiring.dynamodb(), settings().table_name, owner, operation, rate)
    except RateExceededError as error:
        wait = _whole(error.retry_after_s)
        headers = {"Retry-After": str(wait), **_fields(operation, rate, 0, wait)}
        raise ProblemError("rate_limited", f"{error.message}; wait {wait} s", headers=headers) from error
    return _fields(operation, rate, taken.remaining, _whole(taken.reset_s))


def _fields(operation: str, rate: Rate, remaining: int, seconds: int) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"{operation}";q={rate.count};w={rate.seconds:g}',
        "RateLimit": f'"{operation}";r={remaining};t={seconds}',
    }


def _whole(seconds: float) -> int:
    """Rounded up, but not for what a sum of floats has too much."""
    return max(1, ceil(round(seconds, 3)))


_rates = lru_cache(maxsize=1)(limits.parse)
