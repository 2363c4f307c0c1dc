"""The secret that read tokens are signed with: putting a new one in its place."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tailrace import tokens

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient


def rotate(client: "SecretsManagerClient", secret_id: str) -> datetime | None:
    """Put a new random secret in place, which signs from now on. Secrets Manager keeps the one before it, and no more.

    So tokens that were signed with the secret before are good until they expire, unless there is another rotation.
    Answers the time of the last rotation if tokens from before that could still have been good: they are refused now.
    """
    stages = client.describe_secret(SecretId=secret_id).get("VersionIdsToStages", {}).values()
    has_previous = any("AWSPREVIOUS" in stage for stage in stages)
    last = client.get_secret_value(SecretId=secret_id, VersionStage="AWSCURRENT")["CreatedDate"].astimezone(UTC)
    client.put_secret_value(SecretId=secret_id, SecretString=secrets.token_hex(32))
    return last if has_previous and last + timedelta(seconds=tokens.LIFE_S) > datetime.now(UTC) else None
