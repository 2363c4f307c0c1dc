"""For all tests: the servers that they share, one of each for a test process."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from local import dynamodb
from local.simulator.app import create_app
from local.simulator.client import Simulator
from local.simulator.server import in_thread
from tests.needs import esbuild_path, require_programs

# How long an example takes says how busy the machine is, so hypothesis does not judge it. Every run has examples of
# its own, so that many runs find what one of them does not.
settings.register_profile("tailrace", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tailrace")


def pytest_runtest_setup(item: pytest.Item) -> None:
    require_programs(item)


@pytest.fixture(scope="session")
def esbuild() -> str:
    """The parser of generated JavaScript, as the setting ESBUILD_PATH names it."""
    return esbuild_path()


@pytest.fixture(scope="session")
def dynamodb_url() -> Iterator[str]:
    """The local stack's own DynamoDB. Who makes a table there deletes it, or gives it a name of its own."""
    with dynamodb.start() as server:
        yield server.url


@pytest.fixture(scope="session")
def simulator_server() -> Iterator[Simulator]:
    """One simulator for a test process; use `simulator`, which is reset for every test."""
    with in_thread(create_app()) as url:
        client = Simulator(url)
        yield client
        client.close()


@pytest.fixture
def simulator(simulator_server: Simulator) -> Simulator:
    """The simulated providers, as fast as possible, with no faults armed and no calls listed."""
    simulator_server.reset()
    return simulator_server
