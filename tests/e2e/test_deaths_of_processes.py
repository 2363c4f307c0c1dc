"""What happens to a run when a process that works for it is killed."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from local.simulator.client import Simulator
from tests.e2e.client import PATIENCE_S, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example
from tests.e2e.raw_reader import RawReader
from tests.e2e.rules import check_log
from tests.e2e.workers import generating
from tests.processes import linux
from tests.waiting import until

TRACKS = 12


def _tracks(events: list[Any], step: str) -> list[Any]:
    return [e for e in of_type(events, "track.added") if e["step"] == step]


def _each_has(count: int, events: list[Any]) -> bool:
    steps = ("generate:openai", "generate:anthropic", "generate:gemini")
    return all(len(_tracks(events, step)) >= count for step in steps)


@linux
def test_a_killed_worker_costs_only_what_it_had_not_finished(
    deployed: Deployed, simulator: Simulator, schema: Any
) -> None:
    simulator.set(tokens_per_second=250)
    run = deployed.client.start(TRACKS)
    run.until(lambda events: _each_has(3, events))
    victim, *others = generating(deployed)
    assert len(others) == 2
    os.kill(victim, signal.SIGKILL)
    events = run.end()
    check_log(events, schema)
    [given_up] = of_type(events, "step.superseded")
    step = given_up["step"]
    assert (given_up["attempt"], given_up["data"]) == (1, {"by_attempt": 2})
    tracks = _tracks(events, step)
    assert [t["data"]["index"] for t in tracks] == list(range(TRACKS))
    kept = [t for t in tracks if t["seq"] < given_up["seq"]]
    assert 3 <= len(kept) < TRACKS
    assert {t["attempt"] for t in kept} == {1}
    assert {t["attempt"] for t in tracks[len(kept) :]} == {2}
    # The others never noticed, and nothing is degraded.
    assert {e["attempt"] for e in events if e["step"] not in (None, step)} == {1}
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    first, second = [c for c in simulator.calls() if c["step"] == step]
    assert (first["outcome"], second["outcome"]) == ("client_closed", "completed")


@linux
def test_a_worker_that_dies_every_time_is_told_of_by_the_workflow(
    deployed: Deployed, simulator: Simulator, schema: Any
) -> None:
    simulator.fault("gemini", "silence", times=None, after_tokens=0)
    run = deployed.client.start(4, providers=["openai", "gemini"])
    for attempt in range(1, 5):
        run.until(lambda events, attempt=attempt: bool(_started(events, attempt)))  # type: ignore[misc]
        [victim] = until(lambda: generating(deployed))
        os.kill(victim, signal.SIGKILL)
    events = run.end()
    check_log(events, schema)
    [failure] = of_type(events, "step.failed")
    assert (failure["step"], failure["attempt"], failure["data"]["final"]) == ("generate:gemini", 4, True)
    assert failure["data"]["error"]["code"] == "crashed"
    assert [e["data"]["by_attempt"] for e in of_type(events, "step.superseded")] == [2, 3, 4]
    assert events[-1]["data"]["summary"] | {"checks": None} == {
        "primary": "openai",
        "tracks": 4,
        "alternatives": [],
        "failed": ["gemini"],
        "checks": None,
    }


def _started(events: list[Any], attempt: int) -> list[Any]:
    """The model is asked in this attempt, and every other provider has ended."""
    asked = [
        e for e in of_type(events, "provider.started") if (e["step"], e["attempt"]) == ("generate:gemini", attempt)
    ]
    return asked if of_type(events, "provider.completed") else []


@linux
def test_a_plan_whose_workers_are_killed_at_three_days_is_complete_with_each_day_made_once(
    deployed: Deployed, simulator: Simulator, schema: Any
) -> None:
    killed = [f"day:{day}" for day in (2, 5, 9)]
    for step in killed:
        # From the middle on that day's answer comes a byte a second; the other days are done long before.
        simulator.fault("openai", "drip", match=step, after_tokens=300)
    run = deployed.client.begin("plan", {**example("plan"), "duration": {"unit": "weeks", "value": 2}})
    for left in (3, 2, 1):
        # All the others are there, those too that were made again.
        run.until(lambda events, left=left: len(of_type(events, "day.completed")) == 14 - left)  # type: ignore[misc]
        victims = until(lambda left=left: _of_number(generating(deployed), left))  # type: ignore[misc]
        os.kill(victims[0], signal.SIGKILL)
    events = run.end()
    check_log(events, schema)
    assert (events[-1]["type"], events[-1]["data"]["degraded"]) == ("run.completed", [])
    assert sorted(e["step"] for e in of_type(events, "step.superseded")) == sorted(killed)
    days = of_type(events, "day.completed")
    assert sorted(e["data"]["day"] for e in days) == list(range(1, 15))
    assert {e["step"] for e in days if e["attempt"] == 2} == set(killed)
    calls = [call for call in simulator.calls() if call["step"].startswith("day:")]
    assert sorted(call["step"] for call in calls if call["outcome"] == "completed") == sorted(e["step"] for e in days)
    assert sorted(call["step"] for call in calls if call["outcome"] == "drip") == sorted(killed)
    assert len(calls) == 14 + len(killed)


def _of_number(found: list[int], number: int) -> list[int]:
    return found if len(found) == number else []


def test_a_reader_survives_the_death_of_the_server_of_the_tail(deployed: Deployed, simulator: Simulator) -> None:
    simulator.set(tokens_per_second=400)
    run = deployed.client.start(8)
    reader = RawReader(run)
    with ThreadPoolExecutor(1) as thread:
        connected = thread.submit(reader.connect)
        run.until(lambda events: len(of_type(events, "track.added")) > 3)
        until(lambda: reader.held.texts)
        os.kill(deployed.stack.pids()["stream"], signal.SIGKILL)
        assert connected.result(PATIENCE_S) is False
    until(lambda: deployed.stack.check() == ["stream"])
    until(lambda: deployed.client.http.head(f"{run.path}/stream").status_code == 200)
    assert reader.connect()
    assert reader.held.controls[-1]["type"] == "closed"
    assert reader.held.texts == run.texts()
