"""Readers are bounded, and take neither starts nor workers their places."""

import threading
from collections.abc import Callable, Iterator
from itertools import count

import boto3
import httpx2
import pytest
from moto import mock_aws

from local.intrinsics import load
from local.process import ROOT
from tailrace.long_polls import STRETCH_S, LongPolls, TooManyPollsError
from tests import tables
from tests.e2e.client import Client, Run
from tests.e2e.deployed import Deployed
from tests.security.planted import LONG_POLLS, READERS
from tests.waiting import until

Places = Callable[[int], LongPolls]


@pytest.fixture(scope="module")
def table() -> Iterator[Callable[[int], LongPolls]]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        client = boto3.client("dynamodb", region_name="us-east-1")
        tables.make(client, "tailrace")
        yield lambda most: LongPolls(client, "tailrace", most)


@pytest.fixture
def now() -> float:
    """A time that is no other test's."""
    return next(_TIMES) * 1_000.0


_TIMES = count(1_800_000)


class TestPlaces:
    def test_half_wait_in_a_stretch_and_a_place_that_is_given_back_is_free(self, table: Places, now: float) -> None:
        places = table(4)
        with places.place(now):
            with places.place(now), pytest.raises(TooManyPollsError), places.place(now):
                pass
            with places.place(now):
                pass

    def test_what_two_stretches_admit_is_what_may_wait(self, table: Places, now: float) -> None:
        places, later = table(4), now + STRETCH_S
        with places.place(now), places.place(now), places.place(later), places.place(later):
            for moment in (now, later):
                with pytest.raises(TooManyPollsError), places.place(moment):
                    pass

    def test_a_place_that_died_with_its_function_is_back_with_the_next_stretch(self, table: Places, now: float) -> None:
        places = table(2)
        dead = places.place(now)
        dead.__enter__()
        with pytest.raises(TooManyPollsError), places.place(now):
            pass
        with places.place(now + STRETCH_S):
            pass

    def test_a_reader_that_fails_gives_its_place_back(self, table: Places, now: float) -> None:
        places = table(2)
        for _ in range(3):
            with pytest.raises(LookupError), places.place(now):
                raise LookupError

    def test_without_a_limit_nobody_is_counted(self, table: Places, now: float) -> None:
        places = table(0)
        with places.place(now), places.place(now), places.place(now):
            pass


def test_a_stretch_is_as_long_as_an_invocation_of_the_api_may_last() -> None:
    template = load((ROOT / "template.yaml").read_text())
    assert template["Resources"]["Api"]["Properties"]["Timeout"] <= STRETCH_S


def test_by_default_long_polls_leave_half_of_the_api_to_others_and_both_leave_workers_most_of_an_account() -> None:
    default = {
        name: parameter["Default"]
        for name, parameter in load((ROOT / "template.yaml").read_text())["Parameters"].items()
    }
    assert 0 < default["LongPolls"] <= default["ApiConcurrency"] / 2
    assert default["ApiConcurrency"] + default["ReaderConcurrency"] <= 200  # of an account's 1,000


@pytest.fixture
def waiting(stack: Deployed) -> Iterator[Run]:
    """An open run in which nothing happens any more."""
    stack.simulator.fault("openai", "silence", after_tokens=0, times=None)
    run = stack.client.start(3, providers=["openai"])
    until(stack.simulator.calls)  # what is told of a call's beginning is in the log before it arrives
    yield run
    stack.client.http.post(f"{run.path}/cancel")


def test_more_streams_than_there_are_places_are_turned_away_and_starts_are_not(stack: Deployed, waiting: Run) -> None:
    headers = {"Authorization": f"Bearer {stack.client.key}"}
    with httpx2.Client(headers=headers, timeout=30, trust_env=False) as http:
        url = waiting.started["urls"]["stream"]
        opened = [http.send(http.build_request("GET", url), stream=True) for _ in range(READERS)]
        bodies = [reader.iter_raw() for reader in opened]  # kept: a body that is let go of closes its connection
        assert all(next(body) for body in bodies)
        refused = http.get(url)
        assert [reader.status_code for reader in opened] == [200] * READERS
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        assert int(refused.headers["retry-after"]) > 0
        started = stack.client.start(1, providers=["anthropic"])
        assert started.end()[-1]["type"] == "run.completed"
        for reader in opened:
            reader.close()


def test_more_long_polls_than_may_wait_are_turned_away_and_starts_are_not(stack: Deployed, waiting: Run) -> None:
    last = waiting.snapshot()["seq"]
    answered: list[httpx2.Response] = []
    refusals = threading.Semaphore(0)

    def poll() -> None:
        with Client(stack.client.url, stack.client.key) as reader:
            answer = reader.http.get(f"{waiting.path}/events", params={"after": last, "wait": 20})
        answered.append(answer)
        if answer.status_code == 429:
            refusals.release()

    readers = [threading.Thread(target=poll) for _ in range(LONG_POLLS + 2)]
    for reader in readers:
        reader.start()
    # At least so many: at most what two stretches admit wait at once.
    assert all(refusals.acquire(timeout=30) for _ in range(2))
    assert stack.client.http.get(f"{waiting.path}/events", params={"after": last}).json()["events"] == []
    started = stack.client.start(1, providers=["anthropic"])
    assert started.started["status"] == "queued"
    assert stack.client.http.post(f"{waiting.path}/cancel").status_code == 202
    for reader in readers:
        reader.join()
    turned_away = [answer for answer in answered if answer.status_code == 429]
    assert {answer.json()["code"] for answer in turned_away} == {"too_many_polls"}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in turned_away)
    # The others got what they waited for.
    got = [answer.json()["events"] for answer in answered if answer.status_code != 429]
    assert len(got) >= LONG_POLLS // 2
    assert all(events for events in got)
