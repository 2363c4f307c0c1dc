"""For all tests: how long an example takes says how busy the machine is, so hypothesis does not judge it."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from local.simulator.app import create_app
from local.simulator.client import Simulator
from local.simulator.server import in_thread
from tests.needs import esbuild_path, require_programs

settings.register_profile("tailrace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tailrace")


def pytest_runtest_setup(item: pytest.Item) -> None:
    require_programs(item)


@pytest.fixture(scope="session")
def esbuild() -> str:
    """The parser of generated JavaScript, as the setting ESBUILD_PATH names it."""
    return esbuild_path()


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
