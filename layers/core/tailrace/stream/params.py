"""What a reader asks for: from where, and how fast."""

import json
import re
from collections.abc import Mapping

from tailrace.http.problems import FieldError, ProblemError

# As many digits as a seq has in the table.
_SEQ = re.compile(r"[0-9]{1,10}")
# Digits enough for any factor, and few enough to stay a finite number.
_SPEED = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")

# The Web Adapter's own; one that a client sends is replaced by it.
LAMBDA_CONTEXT = "x-amzn-lambda-context"


def start(headers: Mapping[str, str], query: Mapping[str, str]) -> tuple[int, str]:
    """The seq after which to begin, and the field that says so: Last-Event-ID, else `after`, else 0.

    An empty Last-Event-ID counts as none: so does the event stream format. Raises ProblemError.
    """
    after = _seq("query.after", query["after"]) if "after" in query else 0
    if headers.get("last-event-id"):
        return _seq("header.Last-Event-ID", headers["last-event-id"]), "header.Last-Event-ID"
    return after, "query.after"


def replay_speed(query: Mapping[str, str]) -> float | None:
    """The factor of `replay` (2 is twice as fast), or None where none is asked for. Raises ProblemError."""
    if "replay" not in query:
        return None
    speed = float(query["replay"]) if _SPEED.fullmatch(query["replay"]) else 0
    if speed <= 0:
        raise refused("invalid_speed", "query.replay", "must be a factor above 0, such as 1 or 2.5")
    return speed


def lambda_deadline(headers: Mapping[str, str]) -> float | None:
    """When Lambda will stop this invocation, in epoch seconds; None outside Lambda."""
    try:
        return float(json.loads(headers[LAMBDA_CONTEXT])["deadline"]) / 1000
    except (KeyError, TypeError, ValueError):
        return None


def refused(code: str, loc: str, msg: str) -> ProblemError:
    """The problem of one wrong field."""
    return ProblemError(code, f"{loc}: {msg}", errors=[FieldError(loc, msg)])


def _seq(loc: str, text: str) -> int:
    if not _SEQ.fullmatch(text):
        raise refused("invalid_position", loc, "must be the seq of an event: a whole number, 0 for the beginning")
    return int(text)
