"""Words, sentences and what two texts have in common; for any language, as far as rules without a dictionary go."""

import re

# Scripts that put no space between words: there a character counts as a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
# Vowel signs and points, which are no letters to `\w` but stand inside words: combining accents, Hebrew, Arabic, Indic.
_SIGNS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0962\u0963\u0980-\u0dff\u200c\u200d"
_LETTERS = rf"(?:[^\W_{_UNSPACED}]|[{_SIGNS}])+"
_WORD = re.compile(rf"[{_UNSPACED}]|{_LETTERS}(?:['’\-]{_LETTERS})*")
_CHARACTER = re.compile(rf"[{_UNSPACED}]")
# A syllable to a character: two of them say what six letters do, and what follows is grammar.
_HANGUL = re.compile("[\uac00-\ud7a3]{2}")
# An end mark, closing quotes and brackets included; those of Chinese and Japanese need no space behind them.
_END = re.compile('[.!?…।॥؟\u06d4]+["”’)\\]]*(?=\\s|$)|[\u3002\uff01\uff1f]+["”’\u300d\u300f)\\]]*')
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ABBREVIATIONS = frozenset(
    ("approx", "ca", "co", "corp", "dr", "e.g", "etc", "i.e", "inc", "jr", "ltd", "mr", "mrs", "ms", "no", "st", "vs")
)
# Shorter words carry little meaning in most languages, and these carry as little.
_SHORTEST = 4
_STEM = 6
_EMPTY = frozenset(
    {"about", "after", "also", "because", "been", "before", "between", "both", "could", "does", "each", "even"}
    | {"every", "from", "have", "here", "into", "just", "like", "make", "many", "more", "most", "much", "must"}
    | {"only", "other", "over", "same", "should", "some", "such", "than", "that", "their", "them", "then", "there"}
    | {"these", "they", "this", "those", "through", "very", "want", "well", "were", "what", "when", "where", "which"}
    | {"while", "will", "with", "without", "would", "your", "ours", "against", "still", "being", "until", "under"}
)


def words(text: str) -> list[str]:
    """The words of a text, without case. A character of a script without spaces is a word."""
    return [word.casefold() for word in _WORD.findall(text)]


def content_words(text: str) -> frozenset[str]:
    """The beginnings (6 characters, no last "s") of the words that carry meaning: "bakers" meets "baker"."""
    return frozenset(
        hangul[0] if (hangul := _HANGUL.match(word)) else word[:_STEM].removesuffix("s")
        for word in words(text)
        if word not in _EMPTY
        and not word.isdigit()
        and (len(word) >= _SHORTEST or _CHARACTER.match(word) or _HANGUL.match(word))
    )


def shared(text: str, source: str) -> float | None:
    """How much of `text` is in the words of `source`, 0 to 1: |its content words ∩ theirs| ÷ |its content words|.

    None if `text` has none.
    """
    own = content_words(text)
    if not own:
        return None
    return round(len(own & content_words(source)) / len(own), 2)


def sentences(text: str) -> list[str]:
    """The sentences of a text, with their marks. A text without an end mark is one."""
    found, start = [], 0
    for mark in _END.finditer(text):
        before = text[start : mark.start()].rsplit(None, 1)
        last = before[-1].casefold() if before else ""
        if mark[0] == "." and mark.end() < len(text) and (last in _ABBREVIATIONS or _INITIALS.fullmatch(last)):
            continue
        found.append(text[start : mark.end()].strip())
        start = mark.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]
