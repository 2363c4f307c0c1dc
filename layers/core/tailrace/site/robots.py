"""What a site's robots.txt asks of programs such as ours (RFC 9309).

Read as Google documents its own reader (https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt):
an answer of 4xx other than 429, or redirects without end, mean that there are no rules; 429, 5xx and a site that
can't be reached mean that nothing may be fetched for now; 500 KiB are read, the rest is ignored.
"""

from typing import TYPE_CHECKING

from tailrace.site.client import Wanted

if TYPE_CHECKING:
    from protego import Protego

AGENT = "Tailrace"
WANTED = Wanted("a robots.txt", frozenset(), most_bytes=500 * 1024, cut=True)


class Rules:
    """What one origin's robots.txt says; `None` for one that has no rules."""

    def __init__(self, content: bytes | None) -> None:
        self._parsed = None if content is None else _parse(content)

    def allow(self, url: str) -> bool:
        """Whether this URL may be fetched."""
        return self._parsed is None or self._parsed.can_fetch(url, AGENT)


def _parse(content: bytes) -> "Protego":
    from protego import Protego

    return Protego.parse(content.decode("utf-8-sig", "replace"))
