"""A Markdown fence around a model's answer, taken off as the answer arrives."""

import re

# An opening Markdown fence: up to three spaces, backticks, a language, the end of the line.
_FENCE = re.compile(r"(`{3,})[ \t]*\w*[ \t]*\r?\n")
# May be the start of the closing fence, and so is held back until more is known.
_MAYBE_CLOSING = " \t\r\n`"
# The longest opening line that is waited for, in characters.
_LONGEST_OPENING = 64
_BYTE_ORDER_MARK = "\ufeff"


class Unfence:
    """Gives the JSON of an answer that may be wrapped in one fence. Any other text around it raises `ValueError`."""

    def __init__(self) -> None:
        self._head: str | None = ""
        self._fence = ""
        self._tail = ""

    def feed(self, text: str) -> str:
        """What of the answer so far is JSON and was not given yet."""
        if self._head is not None:
            text = self._open(self._head + text)
        text = self._tail + text
        body = text.rstrip(_MAYBE_CLOSING) if self._fence else text
        self._tail = text[len(body) :]
        return body

    def finish(self) -> None:
        """The answer is over."""
        if self._head is not None:
            raise ValueError("it does not begin with JSON" if self._head else "it is empty")
        if self._tail.strip() not in ("", self._fence):
            raise ValueError("text follows the JSON")

    def _open(self, head: str) -> str:
        """What of `head` is JSON, once that can be told; until then it is kept."""
        head = head.lstrip().removeprefix(_BYTE_ORDER_MARK).lstrip()
        if head.startswith("`") and not self._fence:
            opening = _FENCE.match(head)
            if opening:
                self._fence = opening[1]
                head = head[opening.end() :].lstrip()
            elif "\n" in head or len(head) > _LONGEST_OPENING:
                raise ValueError("it does not begin with JSON")
            else:
                self._head = head
                return ""
        if not head:
            self._head = ""
            return ""
        if head[0] not in "{[":
            raise ValueError("it does not begin with JSON")
        self._head = None
        return head
