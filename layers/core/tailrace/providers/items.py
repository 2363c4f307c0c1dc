"""Finished items out of JSON that is still being written.

ijson's Python backend, fed by pushes: it hands an item over when its last brace arrives, in linear time whatever the
sizes of chunks and items. (Its C backends and parsing the growing text again and again are both quadratic here.)
"""

import re
from collections.abc import Generator
from contextlib import suppress
from itertools import takewhile
from typing import Any, NoReturn
from weakref import finalize

import ijson

from tailrace.errors import MalformedOutputError

# An opening Markdown fence: up to three spaces, backticks, a language, the end of the line.
_FENCE = re.compile(r"(`{3,})[ \t]*\w*[ \t]*\r?\n")
# May be the start of the closing fence, and so is held back until more is known.
_MAYBE_CLOSING = " \t\r\n`"
# The longest opening line that is waited for, in characters.
_LONGEST_OPENING = 64
_BYTE_ORDER_MARK = "\ufeff"


class ItemParser:
    """Takes a model's answer in pieces of any size and gives the objects at `path` as they close.

    `path` is ijson's: `tracks.item` for the elements of `{"tracks": […]}`. The answer may be wrapped in one Markdown
    fence; any other text around the JSON makes it malformed.
    """

    def __init__(self, path: str, *, provider: str) -> None:
        """`provider` is named in the errors."""
        self._provider = provider
        self._found: list[Any] = ijson.sendable_list()
        self._parser = ijson.get_backend("python").items_coro(self._found, path, use_float=True)
        # ijson's coroutines raise when they are closed midway, also by the garbage collector, which would print it.
        finalize(self, _close_silently, self._parser)
        self._head: str | None = ""
        self._fence = ""
        self._tail = ""
        self._broken: str | None = None

    def feed(self, text: str) -> list[dict[str, Any]]:
        """The items that this piece completes. Raises `MalformedOutputError`, after the items before the fault."""
        if self._broken:
            self._fail(self._broken)
        if self._head is not None:
            text = self._open(self._head + text)
        return self._parse(text)

    def finish(self) -> None:
        """The answer is over. Raises `MalformedOutputError` if it was not one whole JSON text."""
        if self._broken:
            self._fail(self._broken)
        if self._head is not None:
            self._fail("it does not begin with JSON" if self._head else "it is empty")
        if self._tail.strip() not in ("", self._fence):
            self._fail("text follows the JSON")
        try:
            self._parser.close()
        except (ijson.JSONError, ValueError):
            self._fail("it ends before the JSON does")

    def _open(self, head: str) -> str:
        """What of `head` is JSON, once that can be told; until then it is kept."""
        head = head.lstrip().removeprefix(_BYTE_ORDER_MARK).lstrip()
        if head.startswith("`") and not self._fence:
            opening = _FENCE.match(head)
            if opening:
                self._fence = opening[1]
                head = head[opening.end() :].lstrip()
            elif "\n" in head or len(head) > _LONGEST_OPENING:
                self._fail("it does not begin with JSON")
            else:
                self._head = head
                return ""
        if not head:
            self._head = ""
            return ""
        if head[0] not in "{[":
            self._fail("it does not begin with JSON")
        self._head = None
        return head

    def _parse(self, text: str) -> list[dict[str, Any]]:
        text = self._tail + text
        body = text.rstrip(_MAYBE_CLOSING) if self._fence else text
        self._tail = text[len(body) :]
        if not body:
            return []
        try:
            self._parser.send(body.encode())
        except (ijson.JSONError, ValueError) as error:
            self._broken = str(error)[:80] or "it is no JSON"
        items = list(takewhile(lambda item: isinstance(item, dict), self._found))
        if len(items) < len(self._found):
            self._broken = "an element is not an object"
        self._found.clear()
        if self._broken and not items:
            self._fail(self._broken)
        return items

    def _fail(self, why: str) -> NoReturn:
        raise MalformedOutputError(f"The model's answer is not the JSON asked for: {why}", provider=self._provider)


def _close_silently(parser: Generator[None, bytes, None]) -> None:
    with suppress(ijson.JSONError, ValueError):
        parser.close()
