"""Cancelling a run, letting it go on, taking it away: over HTTP, with the whole stack at work behind it."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx2
import pytest

from local.simulator.client import Simulator
from tailrace import kinds
from tailrace.fold import fold
from tests.e2e.client import Client, Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example
from tests.waiting import until

PROVIDERS = ("openai", "anthropic", "gemini")
KINDS = kinds.kind_names()


def cancel(run: Run) -> httpx2.Response:
    return run.client.http.post(f"{run.path}/cancel")


def go_on(run: Run, **body: Any) -> httpx2.Response:
    return run.client.http.post(f"{run.path}/continue", json=body)


def everyone_has(count: int, events: Sequence[Any]) -> bool:
    tracks = [e["data"]["provider"] for e in of_type(events, "track.added")]
    return all(tracks.count(name) >= count for name in PROVIDERS)


def model_calls(simulator: Simulator) -> list[Any]:
    return [call for call in simulator.calls() if call["provider"] != "youtube"]


def all_ended(calls: list[Any]) -> list[Any]:
    return calls if all(call["outcome"] for call in calls) else []


def cancelled_in_the_middle(deployed: Deployed, tracks: int) -> Run:
    """A run of which every provider has made some tracks, and none all of them."""
    deployed.simulator.set(tokens_per_second=60)
    run = deployed.client.start(tracks)
    run.until(lambda events: everyone_has(2, events))
    assert cancel(run).status_code == 202
    deployed.execution_end(run.id)
    deployed.simulator.set(tokens_per_second=None)
    return run


def test_a_cancelled_run_stops_at_once_and_stays_cancelled(deployed: Deployed, simulator: Simulator) -> None:
    simulator.set(tokens_per_second=60)
    run = deployed.client.start(30)
    run.until(lambda events: everyone_has(1, events))

    answer = cancel(run)

    answered = datetime.fromisoformat(run.events()[-1]["ts"])
    assert answer.status_code == 202, answer.text
    receipt = answer.json()
    events = run.events()
    snapshot = run.snapshot()
    assert receipt == {
        "run_id": run.id,
        "status": "cancelled",
        "seq": len(events),
        "kept_through_seq": len(events) - 1,
        "parts": len(snapshot["parts"]["tracks"]),
        "calls_aborted": 3,
        "usage": {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0},
    }
    assert (events[-1]["type"], events[-1]["step"]) == ("run.cancelled", None)
    # Their readers hang up: the sockets are closed, and nobody asks again.
    calls = until(lambda: all_ended(simulator.calls()))
    assert [call["outcome"] for call in calls] == ["client_closed"] * 3
    assert all(datetime.fromisoformat(call["started"]) < answered for call in calls)
    assert deployed.execution_end(run.id)["status"] == "ABORTED"
    # The stopped workflow is told of by an event of its own, the workers end as they find out: none of it matters.
    until(lambda: run.id not in open_runs(deployed))
    assert len(simulator.calls()) == 3
    assert run.events() == events
    assert cancel(run).json() == receipt
    assert run.events() == events
    assert run.snapshot() == snapshot == fold(events)
    assert run.follow().controls[-1] == {"type": "closed", "seq": len(events)}
    listed = {one["run_id"]: one["status"] for one in deployed.client.get("/v1/runs")["runs"]}
    assert listed[run.id] == "cancelled"


def open_runs(deployed: Deployed) -> set[str]:
    dynamodb = deployed.dynamodb()
    try:
        found = dynamodb.query(
            TableName=deployed.stack.table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": "open#runs"}},
        )
        return {item["sk"]["S"] for item in found["Items"]}
    finally:
        dynamodb.close()


def test_runs_of_all_kinds_that_are_cancelled_at_any_moment_of_their_beginning_begin_no_call_later(
    deployed: Deployed, simulator: Simulator
) -> None:
    simulator.set(first_token_ms=60_000)
    site = f"{deployed.client.url}/simulator/sites/fintech/"
    started, receipts = [], []
    for number, kind in enumerate(KINDS * 2):
        run = deployed.client.begin(kind, example(kind, site if kind == "video" else ""))
        run.until(lambda events, number=number: len(events) > number % 4)  # type: ignore[misc]
        receipts.append(cancel(run).json())
        started.append((kind, run))
    ends = [deployed.execution_end(run.id, kind)["status"] for kind, run in started]
    until(lambda: open_runs(deployed).isdisjoint(run.id for _, run in started))

    calls = until(lambda: all_ended(model_calls(simulator)))

    assert set(ends) <= {"ABORTED", "SUCCEEDED"}
    assert {call["outcome"] for call in calls} == {"client_closed"}
    reserved = Counter[str]()
    for (_, run), receipt in zip(started, receipts, strict=True):
        events = run.events()
        assert (events[-1]["type"], events[-1]["seq"]) == ("run.cancelled", receipt["seq"])
        reserved.update(event["step"] for event in of_type(events, "usage.reserved"))
    # A call is begun only when the log has held that it would be before the run was cancelled.
    assert Counter(call["step"] for call in calls) <= reserved


def test_a_run_that_was_cancelled_goes_on_with_what_it_had(deployed: Deployed, simulator: Simulator) -> None:
    run = cancelled_in_the_middle(deployed, 12)
    before = run.texts()
    kept = of_type(run.events(), "track.added")
    first_calls = len(model_calls(simulator))

    answer = go_on(run)

    assert answer.status_code == 202, answer.text
    told = answer.json()
    steps = [f"{name}:{provider}" for provider in PROVIDERS for name in ("generate", "enrich")]
    assert told | {"read_token": "", "urls": {}} == {
        "run_id": run.id,
        "status": "running",
        "execution": 2,
        "steps": steps,
        "read_token": "",
        "urls": {},
    }
    # The token of the answer opens the stream of the whole run, which goes on live where it had ended.
    followed = Run(run.client, told).follow(after=str(len(before)), token=True)
    events = run.events()
    assert followed.texts == run.texts()[len(before) :]
    assert followed.controls[-1] == {"type": "closed", "seq": len(events)}
    assert run.texts()[: len(before)] == before
    resumed = events[len(before)]
    assert (resumed["type"], resumed["data"]["steps"]) == ("run.resumed", steps)
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    tracks = of_type(events, "track.added")
    assert tracks[: len(kept)] == kept
    for provider in PROVIDERS:
        assert [t["data"]["index"] for t in tracks if t["data"]["provider"] == provider] == list(range(12))
    # Attempts go on counting, so that no two of a step share a number.
    assert {track["attempt"] for track in tracks[len(kept) :]} == {2}
    assert len(model_calls(simulator)) == first_calls + 3
    assert len(of_type(events, "primary.selected")) == 1
    snapshot = run.snapshot()
    assert snapshot == fold(events)
    assert (snapshot["execution"], snapshot["status"]) == (2, "completed")
    assert deployed.execution_end(run.id, number=2)["status"] == "SUCCEEDED"
    listed = {one["run_id"]: one["status"] for one in deployed.client.get("/v1/runs")["runs"]}
    assert listed[run.id] == "completed"


def test_of_many_who_continue_a_run_at_once_one_does(deployed: Deployed) -> None:
    run = cancelled_in_the_middle(deployed, 8)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: go_on(run), range(4)))

    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"run_is_open"}
    events = run.end()
    assert len(of_type(events, "run.resumed")) == 1
    assert events[-1]["type"] == "run.completed"
    assert run.snapshot()["execution"] == 2


def test_a_run_in_which_all_failed_is_made_when_they_are_able_again(deployed: Deployed, simulator: Simulator) -> None:
    for name in PROVIDERS:
        simulator.fault(name, "quota")
    run = deployed.client.start(4)
    assert run.end()[-1]["type"] == "run.failed"

    assert go_on(run).status_code == 202

    events = run.end()
    end = events[-1]
    assert (end["type"], end["data"]["degraded"]) == ("run.completed", [])
    assert len(of_type(events, "primary.selected")) == 1
    assert len(of_type(events, "alternatives.added")) == 2
    snapshot = run.snapshot()
    assert snapshot == fold(events)
    assert {p["state"] for p in snapshot["parts"]["providers"].values()} == {"completed"}
    assert [step["given_up"] for step in snapshot["steps"]] == [[]] * 6
    assert snapshot["errors"] == []


def test_a_provider_that_was_out_comes_late_with_its_alternatives(deployed: Deployed, simulator: Simulator) -> None:
    simulator.fault("anthropic", "auth")
    run = deployed.client.start(5)
    before = run.end()
    shown = run.snapshot()["parts"]["tracks"]
    assert before[-1]["data"]["degraded"] == ["generate:anthropic", "enrich:anthropic"]
    calls = len(model_calls(simulator))

    told = go_on(run).json()

    assert told["steps"] == ["generate:anthropic", "enrich:anthropic"]
    events = run.end()
    assert events[: len(before)] == before
    later = events[len(before) :]
    assert [e["step"] for e in of_type(later, "step.started")] == ["generate:anthropic", "enrich:anthropic"]
    skipped = [e["step"] for e in of_type(later, "step.skipped")]
    assert sorted(skipped) == ["enrich:gemini", "enrich:openai", "generate:gemini", "generate:openai"]
    assert of_type(later, "primary.selected") == []
    assert [e["data"]["provider"] for e in of_type(later, "alternatives.added")] == ["anthropic"]
    assert len(model_calls(simulator)) == calls + 1
    summary = events[-1]["data"]["summary"]
    assert (events[-1]["data"]["degraded"], summary["failed"]) == ([], [])
    assert "anthropic" in summary["alternatives"]
    now = run.snapshot()["parts"]["tracks"]
    assert [position["track"] for position in now] == [position["track"] for position in shown]
    assert any(a["provider"] == "anthropic" for position in now for a in position["alternatives"])
    # And now there is nothing left.
    answer = go_on(run)
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_continue")


def test_a_run_at_work_is_not_continued_and_one_that_has_ended_is_not_cancelled(
    deployed: Deployed, simulator: Simulator
) -> None:
    simulator.set(tokens_per_second=150)
    run = deployed.client.start(4)
    run.until(lambda events: everyone_has(1, events))

    refused = go_on(run)

    assert (refused.status_code, refused.json()["code"]) == (409, "run_is_open")
    assert of_type(run.events(), "run.resumed") == []
    events = run.end()
    too_late = cancel(run)
    assert (too_late.status_code, too_late.json()["code"]) == (409, "run_is_closed")
    assert run.events() == events


@pytest.mark.parametrize("form", ["csv", "m3u", "json", None])
def test_a_run_is_taken_away_as_a_file(client: Client, form: str | None) -> None:
    run = client.start(5)
    run.end()
    tracks = run.snapshot()["parts"]["tracks"]

    answer = client.http.get(f"{run.path}/export", params={"format": form} if form else {})

    assert answer.status_code == 200, answer.text
    extension = form or "csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="playlist-{run.id}.{extension}"'
    if extension == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
        assert [(row["artist"], row["title"]) for row in rows] == [
            (t["track"]["artist"], t["track"]["title"]) for t in tracks
        ]
        assert [row["video_url"] for row in rows] == [t["enrichment"]["url"] or "" for t in tracks]
    elif extension == "m3u":
        lines = answer.content.decode().splitlines()
        assert lines[0] == "#EXTM3U"
        urls = [line for line in lines if not line.startswith("#")]
        assert urls == [t["enrichment"]["url"] for t in tracks if t["enrichment"]["status"] == "resolved"]
    else:
        assert answer.json()["tracks"] == tracks
    with Client(client.url, "key-of-ann") as stranger:
        assert stranger.http.get(f"{run.path}/export").status_code == 404
        assert cancel(Run(stranger, run.started)).status_code == 404
        assert go_on(Run(stranger, run.started)).status_code == 404
