"""A run with a limit, over HTTP alone: what is told, what the providers were really asked for, and how it goes on."""

from typing import Any

from local.simulator.client import Simulator
from tailrace.fold import fold
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example

LIMIT = 0.02


def spent(events: list[Any]) -> float:
    """What the events say that the run has cost."""
    return sum(event["data"]["cost_usd"] or 0.0 for event in of_type(events, "usage.recorded"))


def sent(simulator: Simulator, snapshot: Any) -> float:
    """What the simulator's list of calls comes to, by the prices that the run tells; it counts output tokens only."""
    prices = snapshot["usage"]["prices"]
    calls = [call for call in simulator.calls() if call["provider"] != "youtube"]
    return sum(float(call["tokens_sent"] * prices[call["model"]]["output_usd_per_mtok"]) / 1e6 for call in calls)


def check(events: list[Any], limit: float) -> None:
    """At no event more than the limit is spent, held and reserved together."""
    for end in range(1, len(events) + 1):
        snapshot = fold(events[:end])
        budget = snapshot["budget"]
        total = snapshot["usage"]["cost_usd"] + budget["held_usd"] + budget["reserved_usd"]
        assert round(total, 9) <= limit, events[end - 1]


def go_on(run: Run, **body: Any) -> None:
    answer = run.client.http.post(f"{run.path}/continue", json=body)
    assert answer.status_code == 202, answer.text


def test_three_providers_at_once_never_spend_more_than_the_limit_and_the_rest_is_made_for_more(
    deployed: Deployed, simulator: Simulator
) -> None:
    # Input that is dear enough for the third list not to fit beside the first two.
    avoided = [f"{number:03} and the makers of music that nobody asked for" for number in range(100)]
    wanted = {"prompt": "A very long night", "track_count": 50, "avoid_artists": avoided}
    run = deployed.client.begin("playlist", wanted, max_cost_usd=LIMIT)

    events = run.end()

    snapshot = run.snapshot()
    assert snapshot == fold(events)
    assert (events[-1]["type"], snapshot["budget"]["max_cost_usd"]) == ("run.failed", LIMIT)
    assert {error["code"] for error in snapshot["errors"]} == {"budget_exceeded"}
    assert len({call["provider"] for call in simulator.calls()} - {"youtube"}) == 3
    assert 0 < spent(events) <= LIMIT
    assert 0 < sent(simulator, snapshot) <= LIMIT
    check(events, LIMIT)
    kept = of_type(events, "track.added")
    assert len(snapshot["parts"]["tracks"]) == 50
    deployed.execution_end(run.id)

    go_on(run, max_cost_usd=1)

    later = run.end()
    assert later[: len(events)] == events
    assert later[-1]["type"] == "run.completed", later[-1]
    tracks = [(track["data"]["provider"], track["data"]["index"]) for track in of_type(later, "track.added")]
    assert len(tracks) == len(set(tracks)) == 3 * 50
    assert of_type(later, "track.added")[: len(kept)] == kept


def test_a_run_of_many_steps_stops_where_the_money_ends_and_keeps_what_it_has(
    deployed: Deployed, simulator: Simulator
) -> None:
    run = deployed.client.begin("plan", example("plan"), max_cost_usd=0.06)

    events = run.end()

    snapshot = run.snapshot()
    assert events[-1]["type"] == "run.failed"
    assert {error["code"] for error in snapshot["errors"]} == {"budget_exceeded"}
    check(events, 0.06)
    assert sent(simulator, snapshot) <= spent(events) <= 0.06
    days = [event["data"]["day"] for event in of_type(events, "day.completed")]
    deployed.execution_end(run.id, "plan")

    go_on(run, max_cost_usd=10)

    later = run.end()
    assert later[-1]["type"] == "run.completed", later[-1]
    made = [event["data"]["day"] for event in of_type(later, "day.completed")]
    assert made[: len(days)] == days
    assert len(made) == len(set(made)) == snapshot["expected"]["parts"]
