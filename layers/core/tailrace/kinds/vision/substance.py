"""Whether an answer says something: enough different words that are not typed at random."""

import re

from tailrace.kinds.vision.words import words

_FILLER = frozenset(
    {"asdf", "asdfasdf", "qwerty", "qwertz", "azerty", "lorem", "ipsum", "dolor", "amet", "blah", "foo", "bar", "baz"}
    | {"test", "testing", "tbd", "tba", "tbc", "idk", "dunno", "none", "nothing", "whatever", "xxx"}
)
_KEYBOARD = ("qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "1234567890")
_LATIN = re.compile(r"[a-z]+")
_VOWEL = re.compile(r"[aeiouy]")
# "strengths" has a vowel; nothing of this length in Latin letters has none, but for a run over the keys.
_NO_VOWEL = 5
_RUN = 4


def meaningful(text: str) -> set[str]:
    """The different words of a text that were not typed at random."""
    return {word for word in words(text) if not _is_noise(word)}


def _is_noise(word: str) -> bool:
    if word in _FILLER or (len(word) > 1 and len(set(word)) == 1):
        return True
    if len(word) >= _RUN and any(word in row * 2 or word in (row * 2)[::-1] for row in _KEYBOARD):
        return not word.isdigit()
    return len(word) >= _NO_VOWEL and bool(_LATIN.fullmatch(word)) and not _VOWEL.search(word)
