"""What a call's answer consists of, faults included: no socket, no clock.

A script is the frames to be sent in order, each due when its tokens have been generated, and what
becomes of the connection after them. Frames are made as they are sent: some providers number them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, NamedTuple

from local.simulator.faults import IN_STREAM, Fault
from local.simulator.tokens import pieces, tokens
from local.simulator.wire.base import Ask, Finish, Reply, Wire

# end: the body ends as HTTP wants it; cut: the connection is dropped; silence: nothing more comes, and
# it stays open; drip: the rest comes a byte a second.
Then = Literal["end", "cut", "silence", "drip"]
# The number of tokens generated when it is due (0: at once), and its bytes.
Frame = tuple[int, bytes]

# The faults that end the connection rather than the answer.
THEN: dict[str, Then] = {"cut": "cut", "silence": "silence", "drip": "drip", "eof": "end"}
_STRING_OR_END = re.compile(r'"(?:[^"\\]|\\.)*"|[,}\]]')


class Script(NamedTuple):
    """`outcome` is how the call ends if its client stays; `rest` is what a drip has still to send."""

    outcome: str
    frames: Iterable[Frame]
    then: Then = "end"
    rest: Iterable[Frame] = ()


@dataclass(frozen=True)
class _End:
    """After how many tokens the model stops, why, and what the call is listed as."""

    tokens: int
    finish: Finish
    outcome: str


def write(wire: Wire, ask: Ask, reply: Reply, text: str, fault: Fault | None) -> Script:
    """The script of one answer: `text`, unless a fault or the call's token limit stops it."""
    answer = tokens(_spoilt(text, fault))
    end = _end(len(answer), ask.max_tokens, fault)
    then = THEN.get(end.outcome)
    if not ask.stream:
        return _whole(reply, answer, end, then)
    if end.outcome == "refusal" and not end.tokens:
        return Script(end.outcome, [(1, reply.refused())])
    rng = Random(len(answer))
    frames = _frames(reply, answer[: end.tokens], wire.sizes, rng)
    if then:
        rest = _deltas(reply, answer, end.tokens, wire.sizes, rng)
        return Script(end.outcome, frames, then, rest)
    return Script(end.outcome, _ended(frames, reply, "".join(answer[: end.tokens]), end))


def _end(total: int, limit: int | None, fault: Fault | None) -> _End:
    name = fault.fault if fault else "completed"
    if fault and name == "refusal":
        return _End(0 if fault.after_tokens is None else fault.strikes_at(total), "refusal", name)
    if fault and (name == "truncate" or name in THEN or name in IN_STREAM):
        return _End(fault.strikes_at(total), "length", name)
    if limit is not None and limit < total:
        return _End(limit, "length", "truncate")
    return _End(total, "stop", name)


def _frames(reply: Reply, answer: Sequence[str], sizes: tuple[int, int], rng: Random) -> Iterator[Frame]:
    opening = reply.opening()
    if opening:
        yield 0, opening
    yield from _deltas(reply, answer, 0, sizes, rng)


def _deltas(reply: Reply, answer: Sequence[str], start: int, sizes: tuple[int, int], rng: Random) -> Iterator[Frame]:
    for count, text in pieces(answer[start:], sizes, rng):
        yield start + count, reply.delta(text, start + count)


def _ended(frames: Iterable[Frame], reply: Reply, text: str, end: _End) -> Iterator[Frame]:
    yield from frames
    last = reply.broken(end.outcome) if end.outcome in IN_STREAM else reply.ending(end.finish, text, end.tokens)
    yield end.tokens, last


def _whole(reply: Reply, answer: Sequence[str], end: _End, then: Then | None) -> Script:
    """An answer in one piece: it comes when the last token is there, whole, or what there is of it."""
    if not then:
        body = reply.whole(end.finish, "".join(answer[: end.tokens]), end.tokens)
        return Script(end.outcome, [(end.tokens, body)])
    body = reply.whole("stop", "".join(answer), len(answer))
    at = len(body) * end.tokens // max(1, len(answer))
    return Script(end.outcome, [(end.tokens, body[:at])], then, [(len(answer), body[at:])])


def _spoilt(text: str, fault: Fault | None) -> str:
    """The text that a model under this fault writes: broken JSON, or JSON in a Markdown fence."""
    if fault and fault.fault == "fenced":
        return f"```json\n{text}\n```"
    if fault and fault.fault == "bad_json":
        return break_json(text, fault.strikes_at(len(tokens(text))) * len(text) // max(1, len(tokens(text))))
    return text


def break_json(text: str, position: int) -> str:
    """JSON made invalid at the first end of a value from `position` on (else at the last one).

    An ellipsis before a comma or a closing bracket, outside of strings, is what models in a hurry write.
    """
    ends = [match.start() for match in _STRING_OR_END.finditer(text) if match[0][0] != '"']
    if not ends:
        return text + " ..."
    at = next((end for end in ends if end >= position), ends[-1])
    return f"{text[:at]} ...{text[at:]}"
