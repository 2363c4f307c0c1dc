"""The YouTube Data API, v3: the two calls that find a song's video.

search.list has 100 calls a day by default; videos.list costs 1 of 10,000 units and takes 50 ids
(https://developers.google.com/youtube/v3/docs).
"""

import asyncio
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx2

from tailrace.errors import TailraceError

GOOGLE = "https://youtube.googleapis.com"
MAX_IDS = 50
_RESULTS = 5
_MUSIC = "10"
# Seconds for one call in all, so that an answer that drips in ends too.
_CALL_S = 8.0
_ATTEMPTS = 3
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 4.0
_PASSING_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "backendError", "internalError"})
_QUOTA_REASONS = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


class YouTubeError(TailraceError):
    """YouTube did not answer, or not with what was asked for; another track may have more luck."""

    code = "youtube"


class YouTubeQuotaError(YouTubeError):
    """The day's searches are used up."""

    code = "quota_exceeded"


class YouTubeRefusedError(YouTubeError):
    """YouTube refuses the key or the request: no call will do better."""

    code = "auth"


@dataclass(frozen=True)
class Video:
    """A video. `duration_s` in seconds, null for a live stream; `thumbnail` a URL or null."""

    video_id: str
    title: str
    channel: str
    duration_s: int | None
    thumbnail: str | None
    embeddable: bool


class YouTube:
    """A client that retries what may pass (timeouts, 429, 5xx). The key goes in a header, never into a URL."""

    def __init__(self, http: httpx2.AsyncClient, key: str, base_url: str | None = None) -> None:
        self._http = http
        self._headers = {"X-Goog-Api-Key": key}
        self._base = (base_url or GOOGLE).rstrip("/") + "/youtube/v3"

    async def search(self, query: str) -> list[str]:
        """The ids of the first videos for `query`, best first. Raises `YouTubeError`."""
        answer = await self._get(
            "search", part="snippet", type="video", videoCategoryId=_MUSIC, maxResults=str(_RESULTS), q=query
        )
        try:
            return [item["id"]["videoId"] for item in answer.get("items", [])]
        except (KeyError, TypeError, AttributeError) as error:
            raise YouTubeError("YouTube's search answered in an unknown form") from error

    async def videos(self, ids: Sequence[str]) -> dict[str, Video]:
        """These videos by id, at most 50; one that is gone is left out. Raises `YouTubeError`."""
        if len(ids) > MAX_IDS:
            raise ValueError(f"{len(ids)} ids; one call takes {MAX_IDS}")
        answer = await self._get("videos", part="snippet,contentDetails,status", id=",".join(ids))
        try:
            return {item["id"]: _video(item) for item in answer.get("items", [])}
        except (KeyError, TypeError, AttributeError) as error:
            raise YouTubeError("YouTube's video list answered in an unknown form") from error

    async def _get(self, path: str, **params: str) -> dict[str, Any]:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with asyncio.timeout(_CALL_S):
                    response = await self._http.get(f"{self._base}/{path}", params=params, headers=self._headers)
            except (httpx2.TransportError, TimeoutError) as error:
                failure, asked_s = YouTubeError(f"YouTube did not answer ({type(error).__name__})"), None
            else:
                if response.is_success:
                    return _json(response)
                failure, asked_s = _failure(response), _retry_after(response)
            # Only the base class may pass: quota and refusal are final.
            if type(failure) is not YouTubeError or attempt == _ATTEMPTS:
                raise failure
            pause = asked_s if asked_s is not None else _FIRST_PAUSE_S * 2**attempt * random.uniform(0.5, 1)
            await asyncio.sleep(min(pause, _LONGEST_PAUSE_S))
        raise AssertionError("unreachable")


def _failure(response: httpx2.Response) -> YouTubeError:
    """What an answer other than 2xx means; the text is YouTube's status and reason, never its free text."""
    try:
        error = response.json()["error"]
        reason, message = str(error["errors"][0]["reason"])[:60], str(error["message"])
    except (ValueError, KeyError, IndexError, TypeError):
        reason = message = ""
    text = f"YouTube answered {response.status_code}{f' ({reason})' if reason else ''}"
    # A bucket of its own, such as the day's searches, is refused as a rate limit that names its period.
    if reason in _QUOTA_REASONS or "per day" in message:
        return YouTubeQuotaError(text)
    if response.status_code == 429 or response.status_code >= 500 or reason in _PASSING_REASONS:
        return YouTubeError(text)
    return YouTubeRefusedError(text)


def _retry_after(response: httpx2.Response) -> float | None:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdigit() else None


def _json(response: httpx2.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError as error:
        raise YouTubeError("YouTube's answer is not JSON") from error
    if not isinstance(answer, dict):
        raise YouTubeError("YouTube's answer is not an object")
    return answer


def _video(item: Mapping[str, Any]) -> Video:
    snippet = item["snippet"]
    thumbnails = snippet.get("thumbnails") or {}
    sizes = (thumbnails.get(size) for size in ("medium", "high", "default"))
    return Video(
        video_id=item["id"],
        title=unescape(snippet["title"]),
        channel=unescape(snippet["channelTitle"]),
        duration_s=_seconds(item["contentDetails"].get("duration")),
        thumbnail=next((size["url"] for size in sizes if size), None),
        embeddable=bool(item["status"].get("embeddable", False)),
    )


def _seconds(duration: str | None) -> int | None:
    """Seconds of an ISO 8601 duration such as PT3M48S; null for none (a live stream has P0D)."""
    match = _DURATION.fullmatch(duration or "")
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds or None
