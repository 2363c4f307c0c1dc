"""Which addresses are pages that a video can be made of, by their form alone; where they lead is for the fetch step."""

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

LONGEST = 2000

# Sites whose pages are a video each: there is no brand to be found on them.
_VIDEO_SITES = frozenset(
    {"youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com", "tiktok.com", "loom.com", "dailymotion.com",
     "twitch.tv", "wistia.com"}
)  # fmt: skip
_ASSETS = frozenset(
    {"png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "bmp", "pdf", "mp4", "webm", "mov", "avi", "mkv", "mp3",
     "wav", "ogg", "zip", "gz", "tar", "css", "js", "json", "xml", "woff", "woff2", "doc", "docx", "ppt", "pptx", "xls",
     "xlsx"}
)  # fmt: skip
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
# What ends a sentence or a bracket is not the address's.
_IN_TEXT = re.compile(r"(?:https?://|www\.)[^\s<>\"'`]+", re.IGNORECASE)
_AFTER = ".,;:!?)]}»”’"


def page_url(written: str) -> str:
    """The address of a page, https added where no scheme is written, without a fragment.

    Raises `ValueError` that says what is wrong and what would do.
    """
    parts = _split(written if _SCHEME.match(written) else f"https://{written}")
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{parts.scheme}: is not a web address; write one that begins with https://")
    if "@" in parts.netloc:
        raise ValueError("the address has a user name or password in it; leave them out")
    host = (parts.hostname or "").rstrip(".")
    if not host or any(c.isspace() or c in "\\%" for c in host):
        raise ValueError("the address has no host; write it in full, like https://example.com")
    if "." not in host and ":" not in host and host != "localhost":
        raise ValueError(f"{host} is no full host name; write it in full, like https://example.com")
    if _is_video_site(host):
        raise ValueError(f"{host} shows videos, not a brand; give the address of the site itself")
    kind = _asset(parts.path)
    if kind:
        raise ValueError(f"the address is of a .{kind} file, not of a page; give the page's own address")
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))


def pages_in(text: str) -> tuple[list[str], list[str]]:
    """The pages that a text names, each once, and why its other links (to videos, to files) are none."""
    pages, reasons = [], []
    for written in _IN_TEXT.findall(text):
        try:
            pages.append(page_url(_without_what_follows(written)))
        except ValueError as error:
            reasons.append(str(error))
    return list(dict.fromkeys(pages)), reasons


def _without_what_follows(written: str) -> str:
    """The address alone; a bracket that closes one in the address is its own."""
    address = written.rstrip(_AFTER)
    return (
        address + ")"
        if address.count("(") > address.count(")") and written[len(address) :].startswith(")")
        else address
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise ValueError("the address cannot be read; write it like https://example.com") from error
    return parts


def _is_video_site(host: str) -> bool:
    labels = host.lower().split(".")
    return any(".".join(labels[start:]) in _VIDEO_SITES for start in range(len(labels)))


def _asset(path: str) -> str | None:
    name, dot, extension = path.rpartition("/")[2].rpartition(".")
    return extension.lower() if name and dot and extension.lower() in _ASSETS else None
