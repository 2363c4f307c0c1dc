"""Read tokens while the secret that signs them is rotated, as the stream function's own process sees it."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from ulid import ULID

from tailrace import tokens
from tests import tables
from tests.integration.stream_harness import Backend, Function, read, stream_function

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

SECRET_ID = str(ULID())


@pytest.fixture(scope="module")
def vault(backend: Backend) -> "Iterator[SecretsManagerClient]":
    made = boto3.client("secretsmanager", endpoint_url=backend.environment["AWS_ENDPOINT_URL"], **tables.CREDENTIALS)
    made.create_secret(Name=SECRET_ID, SecretString="first")
    yield made
    made.close()


@pytest.fixture(scope="module")
def function(backend: Backend, vault: "SecretsManagerClient") -> Iterator[Function]:
    with stream_function(backend, SIGNING_SECRET=SECRET_ID) as running:
        yield running


async def test_a_new_secret_counts_at_once_and_the_one_before_it_still_does(
    backend: Backend, function: Function, vault: "SecretsManagerClient"
) -> None:
    run_id = backend.closed_run(5)

    async def status(secret: str) -> int:
        token = tokens.issue(secret, run_id, time.time(), 60)
        return (await read(function.stream_url(run_id), key=None, token=token)).status

    assert await status("first") == 200
    vault.put_secret_value(SecretId=SECRET_ID, SecretString="second")
    assert [await status(secret) for secret in ("second", "first", "third")] == [200, 200, 401]
