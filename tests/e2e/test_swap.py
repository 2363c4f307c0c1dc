"""Swapping tracks between the providers' lists, over HTTP."""

from typing import Any

import httpx2

from local.simulator.client import Simulator
from tailrace.fold import fold
from tests.e2e.client import Client, Run, of_type


def _swap(run: Run, index: int | str, provider: str) -> httpx2.Response:
    return run.client.http.post(f"{run.path}/tracks/{index}/swap", json={"provider": provider})


def _swappable(snapshot: Any, provider: str | None = None) -> tuple[int, Any]:
    """A position with an alternative, by that provider if one is named, and the alternative."""
    return next(
        (position["index"], alternative)
        for position in snapshot["parts"]["tracks"]
        for alternative in position["alternatives"]
        if provider in (None, alternative["provider"])
    )


def test_a_track_is_swapped_and_swapped_back_after_the_end(client: Client) -> None:
    run = client.start(6)
    before = run.end()
    start = run.snapshot()
    index, alternative = _swappable(start)
    shown = start["parts"]["tracks"][index]

    answer = _swap(run, index, alternative["provider"])
    assert answer.status_code == 200, answer.text
    swapped = answer.json()
    assert (swapped["index"], swapped["provider"]) == (index, alternative["provider"])
    assert (swapped["track"]["artist"], swapped["track"]["title"]) == (
        alternative["track"]["artist"],
        alternative["track"]["title"],
    )
    events = run.events()
    assert events[: len(before)] == before
    assert [e["type"] for e in events[len(before) :]] == ["run.resumed", "track.swapped", "run.completed"]
    snapshot = run.snapshot()
    assert snapshot == fold(events)
    position = snapshot["parts"]["tracks"][index]
    assert (position["provider"], position["track"]) == (swapped["provider"], swapped["track"])
    assert position["enrichment"] == alternative["enrichment"]
    assert shown["provider"] in [a["provider"] for a in position["alternatives"]]
    assert snapshot["status"] == "completed"
    assert swapped["seq"] == snapshot["seq"] == len(events)

    # Asked again: it is there already, and nothing is written.
    assert _swap(run, index, alternative["provider"]).json() == swapped
    assert len(run.events()) == len(events)

    back = _swap(run, index, shown["provider"])
    assert back.status_code == 200, back.text
    undone = run.snapshot()["parts"]
    assert [(t["provider"], t["track"], t["enrichment"]) for t in undone["tracks"]] == [
        (t["provider"], t["track"], t["enrichment"]) for t in start["parts"]["tracks"]
    ]
    # A reader that had everything before is told what came since, and is then at the end again.
    followed = run.follow(after=str(len(before)))
    assert followed.texts == run.texts()[len(before) :]
    assert run.follow(after=followed.last_id, connections=1).status == 204


def test_a_track_is_swapped_while_another_provider_still_writes(client: Client, simulator: Simulator) -> None:
    simulator.set(providers={"gemini": {"tokens_per_second": 150}})
    run = client.start(6)
    open_ = run.until(lambda events: len(of_type(events, "alternatives.added")) == 1)
    assert not [e for e in of_type(open_, "provider.completed") if e["data"]["provider"] == "gemini"]
    index, alternative = _swappable(run.snapshot())
    assert _swap(run, index, alternative["provider"]).status_code == 200
    events = run.end()
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    [swapped] = of_type(events, "track.swapped")
    [gemini] = [e for e in of_type(events, "provider.completed") if e["data"]["provider"] == "gemini"]
    assert swapped["seq"] < gemini["seq"]
    assert not of_type(events, "run.resumed")
    shown = run.snapshot()["parts"]["tracks"][index]
    assert (shown["provider"], shown["track"]) == (alternative["provider"], swapped["data"]["track"])


def test_swaps_that_cannot_be_made_are_refused_by_name(client: Client, simulator: Simulator) -> None:
    simulator.set(first_token_ms=1500)
    run = client.start(2, providers=["openai"])
    early = _swap(run, 0, "gemini")
    assert (early.status_code, early.json()["code"]) == (409, "not_swappable")
    run.end()
    for index, provider, status, code, loc in (
        (2, "gemini", 404, "no_such_track", "path.index"),
        ("one", "gemini", 422, "invalid_request", "path.index"),
        (0, "gemini", 409, "no_alternative", "provider"),
        (0, "", 422, "invalid_request", "provider"),
    ):
        answer = _swap(run, index, provider)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        assert [error["loc"] for error in answer.json()["errors"]] == [loc]
