"""Which addresses may be asked for: plain http(s) URLs of named hosts on the web's own ports.

The text is taken apart here by strict rules and put together anew, so that no two readers can understand it
differently: what is checked is what is requested.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from tailrace.errors import SiteRefusedError

MAX_LENGTH = 2048
_PORTS = {"http": 80, "https": 443}
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_PORT = re.compile(r"[0-9]{1,5}")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# A last label like these makes the whole host an IPv4 address in some notation (WHATWG URL, "ends in a number").
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names that never lead to the public internet (RFC 6761, 6762, 7686, 8375, ICANN's .internal).
_PRIVATE_ENDS = ("localhost", "local", "internal", "home.arpa", "onion", "test", "invalid")
_IP_ADDRESS = "it is an IP address; give the website's name, such as https://example.com"
# Kept as they are in paths and queries: RFC 3986's characters, and % of what is encoded already.
_PATH_SAFE, _QUERY_SAFE = "/:@!$&'()*+,;=~-._%", "/?:@!$&'()*+,;=~-._%"


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port: what robots.txt holds for, and what a local stack may allow by name."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}" + ("" if self.port == _PORTS.get(self.scheme) else f":{self.port}")


@dataclass(frozen=True)
class SiteUrl:
    """A URL that may be asked for. `target` is its path and query, encoded."""

    origin: Origin
    target: str

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def parse(text: str, allowed: Collection[Origin] = ()) -> SiteUrl:
    """Take an absolute URL apart; its fragment is dropped. `allowed` origins are exempt from the rules on hosts.

    Raises `SiteRefusedError`, which names what is wrong and what would be right.
    """
    if len(text) > MAX_LENGTH:
        raise _refused(text, f"it has {len(text)} characters; at most {MAX_LENGTH} are taken")
    if any(character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in text):
        raise _refused(text, "it has spaces or invisible characters; write it without them")
    if "\\" in text:
        raise _refused(text, "it has a backslash; URLs use /")
    match = _URL.fullmatch(text)
    if match is None:
        raise _refused(text, "it is not a complete URL; write it like https://example.com")
    scheme, authority, path, query = match[1].lower(), match[2], match[3], match[4]
    if scheme not in _PORTS:
        raise _refused(text, f"its scheme is {scheme}; only http and https are fetched")
    if not authority:
        raise _refused(text, "it names no host; write it like https://example.com")
    if "@" in authority:
        raise _refused(text, "it has a user name or password before the host; leave that part out")
    origin = Origin(scheme, *_host_and_port(text, authority, _PORTS[scheme]))
    if origin not in allowed:
        _check(text, origin)
    target = quote(path or "/", safe=_PATH_SAFE) + ("" if query is None else "?" + quote(query, safe=_QUERY_SAFE))
    return SiteUrl(origin, target)


def join(base: SiteUrl, reference: str, allowed: Collection[Origin] = ()) -> SiteUrl:
    """The URL that `reference` means on the page `base`, as browsers read it. Raises `SiteRefusedError`."""
    reference = reference.strip().replace(" ", "%20")
    if "\\" in reference:
        raise _refused(reference, "it has a backslash; URLs use /")
    try:
        absolute = urljoin(str(base), reference)
    except ValueError:
        raise _refused(reference, "it is not a URL") from None
    return parse(absolute, allowed)


def parse_origin(text: str) -> Origin:
    """An origin as the settings name it, such as `http://127.0.0.1:8787`. Raises `SiteRefusedError`."""
    match = re.fullmatch(r"(https?)://([A-Za-z0-9.-]+)(?::([0-9]{1,5}))?", text)
    if match is None:
        raise _refused(text, "it is not an origin; write it like http://127.0.0.1:8787")
    return Origin(match[1], match[2].lower(), int(match[3] or _PORTS[match[1]]))


def _host_and_port(text: str, authority: str, default: int) -> tuple[str, int]:
    if authority.startswith("["):
        raise _refused(text, _IP_ADDRESS)
    host, colon, port = authority.partition(":")
    if ":" in port:
        raise _refused(text, _IP_ADDRESS)
    if colon and not _PORT.fullmatch(port):
        raise _refused(text, "its port is not a number; leave it out")
    return _ascii(text, host), int(port) if colon else default


def _ascii(text: str, host: str) -> str:
    """The host in lower-case ASCII, international names in their encoded form (IDNA 2008)."""
    if "%" in host:
        raise _refused(text, "its host has encoded characters; write the name itself")
    if host.isascii():
        return host.lower()
    folded = host.lower()
    if unicodedata.normalize("NFKC", folded) != folded or "\u3002" in folded:
        raise _refused(text, "its host has characters that stand for others, such as circled or wide ones; type it")
    import idna

    try:
        return idna.encode(folded, strict=True).decode("ascii")
    except idna.IDNAError:
        raise _refused(text, "its host is not a name that can be registered; check the spelling") from None


def _check(text: str, origin: Origin) -> None:
    host = origin.host
    if host.endswith("."):
        raise _refused(text, "its host ends with a dot; leave the dot out")
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        raise _refused(text, _IP_ADDRESS)
    if host in _PRIVATE_ENDS or any(host.endswith(f".{end}") for end in _PRIVATE_ENDS):
        raise _refused(text, "its host is a private name; give a website that everybody can reach")
    if len(labels) < 2:
        raise _refused(text, "its host has no dot; give the full name, such as example.com")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _refused(text, "its host is not a name of the web; check the spelling")
    if origin.port not in _PORTS.values():
        raise _refused(text, f"its port is {origin.port}; websites are on 443 or 80, leave the port out")


def _refused(text: str, why: str) -> SiteRefusedError:
    shown = text if len(text) <= 80 else text[:80] + "…"
    return SiteRefusedError(f"{_printable(shown)} can't be fetched: {why}")


def _printable(text: str) -> str:
    """For an error: no character that could hide or reorder others, and no password."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return re.sub(r"//[^/?#]*@", "//…@", text)
