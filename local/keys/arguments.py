"""The command line of `python -m local.keys`."""

import argparse
import re
from collections.abc import Sequence
from datetime import timedelta

from local.settings import DEFAULT_PORT

_DESCRIPTION = """Makes, lists, revokes and rotates the API keys of a deployment, sets what their owners may spend in a
day, and rotates the secret that signs read tokens. A deployed stack is reached with the AWS SDK's own account and
region; without --stack or --table it is the local stack."""
# The owner is a part of partition keys, in which `#` divides.
_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_KEY_ID = re.compile(r"[0-9a-f]{12}|[0-9a-f]{64}")
_NAME_LENGTH = 100
# Ten years, to which a time can always be added.
_LONGEST_GRACE_H = 87_600


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments: `command`, `json`, at most one of `stack`, `table` and `local` (a port), the command's own.

    Exits with code 2 and a line on stderr for what cannot be understood.
    """
    parser = argparse.ArgumentParser(prog="python -m local.keys", description=_DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    anywhere, with_secret = _shared(table=True), _shared(table=False)

    create = commands.add_parser("create", parents=[anywhere], help="make a key, and print it this once")
    create.add_argument("--name", required=True, type=_name, help="for people: what or whose this key is")
    create.add_argument(
        "--owner", type=_owner, help="the owner of an older key, to see the same runs; default: a new one"
    )

    create.add_argument(
        "--daily-budget-usd",
        type=_daily_usd,
        metavar="USD",
        help="what the owner's model calls may cost in a day, with all its keys; `none` for any sum",
    )

    commands.add_parser("list", parents=[anywhere], help="list the keys, revoked ones for 90 days")

    revoke = commands.add_parser("revoke", parents=[anywhere], help="refuse a key from now on")
    revoke.add_argument("key_id", type=_key_id, metavar="KEY_ID", help=_KEY_ID_HELP)

    rotate = commands.add_parser("rotate", parents=[anywhere], help="make a new key for an old one's owner")
    rotate.add_argument("key_id", type=_key_id, metavar="KEY_ID", help=_KEY_ID_HELP)
    rotate.add_argument(
        "--grace", type=_hours, default=timedelta(0), metavar="HOURS", help="how long the old key is still good (0)"
    )

    budget = commands.add_parser("budget", parents=[anywhere], help="change what an owner may spend in a day")
    budget.add_argument("--owner", required=True, type=_owner, help="as `list` shows it")
    budget.add_argument(
        "--daily-usd",
        required=True,
        type=_daily_usd_or_default,
        metavar="USD",
        help="US dollars a day, `none` for any sum, `default` for what the deployment says",
    )

    signing = commands.add_parser("signing", help="the secret that signs read tokens")
    actions = signing.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("rotate", parents=[with_secret], help="sign with a new secret; the last one is still honoured")
    return parser.parse_args(arguments)


_KEY_ID_HELP = "as `list` shows it, which is the beginning of the key's SHA-256; or the whole of that"


def _shared(*, table: bool) -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print JSON, for programs")
    target = shared.add_mutually_exclusive_group()
    target.add_argument("--stack", metavar="NAME", help="a deployed stack, whose outputs name all that is needed")
    if table:
        target.add_argument("--table", metavar="NAME", help="a deployed stack's table")
    else:
        shared.set_defaults(table=None)
    target.add_argument(
        "--local",
        type=_port,
        nargs="?",
        const=DEFAULT_PORT,
        metavar="PORT",
        help=f"the local stack on this port ({DEFAULT_PORT})",
    )
    return shared


# Errors name no value: somebody may have pasted a key.
def _name(text: str) -> str:
    if not (0 < len(text) <= _NAME_LENGTH and text.isprintable()):
        raise argparse.ArgumentTypeError(f"1 to {_NAME_LENGTH} printable characters")
    return text


def _owner(text: str) -> str:
    if not _OWNER.fullmatch(text):
        raise argparse.ArgumentTypeError("1 to 64 letters, digits, dots, hyphens and underscores")
    return text


def _key_id(text: str) -> str:
    if not _KEY_ID.fullmatch(text):
        raise argparse.ArgumentTypeError("12 hexadecimal digits, as `list` shows them, or all 64 of the key's SHA-256")
    return text


def _hours(text: str) -> timedelta:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,4})?", text, re.ASCII) or float(text) > _LONGEST_GRACE_H:
        raise argparse.ArgumentTypeError(f"hours from 0 to {_LONGEST_GRACE_H}, such as 24 or 0.5")
    return timedelta(hours=float(text))


def _daily_usd(text: str) -> float:
    """As `DailyBudgets.set_limit` takes it: 0 is no limit."""
    if text == "none":
        return 0
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text, re.ASCII) or not float(text):
        raise argparse.ArgumentTypeError("US dollars a day above 0, such as 25 or 0.5, or `none`")
    return float(text)


def _daily_usd_or_default(text: str) -> float | None:
    return None if text == "default" else _daily_usd(text)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError("a port from 1 to 65535")
    return int(text)
