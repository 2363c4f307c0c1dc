"""The tables that the contract tests run against: moto, and dynalite or whatever TAILRACE_DYNAMODB_URL names."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from types_boto3_dynamodb import DynamoDBClient

from tests.contract.logs import Store

ROOT = Path(__file__).parents[2]
SECOND = "url" if os.environ.get("TAILRACE_DYNAMODB_URL") else "dynalite"


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """moto's DynamoDB on a free port, made atomic: without the lock two conditional puts can both succeed."""
    from moto.dynamodb.responses import DynamoHandler
    from moto.server import ThreadedMotoServer

    lock, unlocked = threading.RLock(), DynamoHandler.call_action

    def locked(self: DynamoHandler) -> object:
        with lock:
            return unlocked(self)

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DynamoHandler, "call_action", locked)
        server.start()
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
        server.stop()


@pytest.fixture(scope="session")
def dynalite() -> Iterator[str]:
    """dynalite on a free port; installed from the repository's lock file when it is first wanted."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node is not installed: the log is not tested on dynalite")
    packages = ROOT / ".local" / "node"
    packages.mkdir(parents=True, exist_ok=True)
    script = packages / "node_modules" / "dynalite" / "cli.js"
    with (packages / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        done = subprocess.run(["make", "-s", ".local/node/.ready"], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"dynalite cannot be installed: {done.stderr.strip()[-300:]}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [node, script, "--host", "127.0.0.1", "--port", str(port), "--createTableMs", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def url() -> str:
    return os.environ["TAILRACE_DYNAMODB_URL"]


@pytest.fixture(scope="session", params=["moto", pytest.param(SECOND, marks=pytest.mark.node)])
def client(request: pytest.FixtureRequest) -> DynamoDBClient:
    """A client of each DynamoDB in turn."""
    return connect(request.getfixturevalue(request.param))


@pytest.fixture
def store(client: DynamoDBClient) -> Iterator[Store]:
    """A table of the test's own."""
    table = f"tailrace-{uuid4().hex}"
    client.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )
    while client.describe_table(TableName=table)["Table"]["TableStatus"] != "ACTIVE":
        time.sleep(0.01)
    yield Store(client, table)
    client.delete_table(TableName=table)


def connect(endpoint: str) -> DynamoDBClient:
    """A client of its own, that repeats a call once."""
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"mode": "standard", "total_max_attempts": 2}, max_pool_connections=32),
    )


def _wait_for(port: int) -> None:
    client = connect(f"http://127.0.0.1:{port}")
    ends = time.monotonic() + 20
    while True:
        try:
            client.list_tables()
        except (BotoCoreError, ClientError):
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return
