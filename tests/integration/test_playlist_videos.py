"""Enrichment against the simulated YouTube over HTTP, and the local stack's DynamoDB."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

import httpx2
import pytest

from local.simulator.app import create_app
from local.simulator.content.catalogue import songs
from local.simulator.faults import Fault
from local.simulator.pace import Pace
from local.simulator.server import in_thread
from local.simulator.state import State
from tailrace.kinds.playlist.accept import Acceptance
from tailrace.kinds.playlist.events import Enrichment
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.track import Track
from tailrace.kinds.playlist.videos import VideoLookup, enrich_tracks
from tailrace.video_cache import FOUND_S, NOT_FOUND_S, VideoCache
from tailrace.youtube import YouTube
from tests import tables
from tests.unit.playlist_items import item

KEY = "secret-key"


class Table(NamedTuple):
    client: Any
    name: str


@pytest.fixture(scope="module")
def client(dynamodb_url: str) -> Any:
    return tables.connect(dynamodb_url)


@pytest.fixture
def table(client: Any) -> Table:
    name = f"videos-{uuid4()}"
    tables.make(client, name)
    return Table(client, name)


@dataclass
class Stage:
    """A simulator that can be told to fail, and lookups that ask it."""

    state: State
    table: Table
    http: httpx2.AsyncClient
    url: str
    now: float = datetime(2026, 11, 20, 20, tzinfo=UTC).timestamp()

    def lookup(self, limit: int = 1000) -> VideoLookup:
        return VideoLookup(self.cache, YouTube(self.http, KEY, f"{self.url}/simulator/youtube"), limit)

    @property
    def cache(self) -> VideoCache:
        return VideoCache(self.table.client, self.table.name, clock=lambda: self.now)

    @property
    def calls(self) -> int:
        return len(self.state.calls.show())

    def fail(self, fault: str, times: int = 1000) -> None:
        self.state.faults.arm(Fault.model_validate({"provider": "youtube", "fault": fault, "times": times}))


@pytest.fixture
async def stage(table: Table) -> AsyncIterator[Stage]:
    state = State()
    state.settings.pace["youtube"] = Pace(0, None)
    with in_thread(create_app(state)) as url:
        async with httpx2.AsyncClient(verify=False) as http:
            yield Stage(state, table, http, url)


def tracks(count: int) -> dict[int, Track]:
    """Songs of the simulator's catalogue that have a video which may be shown."""
    known = [song for song in songs() if song.video == "found"][:count]
    return {i: track(artist=s.artist, title=s.title, duration_s=s.duration_s) for i, s in enumerate(known)}


def track(**fields: Any) -> Track:
    outcome = Acceptance(PlaylistInput(prompt="A set")).offer(item(**fields))
    assert isinstance(outcome, Track)
    return outcome


async def enrich(wanted: dict[int, Track], lookup: VideoLookup) -> dict[int, Enrichment]:
    found = [pair async for pair in enrich_tracks(wanted, lookup)]
    assert len(found) == len(wanted)
    return dict(found)


async def test_songs_of_the_catalogue_find_their_own_videos(stage: Stage) -> None:
    every = [song for i, song in enumerate(songs()) if i % 5 == 0 or song.video != "found"]
    wanted = {i: track(artist=s.artist, title=s.title, duration_s=s.duration_s) for i, s in enumerate(every)}
    found = await enrich(wanted, stage.lookup())
    status = {"blocked": "unavailable", "none": "unresolved"}
    wrong = [s for i, s in enumerate(every) if found[i].status != status.get(s.video, "resolved")]
    assert wrong == []
    for index, enrichment in found.items():
        if enrichment.status == "unresolved":
            assert enrichment.message
            assert enrichment.video_id is None
        else:
            assert enrichment.url == f"https://www.youtube.com/watch?v={enrichment.video_id}"
            assert enrichment.duration_s == every[index].duration_s + 3
            assert enrichment.thumbnail


async def test_details_that_come_together_are_asked_for_together(table: Table) -> None:
    wanted = {i: track(artist="Band", title=f"Song {i}") for i in range(12)}
    searched, asked_for = [], []
    all_searched = asyncio.Event()

    async def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/search"):
            searched.append(request.url.params["q"])
            if len(searched) == len(wanted):
                all_searched.set()
            return httpx2.Response(200, json={"items": [{"id": {"videoId": f"{len(searched)}-{n}"}} for n in range(5)]})
        asked_for.append(request.url.params["id"].split(","))
        await all_searched.wait()
        return httpx2.Response(200, json={"items": []})

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as http:
        lookup = VideoLookup(VideoCache(table.client, table.name), YouTube(http, KEY), 100)
        await enrich(wanted, lookup)
    # The first went alone; the other eleven, five ids each, had gathered behind it.
    assert [len(ids) for ids in asked_for] == [5, 50, 5]


async def test_what_was_found_is_not_asked_for_again(stage: Stage) -> None:
    wanted = {**tracks(5), 5: track(artist="Nobody", title="Nothing")}
    first = await enrich(wanted, stage.lookup())
    calls = stage.calls
    second = await enrich(wanted, stage.lookup())
    assert stage.calls == calls
    assert {e.source for e in second.values()} == {"cache"}
    assert all(e.model_copy(update={"source": "youtube"}) == first[i] for i, e in second.items())
    assert second[5].status == "unresolved"


async def test_the_cache_forgets_before_30_days_and_a_miss_after_one(stage: Stage) -> None:
    wanted = {**tracks(1), 1: track(artist="Nobody", title="Nothing")}
    await enrich(wanted, stage.lookup())
    stage.now += NOT_FOUND_S + 1
    assert {i: e.source for i, e in (await enrich(wanted, stage.lookup())).items()} == {0: "cache", 1: "youtube"}
    stage.now += FOUND_S
    assert (await enrich(wanted, stage.lookup()))[0].source == "youtube"
    assert FOUND_S < 30 * 86_400


@pytest.mark.parametrize("fault", ["rate_limit", "server_error", "overloaded", "cut"])
async def test_what_passes_is_tried_again(stage: Stage, fault: str) -> None:
    stage.fail(fault, times=2)
    assert {e.status for e in (await enrich(tracks(3), stage.lookup())).values()} == {"resolved"}


@pytest.mark.parametrize("fault", ["quota", "auth", "server_error", "bad_json", "cut"])
async def test_what_does_not_pass_leaves_tracks_unresolved_and_stops(stage: Stage, fault: str) -> None:
    stage.fail(fault)
    found = await enrich(tracks(30), stage.lookup())
    assert {e.status for e in found.values()} == {"unresolved"}
    assert all(e.message and KEY not in e.message for e in found.values())
    assert stage.calls <= 3 * 8
    assert fault != "quota" or {e.message for e in found.values()} == {"The day's YouTube searches are used up"}
    stage.state.faults.clear()
    again = await enrich(tracks(30), stage.lookup())
    assert {e.status for e in again.values()} == {"resolved"}, "a failure must not be cached"


async def test_without_a_key_nothing_is_asked(stage: Stage) -> None:
    found = await enrich(tracks(3), VideoLookup(stage.cache, None, 100))
    assert {e.status for e in found.values()} == {"unresolved"}
    assert {e.source for e in found.values()} == {None}
    assert "key" in (found[0].message or "")
    assert stage.calls == 0


async def test_a_used_up_day_stops_the_searches_until_the_next_one(stage: Stage) -> None:
    found = await enrich(tracks(6), stage.lookup(limit=4))
    assert sorted(e.status for e in found.values()) == ["resolved"] * 4 + ["unresolved"] * 2
    stage.now = datetime(2026, 11, 21, 7, 59, tzinfo=UTC).timestamp()
    still = await enrich(tracks(6), stage.lookup(limit=4))
    assert [e.status for e in still.values()].count("unresolved") == 2
    stage.now = datetime(2026, 11, 21, 8, 1, tzinfo=UTC).timestamp()
    assert {e.status for e in (await enrich(tracks(6), stage.lookup(limit=4))).values()} == {"resolved"}


def test_the_counter_is_never_over_its_limit(table: Table) -> None:
    cache = VideoCache(table.client, table.name)
    assert not cache.take_search(0)
    assert [cache.take_search(3) for _ in range(5)] == [True, True, True, False, False]


async def test_leaving_early_ends_the_searches(stage: Stage) -> None:
    stage.state.settings.pace["youtube"] = Pace(50, None)
    search = enrich_tracks(tracks(40), stage.lookup())
    await anext(search)
    await search.aclose()
    calls = stage.calls
    assert calls < 40
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
    assert stage.calls == calls


async def test_the_key_is_in_a_header_and_ids_come_fifty_at_most() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"items": []})

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as http:
        youtube = YouTube(http, KEY)
        assert await youtube.search("Abba – Waterloo & more") == []
        with pytest.raises(ValueError, match="51 ids"):
            await youtube.videos([str(n) for n in range(51)])
    (request,) = seen
    assert KEY not in str(request.url)
    assert request.headers["X-Goog-Api-Key"] == KEY
    assert request.url.path == "/youtube/v3/search"
    assert dict(request.url.params) == {
        "part": "snippet", "type": "video", "videoCategoryId": "10", "maxResults": "5", "q": "Abba – Waterloo & more",
    }  # fmt: skip
