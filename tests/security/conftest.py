"""One stack for a test process, with secrets that can be recognised and narrow limits for readers."""

from collections.abc import Iterator

import pytest

from tests.e2e.client import Client, Run
from tests.e2e.deployed import Deployed
from tests.security.planted import SECRETS, planted


@pytest.fixture(scope="session")
def running_planted_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Use `stack`, whose simulator is reset for every test."""
    with planted(tmp_path_factory) as deployed:
        yield deployed


@pytest.fixture
def stack(running_planted_stack: Deployed) -> Deployed:
    """The stack, its simulated providers as fast as possible."""
    running_planted_stack.simulator.reset()
    return running_planted_stack


@pytest.fixture
def other(stack: Deployed) -> Iterator[Client]:
    """A client with another owner's key."""
    with Client(stack.client.url, SECRETS.other_api_key) as client:
        yield client


@pytest.fixture(scope="module")
def ended(running_planted_stack: Deployed) -> Run:
    """A closed run of the auditor's."""
    run = running_planted_stack.client.start(2, providers=["openai"])
    run.end()
    return run
