"""What the functions under test are deployed on: an owner of its own for each test of the API, runs for each reader."""

from collections.abc import Iterator

import pytest

from local import settings
from local.stack import Stack
from tests.integration import stream_harness
from tests.integration.api_client import Api, Aws, deployed


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
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole local stack on a free port, its simulated models as fast as they can be."""
    fast = {"first_token_ms": 0, "tokens_per_second": None}
    chosen = settings.read({"PORT": "0", "TAILRACE_LOCAL_KEYS": "other:other"})
    with Stack(chosen, logs=tmp_path_factory.mktemp("stack"), simulator=fast) as running:
        yield running
