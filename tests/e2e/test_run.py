"""A run from the POST to its written end."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from local.simulator.client import Simulator
from tailrace.fold import fold
from tests.e2e.client import PROMPT, Client, Followed, Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.rules import check_log, check_usage
from tests.waiting import until

PROVIDERS = ("openai", "anthropic", "gemini")


def test_three_providers_race_and_the_end_is_written(client: Client, simulator: Simulator, schema: Any) -> None:
    # The middle one in the order of preference is the quickest.
    simulator.set(first_token_ms=300, providers={"anthropic": {"first_token_ms": 0}})
    run = client.start(6)
    assert run.started["kind"] == "playlist"
    assert run.started["status"] == "queued"
    events = run.end()
    check_log(events, schema)
    check_usage(events, simulator.calls())
    assert events[-1]["type"] == "run.completed"
    assert events[-1]["data"]["degraded"] == []
    assert events[0]["data"]["providers"] == list(PROVIDERS)
    assert of_type(events, "primary.selected")[0]["data"]["provider"] == "anthropic"
    assert len(of_type(events, "track.added")) == len(of_type(events, "track.enriched")) == 18
    assert len(of_type(events, "usage.recorded")) == 3
    assert {e["data"]["enrichment"]["status"] for e in of_type(events, "track.enriched")} == {"resolved"}
    assert {e["attempt"] for e in events if e["step"]} == {1}


def test_the_snapshot_at_every_event_is_the_fold_of_the_events_before(client: Client) -> None:
    run = client.start(3)
    events = run.end()
    for n in range(1, len(events) + 1):
        assert run.snapshot(at=n) == fold(events[:n])
    last = run.snapshot()
    assert last == fold(events)
    assert (last["status"], last["progress"], last["seq"]) == ("completed", 100, len(events))
    refused = client.http.get(run.path, params={"at": len(events) + 1})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == "query.at"


def test_progress_never_falls_and_parts_never_go(client: Client) -> None:
    events = client.start(3).end()
    progress, tracks = 0, 0
    for n in range(1, len(events) + 1):
        snapshot = fold(events[:n])
        made = sum(len(p["tracks"]) for p in snapshot["parts"]["providers"].values())
        assert snapshot["progress"] >= progress
        assert made >= tracks
        progress, tracks = snapshot["progress"], made


def test_an_etag_spares_the_unchanged_snapshot(client: Client, simulator: Simulator) -> None:
    simulator.set(first_token_ms=400)
    run = client.start(2)
    early = client.http.get(run.path)
    events = run.end()
    assert client.http.get(run.path, headers={"If-None-Match": early.headers["etag"]}).status_code == 200
    whole = client.http.get(run.path)
    same = client.http.get(run.path, headers={"If-None-Match": whole.headers["etag"]})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", whole.headers["etag"])
    at = client.http.get(run.path, params={"at": len(events) - 1})
    assert at.headers["etag"] != whole.headers["etag"]


def test_the_list_has_own_runs_newest_first(client: Client) -> None:
    runs = [client.start(1, providers=["openai"]) for _ in range(3)]
    for run in runs:
        run.end()
    listed = until(lambda: _completed(client, len(runs)))
    assert [entry["run_id"] for entry in listed] == [run.id for run in reversed(runs)]
    assert {entry["kind"] for entry in listed} == {"playlist"}
    found: list[str] = []
    page = client.get("/v1/runs", limit=2)
    while len(found) < 3:
        found += [entry["run_id"] for entry in page["runs"]]
        page = client.get("/v1/runs", limit=2, cursor=page["next_cursor"])
    assert found[:3] == [run.id for run in reversed(runs)]


def _completed(client: Client, count: int) -> Any:
    newest = client.get("/v1/runs", limit=count)["runs"]
    return newest if {entry["status"] for entry in newest} == {"completed"} else None


def test_a_repeated_post_with_the_same_key_is_the_same_run(client: Client) -> None:
    key = uuid4().hex
    first, again = client.start(2, key=key), client.start(2, key=key)
    assert again.started == first.started
    other = {"kind": "playlist", "input": {"prompt": "Something else", "track_count": 2}}
    refused = client.http.post("/v1/runs", json=other, headers={"Idempotency-Key": key})
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert client.start(2, key=uuid4().hex).end()[0]["run_id"] != first.id
    assert len(of_type(first.end(), "provider.started")) == 3


def test_posts_at_the_same_time_with_the_same_key_start_one_run(client: Client, simulator: Simulator) -> None:
    body = {"kind": "playlist", "input": {"prompt": PROMPT, "track_count": 1}, "options": {"providers": ["openai"]}}
    headers = {"Idempotency-Key": uuid4().hex}
    with ThreadPoolExecutor(4) as posts:
        answers = list(posts.map(lambda _: client.http.post("/v1/runs", json=body, headers=headers), range(4)))
    started = [answer.json() for answer in answers if answer.status_code == 202]
    assert started
    assert started == [started[0]] * len(started)
    # Those that came while the first was not answered yet are told to ask again.
    others = [answer for answer in answers if answer.status_code != 202]
    assert {answer.json()["code"] for answer in others} <= {"request_in_progress"}
    again = client.http.post("/v1/runs", json=body, headers=headers)
    assert again.json() == started[0]
    assert again.headers["idempotency-replayed"] == "true"
    Run(client, started[0]).end()
    assert len([c for c in simulator.calls() if c["provider"] == "openai"]) == 1


@pytest.mark.parametrize("chosen", [["gemini"], ["gemini", "openai"]])
def test_only_the_chosen_providers_are_asked(
    client: Client, simulator: Simulator, schema: Any, chosen: list[str]
) -> None:
    events = client.start(2, providers=chosen).end()
    check_log(events, schema)
    # In the deployment's order of preference.
    assert events[0]["data"]["providers"] == sorted(chosen, key=PROVIDERS.index)
    assert {e["data"]["provider"] for e in of_type(events, "track.added")} == set(chosen)
    assert {c["provider"] for c in simulator.calls()} - {"youtube"} == set(chosen)
    assert events[-1]["data"]["degraded"] == []


@pytest.mark.parametrize("number", [0, 1])
def test_every_published_example_runs_as_it_is(client: Client, schema: Any, number: int) -> None:
    kind = next(k for k in client.get("/v1/kinds")["kinds"] if k["name"] == "playlist")
    examples = kind["input_schema"]["examples"]
    assert len(examples) == 2
    events = client.start(**{"tracks": None, **examples[number]}).end()
    check_log(events, schema)
    assert events[-1]["type"] == "run.completed"


def test_tracks_are_sent_while_the_model_still_writes(client: Client, simulator: Simulator) -> None:
    simulator.set(tokens_per_second=400)
    run = client.start(10, providers=["anthropic"])
    events = run.until(lambda events: len(of_type(events, "track.added")) >= 3)
    assert not of_type(events, "provider.completed")
    [call] = simulator.calls()
    assert call["outcome"] is None
    run.end()


def test_a_run_can_be_followed_from_another_origin(deployed: Deployed) -> None:
    run = deployed.client.start(1, providers=["openai"])
    run.end()
    url = f"{run.started['urls']['stream']}?token={run.started['read_token']}"
    answer = httpx2.get(url, headers={"Origin": "http://page.example"}, timeout=30, trust_env=False)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    followed: Followed = run.follow(token=True)
    assert followed.texts == run.texts()
    elsewhere = deployed.client.start(1, providers=["openai"])
    crossed = f"{elsewhere.started['urls']['stream']}?token={run.started['read_token']}"
    assert httpx2.get(crossed, timeout=30, trust_env=False).status_code == 401
    elsewhere.end()
