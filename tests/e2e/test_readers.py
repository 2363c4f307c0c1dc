"""Readers that come and go: whatever happens on the way, each holds exactly the log."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from local.simulator.client import Simulator
from tests.e2e.client import PATIENCE_S, Client, Run, raw_events
from tests.e2e.raw_reader import RawReader

DISCONNECTS = 200


@pytest.fixture
def live(client: Client, simulator: Simulator) -> Iterator[Run]:
    """A run of 300 events and more that takes some seconds."""
    simulator.set(tokens_per_second=800)
    run = client.start(50)
    yield run
    simulator.reset()
    run.end()


@pytest.mark.parametrize("seed", [1])
def test_200_disconnects_at_any_byte_lose_double_and_reorder_nothing(live: Run, seed: int) -> None:
    random, readers, cuts, cuts_live = Random(seed), [RawReader(live)], 0, 0
    while cuts < DISCONNECTS:
        # Up to twice what a connection begins with, so that many end before the first event and many in one.
        if not readers[-1].connect(random.randrange(1, 5000), reset=random.random() < 0.5):
            cuts += 1
            if cuts % 20 == 0 and live.snapshot()["status"] == "running":
                cuts_live = cuts
        elif readers[-1].held.controls[-1]["type"] == "closed":
            readers.append(RawReader(live))  # only where the machine is too slow for so many during the run
    deadline = time.monotonic() + PATIENCE_S
    while not readers[-1].connect() or readers[-1].held.controls[-1]["type"] != "closed":
        assert time.monotonic() < deadline
    log = live.texts()
    for reader in readers:
        assert reader.held.texts == log
        assert reader.held.ids == [str(n) for n in range(1, len(log) + 1)]
    assert cuts_live
    assert readers[-1].connect()
    assert (readers[-1].held.status, readers[-1].held.texts) == (204, log)


@pytest.mark.parametrize("seed", [1])
def test_polling_alone_gives_the_same(live: Run, seed: int) -> None:
    random, held, closed = Random(seed), list[str](), False
    deadline = time.monotonic() + PATIENCE_S
    while not closed:
        assert time.monotonic() < deadline
        params = {"after": len(held), "limit": random.randint(1, 40), "wait": random.choice((0, 0.05, 0.5, 5))}
        answer = live.client.http.get(f"{live.path}/events", params=params)
        assert answer.status_code == 200, answer.text
        if random.random() < 0.2:
            continue  # an answer that was lost on its way
        page, texts = answer.json(), raw_events(answer.text)
        assert len(texts) <= params["limit"]
        assert page["next_after"] == len(held) + len(texts)
        assert page["up_to_date"] or texts
        held += texts
        closed = page["closed"]
        assert closed == (bool(held) and json.loads(held[-1])["type"].startswith(("run.completed", "run.failed")))
    assert held == live.texts()
    # Nothing new, and never more: at once, however long one would wait.
    last = live.client.get(f"{live.path}/events", after=len(held), wait=20)
    assert last == {"events": [], "next_after": len(held), "up_to_date": True, "closed": True}


def test_eight_readers_of_a_live_run_see_the_same(live: Run) -> None:
    begin = live.until(lambda events: len(events) > 30)
    after = [0, 0, 1, 7, 20, 25, len(begin) - 1, 0]
    with ThreadPoolExecutor(len(after)) as readers:
        followed = list(readers.map(lambda seq: live.follow(after=str(seq) if seq else "", token=seq % 2 == 0), after))
    log = live.texts()
    for seq, reader in zip(after, followed, strict=True):
        assert reader.texts == log[seq:]
        assert reader.ids == [str(n) for n in range(seq + 1, len(log) + 1)]
        kinds = [frame["type"] for frame in reader.controls]
        assert kinds == ["up_to_date", "closed"]
        assert seq <= reader.controls[0]["seq"] < len(log)
        assert reader.controls[1]["seq"] == len(log)
