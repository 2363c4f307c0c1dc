"""DynamoDB as tests use it: clients that sign with nobody's keys, and tables as template.yaml has them."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from types_boto3_dynamodb import DynamoDBClient

from local import process, template

# The arguments of a client of any local AWS.
CREDENTIALS: dict[str, Any] = {
    "region_name": "us-east-1",
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}


def connect(url: str | None, attempts: int = 2) -> DynamoDBClient:
    """A client of its own for many threads, which makes each call at most this often. Without a URL: of moto's mock."""
    config = Config(retries={"mode": "standard", "total_max_attempts": attempts}, max_pool_connections=32)
    return boto3.client("dynamodb", endpoint_url=url, config=config, **CREDENTIALS)


def definition(name: str) -> dict[str, Any]:
    """What CreateTable takes. Expiry, which another call would set, is left out: nothing here waits for it."""
    return {**_of_the_template(), "TableName": name}


def make(client: DynamoDBClient, name: str) -> None:
    """Make a table and wait until it can be used."""
    client.create_table(**definition(name))
    while client.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
        pass  # a server that makes its tables slowly also answers slowly


@cache
def _of_the_template() -> dict[str, Any]:
    (table,) = template.read(process.ROOT / "template.yaml", url="http://127.0.0.1", overrides={}).tables
    return {name: value for name, value in table.items() if name != "TimeToLiveSpecification"}
