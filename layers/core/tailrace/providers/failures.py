"""From what SDKs and the network raise to the error names that the state machines know."""

import json
import re
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite

from tailrace.errors import (
    BadRequestError,
    MalformedOutputError,
    OverloadedError,
    ProviderAuthError,
    ProviderError,
    ProviderTimeoutError,
    QuotaExceededError,
    RateLimitedError,
    RefusedError,
    StreamCutError,
    TruncatedError,
)

# Characters of a provider's own words that are passed on, and that are looked at for it: a gateway may answer with a
# megabyte in one word, and what looks for keys takes time by its square.
EXCERPT = 200
_LOOKED_AT = 2000

SUMMARIES: dict[type[ProviderError], str] = {
    RateLimitedError: "takes no more requests for now",
    QuotaExceededError: "has no quota or credit left for this account",
    OverloadedError: "is overloaded or has failed",
    ProviderTimeoutError: "took too long",
    ProviderAuthError: "does not accept the key",
    BadRequestError: "does not accept the request",
    RefusedError: "declined to answer",
    TruncatedError: "stopped before the answer was complete",
    StreamCutError: "lost the connection",
    MalformedOutputError: "did not write the JSON that it was asked for",
}

_SECRETS = re.compile(
    r"""
    (?<=://)[^/\s@]+(?=@)                                   # user:password in a URL
    | \b(?:sk|pk|key|AIza|AQ\.)[-_A-Za-z0-9.*…]{6,}         # the providers' keys, masked by them or not
    | (?<=earer\s)\S+                                       # Bearer tokens
    | (?=[\w-]*\d)(?=[\w-]*[A-Za-z])\b[\w-]{28,}            # anything long that mixes letters and digits
    """,
    re.VERBOSE,
)


def excerpt(text: str, secret: str = "") -> str:
    """At most `EXCERPT` characters of a provider's message, on one line, without `secret` and what looks like a key."""
    if secret:
        text = text.replace(secret, "[redacted]")
    words = " ".join(text[:_LOOKED_AT].split())
    if len(text) > _LOOKED_AT:
        # Without the word that the cut went through: half a key can't be told from text any more.
        words = f"{words.rpartition(' ')[0]} …".lstrip()
    text = _SECRETS.sub("[redacted]", words)
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"


def kind_of_status(status: int) -> type[ProviderError]:
    """The error that an HTTP status stands for when the body says nothing more exact."""
    match status:
        case 401 | 403:
            return ProviderAuthError
        case 402:
            return QuotaExceededError
        case 408 | 504:
            return ProviderTimeoutError
        case 429:
            return RateLimitedError
        case 409:
            return OverloadedError
    return OverloadedError if status >= 500 else BadRequestError


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds from `now`, by `retry-after-ms` or `Retry-After` (seconds or an HTTP date, RFC 9110 §10.2.3), or None."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    if value is None:
        return None
    seconds = _number(value)
    if seconds is not None:
        return seconds
    try:
        wish = parsedate_to_datetime(value)
    except ValueError:
        return None
    if wish.tzinfo is None:
        wish = wish.replace(tzinfo=UTC)
    return max(0.0, (wish - (now or datetime.now(UTC))).total_seconds())


def of_network(error: BaseException | None) -> tuple[type[ProviderError], str] | None:
    """What an error below the provider's own answers means, and words for it; None if it is not one."""
    import httpx2

    match error:
        case httpx2.ConnectTimeout():
            return ProviderTimeoutError, "no connection in time"
        case httpx2.TimeoutException():
            return ProviderTimeoutError, "nothing arrived for too long"
        case httpx2.UnsupportedProtocol() | httpx2.InvalidURL() | httpx2.LocalProtocolError():
            # Not the error's own words: for a header that cannot be sent they quote it, key and all.
            return BadRequestError, "the request cannot be sent to this address with this key"
        case httpx2.ConnectError():
            return StreamCutError, "no connection"
        case httpx2.HTTPError() | httpx2.StreamError() | ssl.SSLError() | OSError() | EOFError():
            return StreamCutError, "the connection broke"
        case json.JSONDecodeError() | UnicodeDecodeError():
            return StreamCutError, "what arrived is not the provider's protocol"
    return None


def never_connected(error: BaseException) -> bool:
    """Whether the request was certainly not sent; SDKs raise errors of their own in place of the network's."""
    import httpx2

    return any(isinstance(each, httpx2.ConnectTimeout | httpx2.ConnectError) for each in (error, error.__cause__))


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if isfinite(number) and number >= 0 else None
