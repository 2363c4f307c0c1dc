"""Loads what a page consists of besides its HTML: its style sheets and its logo. A page is told without them, too."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tailrace.errors import SiteError
from tailrace.kinds.video import fetch_text
from tailrace.kinds.video.colours_logo import of_drawing, of_picture
from tailrace.kinds.video.page import LogoImage
from tailrace.kinds.video.page_read import LogoFile
from tailrace.site.client import Answer, Wanted
from tailrace.site.fetcher import Fetcher

_DRAWING = "image/svg+xml"
_PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
SHEET = Wanted("a style sheet", frozenset({"text/css"}), 512 * 1024)
LOGO = Wanted("a picture", _PICTURES | {_DRAWING}, 1024 * 1024)

T = TypeVar("T")


@dataclass
class Parts:
    """Loads the parts of one page. `size` is the bytes of all, `notes` what could not be had."""

    fetcher: Fetcher
    seconds: float
    size: int = 0
    notes: list[str] = field(default_factory=list)

    async def load(
        self, sheets: Sequence[str], logos: Sequence[LogoImage], drawing: Sequence[str]
    ) -> tuple[list[str], LogoFile | None]:
        """The texts of the style sheets, and the first logo that can be read, side by side.

        `drawing` are the colours of the logo that the page draws itself. What is not there in time is left out.
        """
        *texts, logo = await asyncio.gather(
            *(self._try("A style sheet", self._sheet(url)) for url in sheets),
            self._logo(logos, drawing),
        )
        return [text for text in texts if isinstance(text, str)], logo if isinstance(logo, LogoFile) else None

    async def _sheet(self, url: str) -> str:
        answer = await self._fetch(url, SHEET)
        return fetch_text.css(answer.content, answer.charset)

    async def _logo(self, logos: Sequence[LogoImage], drawing: Sequence[str]) -> LogoFile | None:
        for image in logos:
            if image.url is None:
                return LogoFile(image, drawing)
            colours = await self._try("The logo", self._colours(image.url))
            if colours is not None:
                return LogoFile(image, colours)
        return LogoFile(logos[0], ()) if logos else None

    async def _colours(self, url: str) -> list[str]:
        answer = await self._fetch(url, LOGO)
        if answer.media_type == _DRAWING:
            return of_drawing(answer.content.decode("utf-8", "replace"))
        return await asyncio.to_thread(of_picture, answer.content)

    async def _fetch(self, url: str, wanted: Wanted) -> Answer:
        fetched = await self.fetcher.fetch(self.fetcher.parse(url), wanted)
        self.size += len(fetched.answer.content)
        return fetched.answer

    async def _try(self, what: str, work: Awaitable[T]) -> T | None:
        try:
            async with asyncio.timeout(self.seconds):
                return await work
        except TimeoutError:
            self.notes.append(f"{what} was not there within {self.seconds:.0f} s")
        except (SiteError, ValueError) as error:
            self.notes.append(f"{what} could not be read: {error}")
        return None
