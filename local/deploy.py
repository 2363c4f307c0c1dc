"""What `sam deploy` and an owner do once: the table, the API keys, the secrets and the state machines."""

import json
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from local.http_client import CallError, aws
from local.template import Machine, Template

SIGNING_SECRET = "SIGNING_SECRET"  # noqa: S105 - a variable's name


def table(url: str, definition: dict[str, Any], keys: Iterable[tuple[str, str]]) -> None:
    """Make the table at this DynamoDB if it is not there, and have these (name, API key) in it."""
    definition = dict(definition)
    expiry = definition.pop("TimeToLiveSpecification", None)
    name = definition["TableName"]
    try:
        _dynamodb(url, "CreateTable", definition)
    except CallError as error:
        if error.code != "ResourceInUseException":
            raise
    while _dynamodb(url, "DescribeTable", {"TableName": name})["Table"]["TableStatus"] != "ACTIVE":
        pass  # a server that makes its tables slowly also answers slowly
    if expiry:
        try:
            _dynamodb(url, "UpdateTimeToLive", {"TableName": name, "TimeToLiveSpecification": expiry})
        except CallError as error:
            # Set by an earlier start, or a server that does not know it: nothing here waits for items to expire.
            if error.code not in ("ValidationException", "UnknownOperationException"):
                raise
    for owner, key in keys:
        for item in _key_items(owner, key):
            _dynamodb(url, "PutItem", {"TableName": name, "Item": item})


def _key_items(owner: str, key: str) -> tuple[dict[str, Any], ...]:
    from tailrace.keys import entry, item

    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return entry(key), item(key, owner, owner, now)


def _dynamodb(url: str, operation: str, parameters: dict[str, Any]) -> Any:
    return aws(url, "dynamodb", f"DynamoDB_20120810.{operation}", parameters)


def signing_secret(template: Template) -> str:
    """The name of the secret that read tokens are signed with, or nothing if no function is told one."""
    return next((f.environment[SIGNING_SECRET] for f in template.functions if SIGNING_SECRET in f.environment), "")


def provide_secrets(url: str, template: Template, provider_keys: dict[str, str]) -> None:
    """Make the secrets that functions are told of: the providers' keys, and a random one to sign with."""
    contents = {"PROVIDER_KEYS_SECRET": json.dumps(provider_keys), SIGNING_SECRET: secrets.token_hex(32)}
    named = {
        function.environment[variable]: content
        for variable, content in contents.items()
        for function in template.functions
        if variable in function.environment
    }
    for name, content in named.items():
        parameters = {"Name": name, "SecretString": content, "ClientRequestToken": secrets.token_hex(16)}
        aws(url, "secretsmanager", "secretsmanager.CreateSecret", parameters)


def machine(url: str, machine: Machine) -> None:
    """Make a state machine."""
    parameters = {"name": machine.name, "definition": machine.definition, "roleArn": _ROLE, "type": "STANDARD"}
    aws(url, "states", "AWSStepFunctions.CreateStateMachine", parameters)


_ROLE = "arn:aws:iam::123456789012:role/local"
