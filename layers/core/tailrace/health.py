"""Whether the system can do its work, part by part, from what was looked at and what was reported.

Only `generate` may read the providers' keys, so only it can say which are set: it reports that when it reads them.
Until it has, and after a report has grown old, a provider is `unknown`: better than a guess.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_stepfunctions import SFNClient

# Reports older than this count as none: keys may have been set or taken away since.
REPORT_LASTS_S = 86_400
_PLACE = {"pk": {"S": "health"}, "sk": {"S": "providers"}}


class _Part(BaseModel):
    model_config = ConfigDict(defer_build=True)


class TableHealth(_Part):
    """The table that holds all runs, keys and lists."""

    state: Literal["ok", "unreachable"]


class WorkflowHealth(_Part):
    """The state machine of a kind."""

    state: Literal["ok", "missing", "unreachable"]


class ProviderHealth(_Part):
    """Whether a provider's key is set, as the function that holds the keys reported at `reported_at`."""

    state: Literal["configured", "not_configured", "unknown"]
    reported_at: str | None = None


class Health(_Part):
    """`down`: nothing works without the table. `degraded`: what exists can be read, but not all can be made."""

    status: Literal["ok", "degraded", "down"]
    table: TableHealth
    workflows: dict[str, WorkflowHealth] = Field(description="By kind.")
    providers: dict[str, ProviderHealth]


def report_providers(client: "DynamoDBClient", table: str, configured: Mapping[str, bool]) -> None:
    """Write down which providers have a key. For the function that holds the keys; never the keys themselves."""
    now = int(time.time())
    client.put_item(
        TableName=table,
        Item={
            **_PLACE,
            "providers": {"S": json.dumps(dict(configured))},
            "reported_at": {"N": str(now)},
            "expires_at": {"N": str(now + REPORT_LASTS_S)},
        },
    )


def look(
    client: "DynamoDBClient",
    table: str,
    workflows: "Callable[[], SFNClient]",
    state_machines: Mapping[str, str],
    providers: Sequence[str],
) -> Health:
    """Look at every part."""
    try:
        report = client.get_item(TableName=table, Key=_PLACE, ConsistentRead=True).get("Item")
        table_state = TableHealth(state="ok")
    except (BotoCoreError, ClientError):
        report, table_state = None, TableHealth(state="unreachable")
    machines = {kind: WorkflowHealth(state=_machine(workflows, arn)) for kind, arn in sorted(state_machines.items())}
    seen = _providers(report, providers)
    healthy = (
        bool(machines)
        and all(machine.state == "ok" for machine in machines.values())
        and all(provider.state != "not_configured" for provider in seen.values())
    )
    status: Literal["ok", "degraded", "down"] = "ok" if healthy else "degraded"
    if table_state.state != "ok":
        status = "down"
    return Health(status=status, table=table_state, workflows=machines, providers=seen)


def _machine(workflows: "Callable[[], SFNClient]", arn: str) -> Literal["ok", "missing", "unreachable"]:
    client = workflows()
    try:
        found = client.describe_state_machine(stateMachineArn=arn)
    except client.exceptions.StateMachineDoesNotExist:
        return "missing"
    except (BotoCoreError, ClientError):
        return "unreachable"
    return "ok" if found["status"] == "ACTIVE" else "missing"


def _providers(report: Mapping[str, Any] | None, names: Sequence[str]) -> dict[str, ProviderHealth]:
    if report is None or float(report["expires_at"]["N"]) <= time.time():
        return {name: ProviderHealth(state="unknown") for name in names}
    configured: dict[str, bool] = json.loads(report["providers"]["S"])
    at = datetime.fromtimestamp(int(report["reported_at"]["N"]), UTC).isoformat().replace("+00:00", "Z")
    return {name: _provider(configured.get(name), at) for name in names}


def _provider(configured: bool | None, reported_at: str) -> ProviderHealth:
    if configured is None:
        return ProviderHealth(state="unknown")
    return ProviderHealth(state="configured" if configured else "not_configured", reported_at=reported_at)
