"""The simulated YouTube Data API, over HTTP."""

import re
from typing import Any

import httpx2
import pytest

from local.simulator.client import Simulator


def get(simulator: Simulator, method: str, **query: Any) -> httpx2.Response:
    headers = {"X-Tailrace-Step": "enrich:openai"}
    return httpx2.get(f"{simulator.youtube}/youtube/v3/{method}", params={"key": "k", **query}, headers=headers)


def search(simulator: Simulator, words: str, **query: Any) -> list[dict[str, Any]]:
    answer = get(simulator, "search", part="snippet", type="video", q=words, **query)
    items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
    return items


def test_finds_a_known_song_and_describes_its_video(simulator: Simulator) -> None:
    first, *_ = search(simulator, "Bjork Hyperballad official video")
    video_id = first["id"]["videoId"]
    assert re.fullmatch(r"[\w-]{11}", video_id)
    assert "Hyperballad" in first["snippet"]["title"]
    assert first["snippet"]["channelTitle"] == "Björk"
    asked = get(simulator, "videos", part="contentDetails,status", id=f"{video_id},unknown").json()
    (video,) = asked["items"]
    assert video["id"] == video_id
    assert video["contentDetails"]["duration"] == "PT5M25S"
    assert video["status"]["embeddable"] is True
    assert "snippet" not in video
    (call, other) = simulator.calls()
    assert (call["provider"], call["step"], call["outcome"]) == ("youtube", "enrich:openai", "completed")
    assert other["model"] is None


def test_texts_of_a_search_are_escaped_and_those_of_a_video_are_not(simulator: Simulator) -> None:
    first, *_ = search(simulator, "Soft Cell Tainted Love")
    assert "&" not in first["snippet"]["title"]
    first, *_ = search(simulator, "Earth, Wind & Fire September")
    assert "Wind &amp; Fire" in first["snippet"]["title"]
    videos = get(simulator, "videos", part="snippet", id=first["id"]["videoId"]).json()
    assert "Wind & Fire" in videos["items"][0]["snippet"]["title"]


def test_some_songs_have_no_video_and_some_may_not_be_embedded(simulator: Simulator) -> None:
    assert search(simulator, "Rødhåd Kinder der Ringwelt") == []
    assert search(simulator, "Nobody Never Recorded This") == []
    (blocked,) = search(simulator, "Cerrone Supernature")
    video_id = blocked["id"]["videoId"]
    (video,) = get(simulator, "videos", part="status", id=video_id).json()["items"]
    assert video["status"]["embeddable"] is False
    assert search(simulator, "Cerrone Supernature", videoEmbeddable="true") == []


def test_thumbnails_are_the_simulators_own(simulator: Simulator) -> None:
    first, *_ = search(simulator, "Air La femme d'argent")
    url = first["snippet"]["thumbnails"]["medium"]["url"]
    assert url.startswith(simulator.url)
    picture = httpx2.get(url)
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        ("quota", 403, "quotaExceeded"),
        ("rate_limit", 429, "rateLimitExceeded"),
        ("auth", 401, "authError"),
        ("server_error", 500, "backendError"),
        ("overloaded", 503, "backendError"),
    ],
)
def test_rejections_have_the_documented_reasons(simulator: Simulator, fault: str, status: int, reason: str) -> None:
    simulator.fault("youtube", fault, match="enrich:")
    answer = get(simulator, "search", part="snippet", q="x")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["errors"][0]["reason"]) == (status, status, reason)
    assert simulator.calls()[0]["outcome"] == fault


@pytest.mark.parametrize("fault", ["cut", "silence", "eof", "bad_json"])
def test_broken_answers(simulator: Simulator, fault: str) -> None:
    simulator.fault("youtube", fault)
    with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadTimeout, ValueError)):
        httpx2.get(
            f"{simulator.youtube}/v3/search", params={"key": "k", "part": "snippet", "q": "Air"}, timeout=0.5
        ).json()


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [
        ("search", {"part": "snippet", "key": ""}, 401),
        ("search", {"part": "snippet", "key": "wrong"}, 400),
        ("search", {"q": "x"}, 400),
        ("search", {"part": "snippet", "maxResults": "51"}, 400),
        ("videos", {"part": "status"}, 400),
        ("videos", {"part": "status", "id": ",".join(f"id{i}" for i in range(51))}, 400),
    ],
)
def test_requests_that_youtube_refuses(simulator: Simulator, method: str, query: dict[str, str], status: int) -> None:
    assert get(simulator, method, **query).status_code == status
