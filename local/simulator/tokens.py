"""Text cut into tokens, roughly as a model's tokenizer would: three to four characters each in JSON."""

import re
from collections.abc import Iterator, Sequence
from random import Random

_TOKEN = re.compile(r" ?[^\W\d_]{1,8}|\d{1,3}|\s*[^\w\s]{1,4}|\s+|.", re.DOTALL)


def tokens(text: str) -> list[str]:
    """The tokens of `text`; joined they are `text` again."""
    return _TOKEN.findall(text)


def count(text: str) -> int:
    """How many tokens a prompt of this text is charged as, at least 1."""
    return max(1, len(text) // 4)


def pieces(tokens: Sequence[str], sizes: tuple[int, int], rng: Random) -> Iterator[tuple[int, str]]:
    """Group tokens into the pieces that a provider sends at once.

    `sizes` are the least and the most tokens of a piece. Yields the number of tokens up to and
    including the piece, and its text.
    """
    start = 0
    while start < len(tokens):
        end = min(len(tokens), start + rng.randint(*sizes))
        yield end, "".join(tokens[start:end])
        start = end
