"""Texts out of JSON that is still being written: the characters of its strings as they arrive, and values as they end.

No JSON library gives a string before its closing quote, and a file or a section is one string. So this reads the
grammar of RFC 8259 itself, one token at a time, in linear time.
"""

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from tailrace.errors import MalformedOutputError
from tailrace.providers.fences import Unfence

Path = tuple[str | int, ...]

_SPACE = " \t\n\r"
_PLAIN = re.compile(r'[^"\\\x00-\x1f]+')
_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))')
_ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERAL = re.compile(r"[-+.\w]+")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
# An object inside an object inside … : deeper than any answer that is asked for.
_DEEPEST = 64


@dataclass(frozen=True)
class Delta:
    """More characters of the string at `path`."""

    path: Path
    text: str


@dataclass(frozen=True)
class Done:
    """The value at `path` has ended: a string, a number, a list, an object. Inner ones come before outer ones."""

    path: Path
    value: Any


class _Container:
    def __init__(self, value: dict[str, Any] | list[Any], path: Path) -> None:
        self.value = value
        self.path = path
        self.key = ""


class TextParser:
    """Takes a model's answer in pieces of any size; `value` is all of it after `finish`.

    The answer may be wrapped in one Markdown fence; any other text around the JSON makes it malformed.
    """

    def __init__(self, *, provider: str) -> None:
        """`provider` is named in the errors."""
        self.value: Any = None
        self._provider = provider
        self._unfence = Unfence()
        self._rest = ""
        self._stack: list[_Container] = []
        self._expects = "value"
        self._string: list[str] = []
        self._in_string = False
        self._is_key = False
        self._surrogate = ""

    def feed(self, text: str) -> list[Delta | Done]:
        """What this piece brings. Raises `MalformedOutputError`; what came before the fault was given by then."""
        try:
            self._rest += self._unfence.feed(text)
            return list(self._read())
        except ValueError as error:
            self._fail(str(error))

    def finish(self) -> list[Delta | Done]:
        """The answer is over; what its end completes. Raises `MalformedOutputError` if it was not one whole JSON."""
        try:
            self._unfence.finish()
            found = list(self._read(last=True))
        except ValueError as error:
            self._fail(str(error))
        if self._expects != "end" or self._rest.strip(_SPACE):
            self._fail("it ends before the JSON does")
        return found

    def _read(self, *, last: bool = False) -> Iterator[Delta | Done]:
        """Reads `_rest` as far as it can be told what it means; joined deltas, so one for each string and piece."""
        text, at = self._rest, 0
        while at < len(text):
            before = at
            if self._in_string:
                at = yield from self._read_string(text, at)
            elif text[at] in _SPACE:
                at += 1
            else:
                at = yield from self._read_token(text, at, last)
            if at == before:
                break
        self._rest = text[at:]

    def _read_token(self, text: str, at: int, last: bool) -> Generator[Delta | Done, None, int]:
        char, expects = text[at], self._expects
        if expects in ("value", "value or ]") and char in "{[":
            self._open({} if char == "{" else [])
            return at + 1
        if (char == "}" and expects in ("key or }", ", or }")) or (char == "]" and expects in ("value or ]", ", or ]")):
            container = self._stack.pop()
            yield from self._ended(container.path, container.value)
            return at + 1
        if char == '"' and expects in ("value", "value or ]", "key", "key or }"):
            self._string, self._in_string, self._is_key = [], True, "key" in expects
            return at + 1
        if (char, expects) == (":", ":"):
            self._expects = "value"
            return at + 1
        if char == "," and expects in (", or }", ", or ]"):
            self._expects = "key" if expects == ", or }" else "value"
            return at + 1
        if expects in ("value", "value or ]"):
            literal = _LITERAL.match(text, at)
            if literal:
                if literal.end() == len(text) and not last:
                    return at  # It may go on in the next piece.
                yield from self._ended(self._place(), _scalar(literal[0]))
                return literal.end()
        if expects == "end":
            raise ValueError("text follows the JSON")
        raise ValueError(f"{char!r} stands where {expects} was expected")

    def _read_string(self, text: str, at: int) -> Generator[Delta | Done, None, int]:
        """From inside a string to its end, or as far as the text goes."""
        new: list[str] = []
        closed = False
        while at < len(text) and not closed:
            if plain := _PLAIN.match(text, at):
                new.append(self._whole() + plain[0])
                at = plain.end()
            elif text[at] == '"':
                new.append(self._whole())
                closed = True
                at += 1
            elif text[at] == "\\":
                escape = _ESCAPE.match(text, at)
                if not escape:
                    if len(text) - at >= len("\\u0000"):
                        raise ValueError("an escape that JSON does not know")
                    break
                new.append(self._unescape(escape))
                at = escape.end()
            else:
                raise ValueError("a control character inside a string")
        piece = "".join(new)
        self._string.append(piece)
        if self._is_key:
            if closed:
                self._stack[-1].key = "".join(self._string)
                self._in_string, self._expects = False, ":"
            return at
        path = self._place()
        if piece:
            yield Delta(path, piece)
        if closed:
            self._in_string = False
            yield from self._ended(path, "".join(self._string))
        return at

    def _unescape(self, escape: re.Match[str]) -> str:
        if escape[1]:
            return self._whole() + _ESCAPED[escape[1]]
        code = int(escape[2], 16)
        if self._surrogate and 0xDC00 <= code <= 0xDFFF:
            high, self._surrogate = ord(self._surrogate), ""
            return chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00))
        before = self._whole()
        if 0xD800 <= code <= 0xDBFF:
            self._surrogate = chr(code)
            return before
        return before + ("�" if 0xDC00 <= code <= 0xDFFF else chr(code))

    def _whole(self) -> str:
        """Half a surrogate pair whose other half did not come: no text has it, so it becomes U+FFFD."""
        lone, self._surrogate = self._surrogate, ""
        return "�" if lone else ""

    def _open(self, value: dict[str, Any] | list[Any]) -> None:
        if len(self._stack) == _DEEPEST:
            raise ValueError("it is nested too deep")
        self._stack.append(_Container(value, self._place()))
        self._expects = "key or }" if isinstance(value, dict) else "value or ]"

    def _place(self) -> Path:
        """The path of the value that comes next."""
        if not self._stack:
            return ()
        container = self._stack[-1]
        return (*container.path, container.key if isinstance(container.value, dict) else len(container.value))

    def _ended(self, path: Path, value: Any) -> Iterator[Done]:
        if not self._stack:
            self.value, self._expects = value, "end"
        else:
            container = self._stack[-1]
            if isinstance(container.value, dict):
                container.value[container.key], self._expects = value, ", or }"
            else:
                container.value.append(value)
                self._expects = ", or ]"
        yield Done(path, value)

    def _fail(self, why: str) -> NoReturn:
        raise MalformedOutputError(f"The model's answer is not the JSON asked for: {why}", provider=self._provider)


def _scalar(text: str) -> Any:
    if text in ("true", "false", "null") or _NUMBER.fullmatch(text):
        return json.loads(text)
    raise ValueError(f"{text[:20]!r} is no value")
