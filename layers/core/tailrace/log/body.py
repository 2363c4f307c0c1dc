"""Events as text: what an item of the log holds, without IO.

An event's JSON text begins with its number, so that an event that lost the race for a number gets the next one
without being encoded again.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tailrace.errors import EventTooLargeError
from tailrace.events import Draft

# An item of DynamoDB has at most 400 KB, names of attributes included; what is left keeps room for those.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
MAX_BYTES = 300_000
MAX_EVENTS = 100

# What the number and the line end add to a body: `{"seq":`, at most ten digits, a comma, "\n".
_OVERHEAD = 19


class Body(NamedTuple):
    """An event that has everything but its number. `size` in bytes, with room for the number."""

    type: str
    rest: str
    size: int

    def line(self, seq: int) -> str:
        """The event's JSON text as number `seq`."""
        return f'{{"seq":{seq},{self.rest}'


def encode(run_id: str, draft: Draft, ts: str, step: str | None, attempt: int | None) -> Body:
    """The body of a draft; `step` and `attempt` are the writer's, used where the draft names none.

    Raises EventTooLargeError: such an event must be split or refused by who makes it, it is never cut.
    """
    envelope = {
        "run_id": run_id,
        "ts": ts,
        "step": step if draft.step is None else draft.step,
        "attempt": attempt if draft.attempt is None else draft.attempt,
        # Half a surrogate pair, as it may come out of a cut stream, has no UTF-8.
        "message": draft.message and draft.message.encode("utf-8", "replace").decode(),
    }
    fields = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))[1:-1]
    rest = f'"type":"{draft.data.TYPE}",{fields},"data":{draft.data.model_dump_json()}}}'
    body = Body(draft.data.TYPE, rest, len(rest.encode()) + _OVERHEAD)
    if body.size > MAX_BYTES:
        raise EventTooLargeError(f"{body.type} has {body.size} bytes; an event may have {MAX_BYTES}")
    return body


def first_batch(bodies: Sequence[Body]) -> list[Body]:
    """As many of the bodies, from the first on, as one item takes."""
    taken: list[Body] = []
    size = 0
    for body in bodies[:MAX_EVENTS]:
        size += body.size
        if size > MAX_BYTES:
            break
        taken.append(body)
    return taken


def number(bodies: Iterable[Body], first_seq: int) -> list[str]:
    """The bodies' JSON texts with consecutive numbers."""
    return [body.line(seq) for seq, body in enumerate(bodies, first_seq)]
