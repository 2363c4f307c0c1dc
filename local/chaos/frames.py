"""Server-sent events, bytes in and frames out: https://html.spec.whatwg.org/multipage/server-sent-events.html

Written apart from the server's encoder and from the other clients', so that they are witnesses of each other.
"""

from typing import NamedTuple


class Frame(NamedTuple):
    """One dispatched event. `id` is this frame's own, None if it names none."""

    event: str
    id: str | None
    data: str


class Frames:
    """One response body. What is not closed by an empty line was never sent."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete."""
        *blocks, self._buffer = (self._buffer + data).split(b"\n\n")
        frames = (_frame(block.decode()) for block in blocks)
        return [frame for frame in frames if frame.data]


def _frame(block: str) -> Frame:
    event, own_id, data = "message", None, []
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            event = value
        elif name == "id":
            own_id = value
        elif name == "data":
            data.append(value)
    return Frame(event, own_id, "\n".join(data))
