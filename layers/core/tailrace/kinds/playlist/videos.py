"""Finding the videos of tracks: the cache first, then YouTube within the day's quota."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx2

from tailrace.kinds.playlist.events import Enrichment
from tailrace.kinds.playlist.matching import best_video
from tailrace.kinds.playlist.songs import song_key
from tailrace.kinds.playlist.track import Track
from tailrace.settings import settings
from tailrace.tls import tls
from tailrace.video_cache import FOUND_S, NOT_FOUND_S, VideoCache
from tailrace.wiring import dynamodb, provider_key
from tailrace.youtube import MAX_IDS, Video, YouTube, YouTubeError, YouTubeQuotaError, YouTubeRefusedError

_SEARCHES_AT_ONCE = 4
# When so many tracks have failed, YouTube is down: the others are not tried, so that the step ends in time.
_FAILURES = 3
_NO_KEY = "No YouTube key is set, so no video was looked for"
_QUOTA = "The day's YouTube searches are used up"
_NONE_FITS = "YouTube has no video that fits"


@asynccontextmanager
async def video_lookup(label: str) -> AsyncIterator["VideoLookup"]:
    """A lookup with this function's table, key and settings. `label` names the step (header `X-Tailrace-Step`)."""
    cache = VideoCache(dynamodb(), settings().table_name)
    key, limit = provider_key("youtube"), settings().youtube_searches_per_day
    async with httpx2.AsyncClient(verify=tls(), headers={"X-Tailrace-Step": label}) as http:
        youtube = YouTube(http, key, settings().youtube_base_url) if key else None
        yield VideoLookup(cache, youtube, limit)


async def enrich_tracks(tracks: Mapping[int, Track], lookup: "VideoLookup") -> AsyncGenerator[tuple[int, Enrichment]]:
    """Each track's enrichment with its index, in the order in which they are found.

    A track that has none is `unresolved`, with the reason as its message; errors of the table are raised.
    """

    async def one(index: int, track: Track) -> tuple[int, Enrichment]:
        return index, await lookup.find(track)

    tasks = [asyncio.create_task(one(index, track)) for index, track in tracks.items()]
    try:
        for done in asyncio.as_completed(tasks):
            yield await done
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class VideoLookup:
    """Looks videos up for one step; shared by its tracks, so that a used-up quota stops them all."""

    def __init__(self, cache: VideoCache, youtube: YouTube | None, searches_per_day: int) -> None:
        """`youtube` is null where there is no key."""
        self._cache = cache
        self._youtube = youtube
        self._limit = searches_per_day
        self._searching = asyncio.Semaphore(_SEARCHES_AT_ONCE)
        self._details = _Details(youtube) if youtube else None
        self._stopped: str | None = None
        self._failures = 0

    async def find(self, track: Track) -> Enrichment:
        """The video of this track, or why there is none."""
        song = song_key(track.artist, track.title)
        known = await asyncio.to_thread(self._cache.get, song)
        if known is not None:
            return Enrichment.model_validate({**known, "source": "cache"})
        try:
            found = await self._ask(track)
        except YouTubeError as error:
            self._note(error)
            return _unresolved(_QUOTA if isinstance(error, YouTubeQuotaError) else error.message)
        if found.source:
            kept_s = FOUND_S if found.status == "resolved" else NOT_FOUND_S
            await asyncio.to_thread(self._cache.put, song, found.model_dump(exclude={"source"}), kept_s)
        return found

    async def _ask(self, track: Track) -> Enrichment:
        if self._youtube is None or self._details is None:
            return _unresolved(_NO_KEY)
        async with self._searching:
            if self._stopped is None and not await asyncio.to_thread(self._cache.take_search, self._limit):
                self._stopped = _QUOTA
            if self._stopped is not None:
                return _unresolved(self._stopped)
            ids = await self._youtube.search(f"{track.artist} {track.title}")
        videos = await self._details.get(ids)
        best = best_video(track, videos)
        if best is None:
            return Enrichment(status="unresolved", source="youtube", message=_NONE_FITS)
        return _enrichment(best)

    def _note(self, error: YouTubeError) -> None:
        """Stop searching when nothing more is to be had."""
        self._failures += 1
        if isinstance(error, YouTubeQuotaError):
            self._stopped = _QUOTA
        elif isinstance(error, YouTubeRefusedError) or self._failures >= _FAILURES:
            self._stopped = self._stopped or f"No more videos were looked for: {error.message}"


class _Details:
    """Gathers the ids that are wanted while a call is under way into the next one, up to 50."""

    def __init__(self, youtube: YouTube) -> None:
        self._youtube = youtube
        self._waiting: list[tuple[list[str], asyncio.Future[dict[str, Video]]]] = []
        self._calling = asyncio.Lock()

    async def get(self, ids: list[str]) -> list[Video]:
        """These videos, in this order, without those that are gone."""
        if not ids:
            return []
        answer: asyncio.Future[dict[str, Video]] = asyncio.get_running_loop().create_future()
        self._waiting.append((ids, answer))
        async with self._calling:
            while not answer.done():
                await self._call()
        videos = answer.result()
        return [videos[i] for i in ids if i in videos]

    async def _call(self) -> None:
        """One call for all that wait, as far as they fit; the first always does (a search gives five at most)."""
        batch, ids = [], set[str]()
        while self._waiting and len(ids | set(self._waiting[0][0])) <= MAX_IDS:
            batch.append(self._waiting.pop(0))
            ids |= set(batch[-1][0])
        try:
            videos = await self._youtube.videos(sorted(ids))
        except Exception as error:  # noqa: BLE001 (not handled here: each that waits raises it)
            for _, answer in batch:
                answer.set_exception(error)
        else:
            for _, answer in batch:
                answer.set_result(videos)


def _unresolved(message: str) -> Enrichment:
    return Enrichment(status="unresolved", source=None, message=message)


def _enrichment(video: Video) -> Enrichment:
    return Enrichment(
        status="resolved" if video.embeddable else "unavailable",
        source="youtube",
        video_id=video.video_id,
        url=f"https://www.youtube.com/watch?v={video.video_id}",
        title=video.title,
        channel=video.channel,
        duration_s=video.duration_s,
        thumbnail=video.thumbnail,
        message=None if video.embeddable else "The video may not be embedded",
    )
