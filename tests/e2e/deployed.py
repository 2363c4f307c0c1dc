"""A running stack as tests hold it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from local.process import dummy_credentials
from local.simulator.client import Simulator
from local.stack import Stack
from tests.e2e.client import Client
from tests.waiting import until

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_stepfunctions import SFNClient


@dataclass(frozen=True)
class Deployed:
    """The stack, a client with the local API key, and the stack's own simulator."""

    stack: Stack
    client: Client
    simulator: Simulator

    def workflows(self) -> "SFNClient":
        """Step Functions of this stack."""
        return _session().client("stepfunctions", endpoint_url=self.stack.aws_url)

    def dynamodb(self) -> "DynamoDBClient":
        """DynamoDB of this stack."""
        return _session().client("dynamodb", endpoint_url=self.stack.dynamodb_url)

    def execution(self, run_id: str, kind: str = "playlist", number: int = 1) -> str:
        """The ARN of a run's execution; a run that is continued has a second one."""
        return self.stack.machine_arn(f"-{kind}").replace(":stateMachine:", ":execution:") + f":{run_id}-{number}"

    def execution_end(self, run_id: str, kind: str = "playlist", number: int = 1) -> Any:
        """What DescribeExecution says once the execution does not run any more."""
        workflows, arn = self.workflows(), self.execution(run_id, kind, number)
        try:
            return until(lambda: _ended(workflows.describe_execution(executionArn=arn)))
        finally:
            workflows.close()


def _ended(execution: Any) -> Any:
    return execution if execution["status"] != "RUNNING" else None


def _session() -> boto3.Session:
    given = dummy_credentials()
    return boto3.Session(given["AWS_ACCESS_KEY_ID"], given["AWS_SECRET_ACCESS_KEY"], region_name=given["AWS_REGION"])
