"""What to do when DynamoDB says no for the moment."""

import random

# Errors after which the same request may succeed: throttling and the service's own trouble.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
TRANSIENT = frozenset(
    {
        "InternalServerError",
        "InternalFailure",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "Throttling",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)

# Seconds for which a request is repeated. A partition of DynamoDB that is too hot is split within minutes, so
# longer waiting is for the state machine, which can afford it.
PATIENCE_S = 15.0

_FIRST_S = 0.05
_LONGEST_S = 2.0


def pause_s(tries: int) -> float:
    """Seconds to wait after so many failures (from 0): full jitter, doubling.

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    return random.uniform(0, min(_LONGEST_S, _FIRST_S * 2 ** min(tries, 10)))


def is_transient(status: int, code: str) -> bool:
    """Whether an error answer may be different next time."""
    return status >= 500 or code.rpartition("#")[2] in TRANSIENT
