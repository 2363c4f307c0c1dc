"""Whether a text says only what is known: its numbers, and what it quotes.

A number is known if the page or the client wrote it, in whatever notation: 10,000 is 10K, 4.9 is 4,9. The sign that
makes it more (`+`, `%`, a currency) must have been written too. Everything else that a text says is beyond this check.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from tailrace.kinds.video.prompt_facts import texts

_NUMBER = re.compile(
    r"""
    (?P<currency>[$€£¥₹]\s?)?
    (?P<digits>\d+(?:[.,'’\u00a0\u202f]\d+)*)
    (?:\s?(?P<size>k|m|bn|b|thousand|million|billion|trillion)(?![^\W_]))?
    (?:\s?(?P<unit>%|percent\b|x(?![^\W_])|×))?
    (?P<more>\+)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SIZES = {"k": 3, "thousand": 3, "m": 6, "million": 6, "b": 9, "bn": 9, "billion": 9, "trillion": 12}
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+")
_UNITS = {"percent": "%", "×": "x", "x": "x"}
_IN_WORDS = re.compile(
    r"\b(ten|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred|thousand|million|billion|trillion|dozen)s?\b",
    re.IGNORECASE,
)
_QUOTED = re.compile('“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|"([^"]+)"')
_MARKS = re.compile("[\"'“”„\u2018\u2019«»…]")
_STARS = re.compile(r"[★⭐]")
# Two words in quotation marks are a name or a word set apart; more are somebody's.
_QUOTE_WORDS = 3
# Characters of what is unknown that a message repeats.
_SHOWN = 80


class _Number(NamedTuple):
    value: Decimal
    kind: str
    more: bool


class Facts:
    """All that may be said, from the texts of the brand and of the client."""

    def __init__(self, *known: Any, rated: bool = False) -> None:
        """`known` are JSON values; every text inside them counts. `rated`: the page tells a rating."""
        written = list(texts(list(known)))
        self._numbers = {number for text in written for _, number in _numbers(text)}
        self._words = {word for text in written for word in _words(text)}
        self._said = [_plain(text) for text in written]
        self._rated = rated or any(_STARS.search(text) for text in written)

    def unknown(self, text: str, *, quoted: bool = False) -> list[str]:
        """What of `text` nobody has said, as it stands there (its beginning). `quoted`: all of it is a quotation."""
        found = [shown for shown, number in _numbers(text) if not self._is_known(number)]
        found += [word for word in _words(text) if word not in self._words]
        if _STARS.search(text) and not self._rated:
            found.append("a rating in stars")
        quotes = [text] if quoted else [next(filter(None, groups)) for groups in _QUOTED.findall(text)]
        found += [quote for quote in quotes if len(quote.split()) >= _QUOTE_WORDS and not self._was_said(quote)]
        return [what[:_SHOWN] for what in found]

    def _is_known(self, number: _Number) -> bool:
        return any(
            number.value == known.value and number.kind in ("", known.kind) and (known.more or not number.more)
            for known in self._numbers
        )

    def _was_said(self, quote: str) -> bool:
        plain = _plain(quote)
        return any(plain in said for said in self._said)


def _numbers(text: str) -> Iterable[tuple[str, _Number]]:
    for found in _NUMBER.finditer(text):
        digits = found["digits"]
        # The 2 in B2B is part of a name.
        if len(digits) <= 2 and found.start("digits") and text[found.start("digits") - 1].isalpha():
            continue
        whole = re.sub(r"\D", "", digits) if _THOUSANDS.fullmatch(digits) else re.sub(r"[^\d]", ".", digits)
        kind = (found["currency"] or "").strip() or _UNITS.get((found["unit"] or "").lower(), found["unit"] or "")
        for value in _values(whole, found["size"]):
            yield found[0].strip(), _Number(value, kind, bool(found["more"]))


def _values(digits: str, size: str | None) -> list[Decimal]:
    """The number; the numbers of a version or a date (1.2.3), one by one."""
    power = _SIZES.get((size or "").lower(), 0)
    if digits.count(".") > 1:
        return [Decimal(part) for part in digits.split(".")]
    return [Decimal(digits).scaleb(power)]


def _words(text: str) -> list[str]:
    """Numbers in words; the million of 10 million is a number's size, and not one of them."""
    return [word.lower() for word in _IN_WORDS.findall(_NUMBER.sub(" ", text))]


def _plain(text: str) -> str:
    """A text without case, quotation marks and the form of its spaces."""
    return " ".join(_MARKS.sub("", text.casefold()).split()).strip(" .,!?")
