"""`python -m local.keys create | list | revoke | rotate | budget | signing rotate`: see --help."""

import secrets
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from local.keys import arguments, output, signing, targets
from local.keys.errors import FORESEEN, CommandError, sentence
from local.keys.ring import Ring
from local.keys.targets import Target
from local.settings import DEFAULT_PORT
from tailrace.daily_budget import DailyBudgets


def main(given: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 if it could not be done, with one line on stderr that says why. Bad arguments exit with 2."""
    chosen = arguments.parse(given)
    try:
        _COMMANDS[chosen.command](_target(chosen), chosen)
    except FORESEEN as error:
        print(sentence(error), file=sys.stderr)
        return 1
    return 0


def _target(chosen: Namespace) -> Target:
    if chosen.stack:
        return targets.of_stack(chosen.stack)
    if chosen.table:
        return targets.of_table(chosen.table)
    return targets.of_local(chosen.local or DEFAULT_PORT)


def _create(target: Target, chosen: Namespace) -> None:
    owner = chosen.owner or secrets.token_hex(8)
    if chosen.daily_budget_usd is not None:
        # Before there is a key that could spend without it.
        _set_budget(target, owner, chosen.daily_budget_usd)
    made = _ring(target).create(chosen.name, owner)
    print(output.as_json(output.fields(made)) if chosen.json else output.new_key(made))


def _list(target: Target, chosen: Namespace) -> None:
    listed = _ring(target).all()
    print(output.as_json({"keys": [output.fields(key) for key in listed]}) if chosen.json else output.table(listed))


def _revoke(target: Target, chosen: Namespace) -> None:
    key = _ring(target).revoke(chosen.key_id)
    print(output.as_json(output.fields(key)) if chosen.json else output.ended(key))


def _rotate(target: Target, chosen: Namespace) -> None:
    ring = _ring(target)
    old = ring.get(chosen.key_id)
    if old.is_revoked:
        raise CommandError(f"Key {old.id} is revoked already; a new one for {old.owner}: create --owner {old.owner}")
    made = ring.create(old.name, old.owner)
    try:
        old = ring.revoke(chosen.key_id, chosen.grace)
    finally:
        # Also if the old key could not be revoked: the new one is good, and shown nowhere else.
        if chosen.json:
            print(output.as_json({"new": output.fields(made), "old": output.fields(old)}))
        else:
            print(output.new_key(made), output.ended(old), sep="\n")


def _budget(target: Target, chosen: Namespace) -> None:
    if chosen.owner not in {key.owner for key in _ring(target).all()}:
        raise CommandError(f"There is no key of an owner {chosen.owner}")
    _set_budget(target, chosen.owner, chosen.daily_usd)
    told = {"owner": chosen.owner, "daily_usd": chosen.daily_usd or None, "default": chosen.daily_usd is None}
    print(output.as_json(told) if chosen.json else output.budget(chosen.owner, chosen.daily_usd))


def _set_budget(target: Target, owner: str, daily_usd: float | None) -> None:
    DailyBudgets(target.dynamodb(), target.table, default_usd=None).set_limit(owner, daily_usd)


def _signing(target: Target, chosen: Namespace) -> None:
    if not target.signing_secret:
        raise CommandError("The stack has no output SigningSecret: deploy it anew, then rotate")
    refused_before = signing.rotate(target.secrets(), target.signing_secret)
    told = {"refused_before": None if refused_before is None else refused_before.isoformat()}
    print(output.as_json(told) if chosen.json else output.rotated(refused_before))


def _ring(target: Target) -> Ring:
    return Ring(target.dynamodb(), target.table)


_COMMANDS: dict[str, Callable[[Target, Namespace], None]] = {
    "create": _create,
    "list": _list,
    "revoke": _revoke,
    "rotate": _rotate,
    "budget": _budget,
    "signing": _signing,
}


if __name__ == "__main__":
    sys.exit(main())
