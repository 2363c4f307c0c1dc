"""The frames of the live tail: text/event-stream, as bytes, free of IO.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

import json
import re

# What a client waits before it reconnects by itself.
RETRY_MS = 1000

# Proxies on the way, Lambda's own among them, may hold back a small first chunk: a long comment pushes it through.
_PADDING = 2048

# No blank line after these: they belong to the block of the next frame. Clients there are that take a blank line for
# an event even if no data came before it.
PREAMBLE = b"retry: %d\n:%b\n" % (RETRY_MS, b" " * _PADDING)
COMMENT = b":\n"

# The format knows these three ends of a line and no other; U+2028 and its like are ordinary text.
_LINE_END = re.compile(r"\r\n|\r|\n")


def event(seq: int, text: str) -> bytes:
    """The frame of a log event: `id` is its seq, `data` its JSON text.

    There is no `event:` line, so that a browser's `onmessage` gets it. A text of several lines arrives with "\\n"
    between them; JSON as the log holds it is always one line.
    """
    return b"id: %d\n%b\n" % (seq, _data(text))


def up_to_date(seq: int) -> bytes:
    """The backlog is sent up to `seq`; what follows is live."""
    return _control({"type": "up_to_date", "seq": seq})


def reconnect(after: int, in_ms: int) -> bytes:
    """The connection ends although more may come: ask again after `in_ms` milliseconds, from `after`."""
    return _control({"type": "reconnect", "after": after, "in_ms": in_ms})


def closed(seq: int) -> bytes:
    """The log is closed with the event `seq`, and the connection ends."""
    return _control({"type": "closed", "seq": seq})


def _control(fields: dict[str, str | int]) -> bytes:
    # No `id`, so that a control frame does not move the client's Last-Event-ID.
    return b"event: control\n%b\n" % _data(json.dumps(fields, separators=(",", ":")))


def _data(text: str) -> bytes:
    return b"".join(b"data: %b\n" % line.encode() for line in _LINE_END.split(text))
