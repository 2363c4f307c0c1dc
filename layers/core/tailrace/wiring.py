"""Where everything is put together: the AWS clients, the log and the secrets of this process.

Nothing here runs at import; each piece is made when it is first asked for and kept for the next invocation.
"""

import json
import logging
import time
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tailrace.daily_budget import DailyBudgets
from tailrace.ledger import Ledger
from tailrace.log import RunLog
from tailrace.run_index import RunIndex
from tailrace.settings import settings
from tailrace.signing import MAX_AGE_S, SigningSecrets

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_stepfunctions import SFNClient

_log = logging.getLogger(__name__)


@cache
def dynamodb() -> "DynamoDBClient":
    """The DynamoDB client. Throttled calls are repeated by the SDK; connections suffice for a busy reader."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "dynamodb",
        config=Config(
            retries={"mode": "standard", "total_max_attempts": 5},
            connect_timeout=2,
            read_timeout=5,
            max_pool_connections=32,
        ),
    )


@cache
def workflows() -> "SFNClient":
    """The Step Functions client: three tries take less than the 30 s that the API has, so that it can still answer."""
    import boto3
    from botocore.config import Config

    return boto3.client("stepfunctions", config=Config(retries={"mode": "standard"}, connect_timeout=2, read_timeout=5))


@cache
def run_log() -> RunLog:
    """The log of all runs."""
    return RunLog(dynamodb(), settings().table_name, ttl_days=settings().run_ttl_days)


@cache
def run_index() -> RunIndex:
    """The list of runs."""
    return RunIndex(dynamodb(), settings().table_name, settings().concurrent_runs)


@cache
def ledger() -> Ledger:
    """What runs have used."""
    return Ledger(dynamodb(), settings().table_name, run_log())


@cache
def daily_budgets() -> DailyBudgets:
    """What owners may spend in a day."""
    return DailyBudgets(dynamodb(), settings().table_name, settings().daily_budget_usd)


def execution_arn(kind: str, name: str) -> str:
    """The ARN of an execution of this kind's state machine."""
    return settings().state_machines[kind].replace(":stateMachine:", ":execution:", 1) + f":{name}"


def provider_key(name: str) -> str | None:
    """The key of a provider, or of `youtube`; None where the owner has set none."""
    secret_id = settings().provider_keys_secret
    if not secret_id:
        return None
    keys: dict[str, str] = json.loads(_secret(secret_id, _period()) or "{}")
    return keys.get(name) or None


@cache
def report_provider_keys() -> None:
    """Tell, once in a process, which providers have a key: only who reads the keys can say so to `GET /v1/health`.

    That it cannot be told is logged and no more: no step is to fail for it.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    from tailrace import health

    try:
        configured = {name: provider_key(name) is not None for name in settings().tailrace_providers}
        health.report_providers(dynamodb(), settings().table_name, configured)
    except (BotoCoreError, ClientError) as error:
        _log.warning("Which providers have keys could not be reported (%s)", type(error).__name__)


@cache
def signing_secrets() -> SigningSecrets:
    """The secrets that read tokens are signed and verified with; they are read when they are first asked for."""
    return SigningSecrets(_read_signing_secrets)


def _read_signing_secrets() -> list[str]:
    secret_id = settings().signing_secret
    if not secret_id:
        raise LookupError("SIGNING_SECRET is not set")
    versions = (_version(secret_id, stage) for stage in ("AWSCURRENT", "AWSPREVIOUS"))
    return [version for version in versions if version]


def _period() -> int:
    return int(time.monotonic() // MAX_AGE_S)


@lru_cache(maxsize=8)
def _secret(secret_id: str, period: int) -> str | None:
    """A secret, or None if it has no content; a new `period` reads it again."""
    return _version(secret_id, "AWSCURRENT")


def _version(secret_id: str, stage: str) -> str | None:
    """A version of a secret, or None if it has none of that stage."""
    client = _secrets_manager()
    try:
        return client.get_secret_value(SecretId=secret_id, VersionStage=stage)["SecretString"]
    except client.exceptions.ResourceNotFoundException:
        return None


@cache
def _secrets_manager() -> "SecretsManagerClient":
    import boto3
    from botocore.config import Config

    # At DEBUG botocore writes down whole answers, and these hold the secrets.
    logging.getLogger("botocore").setLevel(logging.INFO)
    return boto3.client(
        "secretsmanager", config=Config(retries={"mode": "standard"}, connect_timeout=2, read_timeout=5)
    )
