"""Finding foods and movements by name in what a model wrote: whole words, singular or plural, with exceptions.

Coconut milk is not dairy, eggplant is no egg, gluten-free oats have no gluten: what a word means is known only with
its neighbours, so the exceptions are taken out of a text before its words are looked at.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

# A word, or what ends a phrase: "gluten-free oats, rye" is of two foods.
_PIECE = re.compile(r"[^\W_]+|[,;:.!?()/&+|]")
BREAK = ","
# What ends the reach of "gluten-free …": the food after one of these is another one.
_STOPS = frozenset({BREAK, "with", "and", "or", "in", "on", "plus", "but", "from", "over", "topped"})
_REACH = 3
# A word that is written without spaces around it (Chinese, Japanese, Thai) is looked for anywhere.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents and plural endings, and BREAK where punctuation parts them."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    found = _PIECE.findall(plain.replace("'", "").replace("’", ""))
    return tuple(_singular(piece) if piece[0].isalnum() else BREAK for piece in found)


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(piece for piece in pieces(text) if piece != BREAK)


def _singular(word: str) -> str:
    for ending, replacement in (("ies", "y"), ("oes", "o"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + replacement
    return word.removesuffix("s") if len(word) > 2 and not word.endswith(("ss", "us")) else word


@lru_cache(maxsize=4096)
def spaced(words: tuple[str, ...]) -> str:
    """Words so that each has its own space on both sides: phrases are then found as whole words."""
    return "".join(f" {word} " for word in words)


def _phrases(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Any of these phrases, the longest first."""
    found = sorted({spaced(tokens(text)) for text in texts} - {""}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, found))) if found else None


@dataclass(frozen=True)
class Words:
    """A group of names.

    `names` mean it, unless they stand in one of `exceptions`. `free` are the words before "free" ("gluten-free oats"),
    and `unlike` those that make another thing of what follows them ("vegan cheese").
    """

    names: frozenset[str]
    exceptions: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    unlike: frozenset[str] = frozenset()

    def find(self, text: str, known: Collection[str] = ()) -> str | None:
        """The first name that stands in the text, as it is compared, or None; `known` words are not looked at."""
        words = pieces(text)
        # Most texts have no name at all, and need no closer look.
        if self._names and self._names.search(spaced(words)):
            rest = spaced(tuple(self._without_free(words)))
            if self._exceptions:
                rest = self._exceptions.sub(f" {BREAK} ", rest)
            if known:
                rest = spaced(tuple(BREAK if word in known else word for word in rest.split()))
            if found := self._names.search(rest):
                return " ".join(found[0].split())
        return next((name for name in self._unspaced if name in text.casefold()), None)

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        return _phrases(self.names)

    @cached_property
    def _exceptions(self) -> re.Pattern[str] | None:
        return _phrases(self.exceptions)

    @cached_property
    def _unspaced(self) -> list[str]:
        return [name.casefold() for name in self.names if _UNSPACED.search(name)]

    def _without_free(self, words: tuple[str, ...]) -> list[str]:
        left: list[str] = []
        at = 0
        while at < len(words):
            length, reach = self._free_length(words[at : at + 2])
            if not length:
                left.append(words[at])
                at += 1
                continue
            at += length
            for _ in range(reach):
                if at == len(words) or words[at] in _STOPS:
                    break
                at += 1
        return left

    def _free_length(self, words: tuple[str, ...]) -> tuple[int, int]:
        """How many words say that something is free of this group, 0 if they do not, and how many after them it is."""
        if words[0] in self._free_tokens and words[1:2] == ("free",):
            return 2, _REACH
        if words[0] in ("no", "without") and words[1:2] and words[1] in self._free_tokens:
            return 2, 0
        return next(((size, _REACH) for size in (2, 1) if " ".join(words[:size]) in self._unlike_tokens), (0, 0))

    @cached_property
    def _free_tokens(self) -> frozenset[str]:
        return frozenset(word for name in self.free for word in tokens(name))

    @cached_property
    def _unlike_tokens(self) -> frozenset[str]:
        return frozenset(" ".join(tokens(name)) for name in self.unlike)
