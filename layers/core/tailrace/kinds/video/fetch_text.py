"""From the bytes of a page or a style sheet to its text, in the encoding that it says it is in.

Only the encodings of the web are known (WHATWG Encoding): Python has others that can be made to take for ever.
"""

import re

import webencodings

# Where a page says in what encoding it is, it does so within its first 1024 bytes (HTML standard, 13.2.3.2).
_PRESCAN = 1024
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)


def html(content: bytes, charset: str | None) -> str:
    """By the byte order mark, the server's word, or the page's own; else UTF-8."""
    return _decode(content, _known(charset) or _known(_declared(content)))


def css(content: bytes, charset: str | None) -> str:
    """By the byte order mark or the server's word; else UTF-8."""
    return _decode(content, _known(charset))


def _decode(content: bytes, encoding: webencodings.Encoding | None) -> str:
    text, _ = webencodings.decode(content, encoding or webencodings.UTF8, errors="replace")
    return str(text)


def _known(label: str | None) -> webencodings.Encoding | None:
    found = webencodings.lookup(label) if label else None
    # A page that could be searched for its own word is not in UTF-16, whatever the word says (13.2.3.2 again).
    return None if found is None or found.name in ("utf-16le", "utf-16be") else found


def _declared(content: bytes) -> str | None:
    match = _META.search(content[:_PRESCAN])
    return match[1].decode("ascii") if match else None
