"""For all tests: the servers that they share, one of each for a test process."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from local import dynamodb
from local.simulator.app import create_app
from local.simulator.client import Simulator
from local.simulator.server import in_thread
from tests import stacks
from tests.e2e.deployed import Deployed
from tests.needs import esbuild_path, require_programs

# How long an example takes says how busy the machine is, so hypothesis does not judge it. Every run has examples of
# its own, so that many runs find what one of them does not.
settings.register_profile("tailrace", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tailrace")


# The tests that take longest come first, so that at the end no process works on alone at a long file.
_ORDER = ("e2e", "browser", "security", "contract", "integration", "unit")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((n for n, name in enumerate(_ORDER) if name in item.path.parts), len(_ORDER)))


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


@pytest.fixture(scope="session")
def running_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """A whole local stack for a test process. Who uses it resets its simulator for every test."""
    with stacks.deployed(tmp_path_factory, {}) as deployed:
        yield deployed


@pytest.fixture(scope="session")
def running_hasty_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Another, which gives a silent provider 2 s, a model call 3 s in all, and a stream's connection 2 s."""
    with stacks.deployed(tmp_path_factory, stacks.HASTY) as deployed:
        yield deployed
