"""What a relay's log holds beside the events of every run."""

from tailrace.events import EventData


class TextWritten(EventData):
    TYPE = "text.written"
    name: str
    provider: str
    feedback: str | None


EVENTS: tuple[type[EventData], ...] = (TextWritten,)
