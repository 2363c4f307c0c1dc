"""A strict decoder of text/event-stream, free of IO: bytes in, events out.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

import re
from typing import NamedTuple

_END = re.compile(rb"\r\n|\r|\n")


class ServerSentEvent(NamedTuple):
    """`last_event_id` is what a browser would reconnect with; `own_id` the id that this very event brought, if any."""

    type: str
    data: str
    last_event_id: str
    own_id: str | None


class Lines:
    """Bytes as they come, cut anywhere, into lines without their ends. An unfinished last line is never given."""

    def __init__(self) -> None:
        self._rest = b""
        self._after_cr = False
        self._at_start = True

    def feed(self, data: bytes) -> list[str]:
        """The lines that these bytes complete."""
        if self._after_cr and data.startswith(b"\n"):
            data = data[1:]
        self._after_cr = data.endswith(b"\r") or (self._after_cr and not data)
        *complete, rest = _END.split(data)
        lines = []
        for end in complete:
            lines.append(self._line(self._rest + end))
            self._rest = b""
        self._rest += rest
        return lines

    def _line(self, line: bytes) -> str:
        if self._at_start:
            self._at_start = False
            line = line.removeprefix(b"\xef\xbb\xbf")
        return line.decode("utf-8", "replace")


class Decoder:
    """Lines in, events out."""

    def __init__(self) -> None:
        self.last_event_id = ""
        self.retry_ms: int | None = None
        self.comments: list[str] = []
        self._type = ""
        self._data: list[str] = []
        self._id: str | None = None

    def line(self, line: str) -> ServerSentEvent | None:
        """Take one line; an empty one dispatches the event that has gathered, if it has data."""
        if line == "":
            return self._dispatch()
        if line.startswith(":"):
            self.comments.append(line[1:])
            return None
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._type = value
        elif field == "data":
            self._data.append(value)
        elif field == "id" and "\0" not in value:
            self._id = value
        elif field == "retry" and value.isascii() and value.isdigit():
            self.retry_ms = int(value)
        return None

    def _dispatch(self) -> ServerSentEvent | None:
        if self._id is not None:
            self.last_event_id = self._id
        event = None
        if self._data:
            event = ServerSentEvent(self._type or "message", "\n".join(self._data), self.last_event_id, self._id)
        self._type, self._data, self._id = "", [], None
        return event


class EventStream(Decoder):
    """Bytes in, events out: one response body."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = Lines()

    def feed(self, data: bytes) -> list[ServerSentEvent]:
        """The events that these bytes complete."""
        found = (self.line(line) for line in self._lines.feed(data))
        return [event for event in found if event is not None]
