"""The tables that the contract tests run against: moto, and dynalite or whatever TAILRACE_DYNAMODB_URL names."""

import os
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest
from types_boto3_dynamodb import DynamoDBClient

from local import ports
from local.http_client import fetch
from tests import tables
from tests.contract.logs import Store
from tests.needs import node_modules
from tests.waiting import until

SECOND = "url" if os.environ.get("TAILRACE_DYNAMODB_URL") else "dynalite"


@pytest.fixture(scope="session")
def moto(dynamodb_url: str) -> str:
    """The local stack's own DynamoDB."""
    return dynamodb_url


@pytest.fixture(scope="session")
def dynalite() -> Iterator[str]:
    """dynalite on a free port."""
    with ports.reserve() as holder:
        port = ports.port_of(holder)
        if sys.platform != "linux":
            holder.close()
        script = node_modules() / "dynalite" / "cli.js"
        server = subprocess.Popen(
            ["node", script, "--host", "127.0.0.1", "--port", str(port), "--createTableMs", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            until(lambda: _answers(port) or server.poll() is not None)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


@pytest.fixture(scope="session")
def url() -> str:
    return os.environ["TAILRACE_DYNAMODB_URL"]


@pytest.fixture(scope="session", params=["moto", pytest.param(SECOND, marks=pytest.mark.node)])
def client(request: pytest.FixtureRequest) -> DynamoDBClient:
    """A client of each DynamoDB in turn."""
    return tables.connect(request.getfixturevalue(request.param))


@pytest.fixture
def store(client: DynamoDBClient) -> Iterator[Store]:
    """A table of the test's own."""
    table = f"tailrace-{uuid4().hex}"
    tables.make(client, table)
    yield Store(client, table)
    client.delete_table(TableName=table)


def _answers(port: int) -> bool:
    try:
        return fetch(f"http://127.0.0.1:{port}").status > 0
    except ConnectionError:
        return False
