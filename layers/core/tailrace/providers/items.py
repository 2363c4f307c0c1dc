"""Finished items out of JSON that is still being written.

ijson's Python backend, fed by pushes: it hands an item over when its last brace arrives, in linear time whatever the
sizes of chunks and items. (Its C backends and parsing the growing text again and again are both quadratic here.)
"""

from collections.abc import Generator
from contextlib import suppress
from itertools import takewhile
from typing import Any, NoReturn
from weakref import finalize

import ijson

from tailrace.errors import MalformedOutputError
from tailrace.providers.fences import Unfence


class ItemParser:
    """Takes a model's answer in pieces of any size and gives the objects at `path` as they close.

    `path` is ijson's: `tracks.item` for the elements of `{"tracks": […]}`. The answer may be wrapped in one Markdown
    fence; any other text around the JSON makes it malformed.
    """

    def __init__(self, path: str, *, provider: str) -> None:
        """`provider` is named in the errors."""
        self._provider = provider
        self._unfence = Unfence()
        self._found: list[Any] = ijson.sendable_list()
        self._parser = ijson.get_backend("python").items_coro(self._found, path, use_float=True)
        # ijson's coroutines raise when they are closed midway, also by the garbage collector, which would print it.
        finalize(self, _close_silently, self._parser)
        self._broken: str | None = None

    def feed(self, text: str) -> list[dict[str, Any]]:
        """The items that this piece completes. Raises `MalformedOutputError`, after the items before the fault."""
        if self._broken:
            self._fail(self._broken)
        try:
            body = self._unfence.feed(text)
        except ValueError as error:
            self._fail(str(error))
        return self._parse(body)

    def finish(self) -> None:
        """The answer is over. Raises `MalformedOutputError` if it was not one whole JSON text."""
        if self._broken:
            self._fail(self._broken)
        try:
            self._unfence.finish()
        except ValueError as error:
            self._fail(str(error))
        try:
            self._parser.close()
        except (ijson.JSONError, ValueError):
            self._fail("it ends before the JSON does")

    def _parse(self, body: str) -> list[dict[str, Any]]:
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
