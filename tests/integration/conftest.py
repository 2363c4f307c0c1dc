"""Fixtures of the API's tests: one deployment a module, an owner of its own for each test."""

from collections.abc import Iterator

import pytest

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
