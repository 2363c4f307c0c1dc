"""Makes an API key for a deployed stack: `python -m local.new_key --table NAME --name WHOSE`.

The key is printed and exists nowhere else: the table gets its hash.
"""

import argparse
import secrets
import sys
from collections.abc import Sequence

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tailrace import keys
from tailrace.events import utc_now


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers the exit code. The account and the region are those of the AWS SDK's own settings."""
    parser = argparse.ArgumentParser(prog="python -m local.new_key", description=__doc__)
    parser.add_argument("--table", required=True, help="the stack's output Table")
    parser.add_argument("--name", required=True, help="for people: what or whose this key is")
    parser.add_argument("--owner", help="the owner of an older key, for a key that sees the same runs")
    chosen = parser.parse_args(arguments)
    key, owner = f"tr_{secrets.token_urlsafe(32)}", chosen.owner or secrets.token_hex(8)
    try:
        boto3.client("dynamodb").put_item(TableName=chosen.table, Item=keys.item(key, owner, chosen.name, utc_now()))
    except (BotoCoreError, ClientError) as error:
        print(f"The key could not be stored: {error}", file=sys.stderr)
        return 1
    print(f"owner {owner}\nkey   {key}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
