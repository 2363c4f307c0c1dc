"""Figures in texts: which of them a source holds, and which were made up.

A figure is known by its value: "1.2M", "1,200,000" and "1.2 million" are one, "12%" and "12" are too. The digits of
names such as Q3 or B2B are no figures, and neither are the numbers of a numbered list.
"""

import re
from collections.abc import Iterator

from tailrace.kinds.vision.words import sentences, words

_FIGURE = re.compile(
    r"(?<![\w.,’])(\d{1,3}(?:[,’\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)*)"
    r"(?:\s?(thousand|million|billion|bn|mn|k|m|b)\b)?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^[ \t]*\d+[.)]\s", re.MULTILINE)
_GROUPS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9}
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred")
_WORDS = {
    **{word: n for n, word in enumerate(_SMALL)},
    **{word: 10 * n for n, word in enumerate(_TENS, 3)},
    "dozen": 12,
    "half": 50,
    "quarter": 25,
    "third": 3,
    "thousand": 1000,
    "million": 1_000_000,
}


def invented(text: str, source: str) -> list[str]:
    """The figures of `text`, as they are written, that `source` does not hold; each once."""
    return _unknown(text, _known(source))


def without_invented(text: str, source: str) -> tuple[str, list[str]]:
    """`text` without the sentences that hold an invented figure, and these sentences. Line breaks stay."""
    known = _known(source)
    left: list[str] = []
    dropped: list[str] = []
    for line in text.split("\n"):
        number = _NUMBERED.match(line)
        start = number[0] if number else ""
        judged = [(sentence, bool(_unknown(sentence, known))) for sentence in sentences(line[len(start) :])]
        bad = [sentence for sentence, is_bad in judged if is_bad]
        kept = [sentence for sentence, is_bad in judged if not is_bad]
        left.append((start + " ".join(kept) if kept else "") if bad else line)
        dropped += bad
    return "\n".join(left).strip() if dropped else text, dropped


def _known(source: str) -> set[float]:
    known = {value for _, values in _figures(source) for value in values}
    return known | {float(_WORDS[word]) for word in words(source) if word in _WORDS}


def _unknown(text: str, known: set[float]) -> list[str]:
    return list(dict.fromkeys(written for written, values in _figures(text) if not values & known))


def amount(digits: str, scale: str | None) -> float:
    """The value of a figure: its digits with their separators, and a word or letter for thousands and more."""
    return min(_values(digits)) * _SCALES.get((scale or "").casefold(), 1) if scale else max(_values(digits))


def _figures(text: str) -> Iterator[tuple[str, set[float]]]:
    for match in _FIGURE.finditer(_NUMBERED.sub("", text)):
        scale = _SCALES.get((match[2] or "").casefold(), 1)
        yield match[0].strip(), {value * scale for value in _values(match[1])}


def _values(digits: str) -> set[float]:
    """What the digits may mean: "1.200" is 1.2 to some and 1200 to others."""
    plain = re.sub(r"[’\u00a0\u202f ]", "", digits)
    values = set()
    if plain.isdigit() or _GROUPS.fullmatch(plain):
        values.add(float(re.sub(r"[.,]", "", plain)))
    if re.fullmatch(r"\d+[.,]\d+", plain):
        values.add(float(plain.replace(",", ".")))
    if mixed := re.fullmatch(r"(\d{1,3}(?:,\d{3})+)\.(\d+)|(\d{1,3}(?:\.\d{3})+),(\d+)", plain):
        whole, rest = (mixed[1], mixed[2]) if mixed[1] else (mixed[3], mixed[4])
        values.add(float(f"{re.sub('[.,]', '', whole)}.{rest}"))
    # Dates and version numbers: each piece would be a figure of its own to a reader.
    return values or {float(piece) for piece in re.findall(r"\d+", plain)}
