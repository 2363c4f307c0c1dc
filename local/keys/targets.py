"""Which deployment a command works on, and the AWS clients that reach it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from local import process, running
from local.keys.errors import CommandError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_secretsmanager import SecretsManagerClient

_PATIENCE = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=5, read_timeout=10)


@dataclass(frozen=True)
class Target:
    """`signing_secret` is the secret's id; it is None where only the table was named.

    `endpoints` are URLs by service, for a local stack; without them it is AWS, as the SDK's own settings have it.
    """

    table: str
    signing_secret: str | None
    endpoints: Mapping[str, str]

    def dynamodb(self) -> "DynamoDBClient":
        """A client for the table."""
        return boto3.client("dynamodb", **self._options("dynamodb"))

    def secrets(self) -> "SecretsManagerClient":
        """A client for the signing secret."""
        return boto3.client("secretsmanager", **self._options("secretsmanager"))

    def _options(self, service: str) -> dict[str, Any]:
        if not self.endpoints:
            return {"config": _PATIENCE}
        given = process.dummy_credentials()
        return {
            "endpoint_url": self.endpoints[service],
            "aws_access_key_id": given["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": given["AWS_SECRET_ACCESS_KEY"],
            "region_name": given["AWS_REGION"],
            # Whatever proxy there is leads away from this machine.
            "config": _PATIENCE.merge(Config(proxies={})),
        }


def of_table(name: str) -> Target:
    """A table of the account and the region in the AWS SDK's own settings."""
    return Target(name, None, {})


def of_stack(name: str) -> Target:
    """What a CloudFormation stack's outputs name. Raises `CommandError` if there is no such stack, or it is another."""
    cloudformation = boto3.client("cloudformation", config=_PATIENCE)
    try:
        (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        # CloudFormation has no error of its own for this.
        if error.response["Error"]["Code"] == "ValidationError":
            raise CommandError(f"There is no stack {name} in {cloudformation.meta.region_name}") from error
        raise
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    if "Table" not in outputs:
        raise CommandError(f"The stack {name} has no output Table: it is no stack of Tailrace, or was never deployed")
    return Target(outputs["Table"], outputs.get("SigningSecret"), {})


def of_local(port: int) -> Target:
    """The stack that runs on this machine's port. Raises `running.NotRunningError`."""
    found = running.find(port)
    endpoints = {"dynamodb": found.dynamodb_url, "secretsmanager": found.aws_url}
    return Target(found.table, found.signing_secret, endpoints)
