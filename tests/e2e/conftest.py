"""A whole local stack for each test process: the real template, functions, state machine and SDKs, over real HTTP."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from local import settings
from local.simulator.client import Simulator
from local.stack import Stack
from tests.e2e.client import Client
from tests.e2e.deployed import Deployed

# The day's quota of a YouTube key would be used up after a few runs.
_PLENTY = {"YOUTUBE_SEARCHES_PER_DAY": "1000000"}
# Long enough for a busy machine to answer in, short enough to wait for.
_HASTY = {"PROVIDER_SILENCE_SECONDS": "2", "PROVIDER_DEADLINE_SECONDS": "3", "STREAM_MAX_SECONDS": "2"}


@contextmanager
def _deployed(factory: pytest.TempPathFactory, environment: Mapping[str, str]) -> Iterator[Deployed]:
    chosen = settings.read({"PORT": "0", "TAILRACE_LOCAL_KEYS": "ann:key-of-ann"})
    logs = factory.mktemp("stack")
    with Stack(chosen, logs=logs, environment={**_PLENTY, **environment}) as stack, Client(stack.url) as client:
        simulator = Simulator(stack.url)
        yield Deployed(stack, client, simulator)
        simulator.close()


@pytest.fixture(scope="session")
def running_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Use `deployed`, whose simulator is reset for every test."""
    with _deployed(tmp_path_factory, {}) as deployed:
        yield deployed


@pytest.fixture(scope="session")
def running_hasty_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Use `hasty`, whose simulator is reset for every test."""
    with _deployed(tmp_path_factory, _HASTY) as deployed:
        yield deployed


@pytest.fixture
def deployed(running_stack: Deployed) -> Deployed:
    """A stack as it comes, its simulated providers as fast as possible."""
    running_stack.simulator.reset()
    return running_stack


@pytest.fixture
def hasty(running_hasty_stack: Deployed) -> Deployed:
    """A stack that gives a silent provider 2 s, a model call 3 s in all, and a stream's connection 2 s."""
    running_hasty_stack.simulator.reset()
    return running_hasty_stack


@pytest.fixture
def client(deployed: Deployed) -> Client:
    """A client of `deployed` with the local API key."""
    return deployed.client


@pytest.fixture
def simulator(deployed: Deployed) -> Simulator:
    """The simulator inside `deployed`, reached as a person would: through the stack's own port."""
    return deployed.simulator


@pytest.fixture(scope="session")
def schema(running_stack: Deployed) -> Any:
    """The JSON Schema of every event, as the deployment publishes it."""
    return running_stack.client.get("/v1/schema/events")
