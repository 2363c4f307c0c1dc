"""What the functions under test are deployed on: an owner of its own for each test of the API, runs for each reader."""

from collections.abc import AsyncIterator, Iterator
from importlib import import_module

import pytest

from tailrace.providers import PROVIDERS
from tests.integration import stream_harness
from tests.integration.api_client import Api, Aws, deployed
from tests.integration.provider_wire import Server, serving


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    """The AWS that the API runs on."""
    with pytest.MonkeyPatch.context() as patch, deployed(patch) as found:
        yield found


@pytest.fixture
def api(aws: Aws) -> Api:
    """A client with an API key."""
    return aws.client()


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[stream_harness.Backend]:
    """The table and the secret that a stream function reads."""
    with stream_harness.backend(tmp_path_factory.mktemp("backend")) as made:
        yield made


@pytest.fixture(scope="session")
def sdks() -> None:
    """All providers' SDKs, imported before a test's deadline runs."""
    for provider in PROVIDERS:
        import_module(f"tailrace.providers.{provider}")


@pytest.fixture
async def server(sdks: None) -> AsyncIterator[Server]:
    """A server that sends exactly the bytes that a test says."""
    async with serving() as one:
        yield one
