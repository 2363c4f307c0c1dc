"""The shared stacks as these tests use them."""

from typing import Any

import pytest

from local.simulator.client import Simulator
from tests.e2e.client import Client
from tests.e2e.deployed import Deployed


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
