"""Text of strangers, made plain: no markup, nothing invisible, of bounded length."""

import re
import unicodedata

# What a browser would take for a tag. A lone `<`, as in "< 5 ms", is none.
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>?")
_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?…。！？](?=\s)")  # noqa: RUF001 - the full stops of other scripts
# Characters that show nothing but may say something: controls, formats (reordering, tag characters), surrogates,
# private ones. The two joiners are part of words and of emoji.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = "\u200c\u200d"
# What is said to a program that reads the page, not to a visitor.
_TO_A_MODEL = re.compile(
    r"\b(ignore|disregard|forget|override|bypass)\b.{0,60}\b(instructions?|prompts?|rules|guidelines|messages)\b|"
    r"\b(system|developer) (prompt|message|mode)\b|\byou are (now|an? (ai|assistant|language model))\b|"
    r"^\W*(system|assistant|user)\s*:",
    re.IGNORECASE,
)


def clean_unseen(text: str | None, most: int) -> str | None:
    """Like `clean`, for what visitors don't see (meta tags, JSON-LD, labels of pictures).

    None if it speaks to a model: nobody could notice it there. What stands on the page is kept, whatever it says;
    it is quoted as data wherever it goes.
    """
    shown = clean(text, most)
    return None if shown is None or _TO_A_MODEL.search(shown) else shown


def clean(text: str | None, most: int) -> str | None:
    """The text on one line, at most `most` characters: cut after a sentence or a word. None if nothing is left."""
    if not text:
        return None
    # Several times of what is kept is enough to find it in, and bounds the work.
    text = _SPACE.sub(" ", text[: most * 20])
    text = _TAG.sub(" ", text) if "<" in text else text
    if not text.isascii() or not text.isprintable():
        text = "".join(c for c in text if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    text = _SPACE.sub(" ", text).strip()
    return _cut(text, most) or None


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, most + 1)]
    if ends and ends[-1] > most // 2:
        return text[: ends[-1]]
    return text[:most].rpartition(" ")[0] or text[:most]
