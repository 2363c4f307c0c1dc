"""What the simulator asks of a provider's wire format."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

# stop: the model was done; length: its token limit; refusal: it, or a filter, stopped it.
Finish = Literal["stop", "length", "refusal"]


@dataclass(frozen=True)
class Ask:
    """What a call asks for, whatever the provider's words for it are."""

    model: str
    system: str
    user: str
    schema: Mapping[str, Any] | None
    max_tokens: int | None
    stream: bool
    seed: int | None
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Rejection(Exception):
    """A call that is answered with an HTTP error; `headers` beside the content type."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    outcome: str = "bad_request"


class Reply(Protocol):
    """One answer on the wire: the bytes of its parts, in the order in which they are sent."""

    def opening(self) -> bytes:
        """What comes before the first text."""

    def delta(self, text: str, tokens: int) -> bytes:
        """A piece of text; `tokens` is the number generated so far, this piece included."""

    def ending(self, finish: Finish, text: str, tokens: int) -> bytes:
        """The terminal events; `text` is all that was sent."""

    def refused(self) -> bytes:
        """A whole stream, opening to ending, of a model that refuses from the start."""

    def broken(self, fault: str) -> bytes:
        """An error inside the stream, in place of the ending."""

    def whole(self, finish: Finish, text: str, tokens: int) -> bytes:
        """The body of an answer that is not streamed; an empty text with `refusal` is a refusal from the start."""


class Wire(Protocol):
    """A provider's wire format."""

    name: str
    # The least and the most tokens of one streamed piece.
    sizes: tuple[int, int]

    def model(self, path: Mapping[str, str], body: Any) -> str | None:
        """The model that a call names, for the list of calls; never raises."""

    def read(self, path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str], body: Any) -> Ask:
        """Check a call. Raises Rejection, worded as the provider words it."""

    def reply(self, ask: Ask, input_tokens: int) -> Reply:
        """Begin an answer."""

    def rejection(self, fault: str, retry_after_s: float | None) -> Rejection:
        """The HTTP error of a fault."""

    def headers(self) -> dict[str, str]:
        """Headers of every answer: request ids."""


def dumps(value: Any) -> str:
    """JSON as the providers send it: no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def seconds(value: float) -> str:
    """A number of seconds without needless decimals, for a Retry-After."""
    return f"{value:g}"
