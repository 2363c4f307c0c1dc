"""The API's Lambda handler called as a function URL calls it, over moto's AWS in this process."""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import boto3
import pytest
from moto import mock_aws
from types_boto3_dynamodb import DynamoDBClient
from types_boto3_stepfunctions import SFNClient

from functions.api.app import handler
from tailrace import keys, wiring
from tailrace.kinds import kind_names
from tailrace.log import RunLog
from tests import tables
from tests.integration.wired import forget

TABLE = "tailrace"
STREAM_URL = "https://stream.example"
PROMPT = {"prompt": "Rain on a night bus"}


@dataclass(frozen=True)
class Answer:
    """What a client gets. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Context:
    """As much of a Lambda context as a function may look at."""

    function_name = "api"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:api"
    aws_request_id = "7a4f0e55-0f0c-4d5e-9d55-6f4c2a1d1c11"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


class Api:
    """A client with an API key."""

    def __init__(self, key: str | None) -> None:
        self._key = key

    def get(self, target: str, **headers: str) -> Answer:
        return self.send("GET", target, headers=headers)

    def post(self, target: str, body: Any, **headers: str) -> Answer:
        return self.send("POST", target, json.dumps(body), {"Content-Type": "application/json", **headers})

    def start(self, **options: Any) -> Any:
        """A run that was started."""
        answer = self.post("/v1/runs", {"kind": "playlist", "input": PROMPT, **options})
        assert answer.status == 202, answer.text
        return answer.json

    def send(
        self,
        method: str,
        target: str,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        base64: bool = False,
    ) -> Answer:
        parts = urlsplit(target)
        own = {"host": "api.example", "x-forwarded-proto": "https"}
        if self._key is not None:
            own["authorization"] = f"Bearer {self._key}"
        own |= {name.lower().replace("_", "-"): value for name, value in (headers or {}).items()}
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": parts.path,
            "rawQueryString": parts.query,
            "headers": own,
            "requestContext": {
                "accountId": "anonymous",
                "apiId": "abc",
                "domainName": "abc.lambda-url.us-east-1.on.aws",
                "http": {
                    "method": method,
                    "path": parts.path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": "192.0.2.1",
                    "userAgent": "test",
                },
                "requestId": "c3f7",
                "routeKey": "$default",
                "stage": "$default",
                "time": "20/Nov/2026:08:00:00 +0000",
                "timeEpoch": 1795248000000,
            },
            **({"body": body} if body is not None else {}),
            "isBase64Encoded": base64,
        }
        result = handler(event, Context())  # type: ignore[arg-type] # as much as is looked at
        text = result["body"] or ""
        content = b64decode(text, validate=True) if result["isBase64Encoded"] else text.encode()
        lowered = {name.lower(): value for name, value in result["headers"].items()}
        return Answer(result["statusCode"], lowered, content)


@dataclass(frozen=True)
class Aws:
    """What lies behind the API."""

    table: DynamoDBClient
    workflows: SFNClient
    machine: str

    @property
    def log(self) -> RunLog:
        return wiring.run_log()

    def executions(self) -> list[dict[str, Any]]:
        """Name and input of every execution of a playlist that was started."""
        found = []
        for listed in self.workflows.list_executions(stateMachineArn=self.machine)["executions"]:
            execution = self.workflows.describe_execution(executionArn=listed["executionArn"])
            found.append({"name": listed["name"], "input": json.loads(execution["input"])})
        return found

    def client(self, owner: str | None = None, **more: Any) -> Api:
        """A client with a new key, of a new owner if none is named."""
        key = uuid4().hex
        item = keys.item(key, owner or f"owner-{key}", "test", "2026-11-20T08:00:00.000Z")
        self.table.put_item(TableName=TABLE, Item={**item, **more})
        return Api(key)


@contextmanager
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """Everything that the API needs, but no API key."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        tables.make(boto3.client("dynamodb"), TABLE)
        workflows = boto3.client("stepfunctions")
        machines = {name: _machine(workflows, name) for name in kind_names()}
        boto3.client("secretsmanager").create_secret(Name="signing", SecretString="a secret")
        for name, value in {
            "TABLE_NAME": TABLE,
            "STATE_MACHINES": json.dumps(machines),
            "SIGNING_SECRET": "signing",
            "STREAM_URL": f"{STREAM_URL}/",
        }.items():
            monkeypatch.setenv(name, value)
        forget()
        yield Aws(wiring.dynamodb(), workflows, machines["playlist"])
    forget()


def _machine(workflows: SFNClient, name: str) -> str:
    return workflows.create_state_machine(
        name=name,
        definition='{"StartAt": "Done", "States": {"Done": {"Type": "Pass", "End": true}}}',
        roleArn="arn:aws:iam::123456789012:role/test",
    )["stateMachineArn"]
