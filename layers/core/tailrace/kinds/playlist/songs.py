"""When two songs are the same song, and who takes part in one.

Models write one song in many ways ("Get Lucky (feat. Pharrell Williams) [2013 Remaster]"), so songs are
compared by a key from which case, accents, punctuation, guests and the marks of a release are gone.
A remix, a dub or an acoustic version stays a song of its own.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})
_GUESTS = r"\b(?:feat|ft|featuring)\b\.?"
_RELEASE = (
    r"(?:\d{4}\s+)?(?:digital(?:ly)?\s+)?re-?master(?:ed)?\b.*|(?:\d{4}\s+)?(?:mono|stereo)\b.*"
    r"|(?:radio|single|album|original|extended|full length|explicit|clean)\s+(?:edit|version|mix)"
    r"|(?:explicit|clean|edit|live|bonus track)|live\s+(?:at|in|from|on)\b.*|(?:feat|ft|featuring|with)\b.*"
)
_BRACKETED = re.compile(rf"[(\[]\s*(?:{_RELEASE})\s*[)\]]")
_DASHED = re.compile(rf"\s[-–—]\s+(?:{_RELEASE})\s*$")
_TRAILING_GUESTS = re.compile(rf"\s{_GUESTS}\s.*$")
_BRACKETED_GUESTS = re.compile(r"[(\[]\s*(?:feat|ft|featuring|with)\b\.?\s*([^)\]]*)[)\]]")
_AND = re.compile(r"(?<=\s)(?:['’]n['’]?|n['’])(?=\s)")
_CREDIT = re.compile(rf"{_GUESTS}|\b(?:with|and|vs)\b\.?|\sx\s|[,&;/+]")


def plain(text: str) -> str:
    """`text` in lower case without accents; other scripts keep their letters."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def words(text: str) -> list[str]:
    """The words of `text`, plain: letters and digits only ("don't" is one word)."""
    joined = _AND.sub("and", plain(text))
    return re.findall(r"[^\W_]+", re.sub(r"['’`\u00b4]", "", joined))


def contains_words(text: str, phrase: str) -> bool:
    """Whether the words of `phrase` stand in `text` side by side: "house" is in "deep house", not in "lighthouse"."""
    wanted = words(phrase)
    return bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(words(text))} "


def name_key(text: str) -> str:
    """A key that is equal for all spellings of a name: no case, accents, punctuation, spaces, leading "the", "and"."""
    found = words(text)
    rest = [w for w in found[found[:1] == ["the"] :] if w != "and"]
    return "".join(rest or found) or text.strip().casefold()


def bare_title(title: str) -> str:
    """A title, plain, without its guests and release marks."""
    text = plain(title)
    stripped = _TRAILING_GUESTS.sub("", _DASHED.sub("", _BRACKETED.sub(" ", text)))
    return stripped if words(stripped) else text


def title_key(title: str) -> str:
    """The key of a title without its guests and release marks."""
    return name_key(bare_title(title))


def artist_key(artist: str) -> str:
    """The key of the main artist: without guests."""
    main = re.split(_GUESTS, plain(artist), maxsplit=1)[0]
    return name_key(main) if words(main) else name_key(artist)


def song_key(artist: str, title: str) -> tuple[str, str]:
    """Equal for two spellings of the same song."""
    return artist_key(artist), title_key(title)


def track_key(track: Mapping[str, Any]) -> tuple[str, str]:
    """The song key of anything with `artist` and `title`."""
    return song_key(track["artist"], track["title"])


def credited(artist: str, title: str) -> set[str]:
    """The keys of all who take part: the whole credit, each name in it, and guests named in the title."""
    guests = " & ".join(_BRACKETED_GUESTS.findall(plain(title)))
    names = [artist, *_CREDIT.split(plain(artist)), guests, *_CREDIT.split(guests)]
    return {name_key(name) for name in names if words(name)} | {artist_key(artist)}
