"""What the commands print: lines for people, or JSON for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from local.keys.ring import Key, NewKey
from tailrace import signing

_HEADINGS = ("id", "owner", "name", "created", "state")


def as_json(value: Any) -> str:
    """One value as a program reads it."""
    return json.dumps(value, indent=2)


def fields(key: Key) -> dict[str, Any]:
    """A key as JSON has it; a new one has its `key`."""
    return asdict(key)


def new_key(made: NewKey) -> str:
    """A key that was made."""
    return "\n".join(
        (
            f"key    {made.key}",
            f"id     {made.id}",
            f"owner  {made.owner}",
            f"name   {made.name}",
            "The key is shown this once: the table has its hash only.",
        )
    )


def table(listed: Sequence[Key]) -> str:
    """All keys, a line each."""
    if not listed:
        return "There are no keys."
    rows = [_HEADINGS, *((key.id, key.owner, key.name, key.created_at, _state(key)) for key in listed)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def ended(key: Key) -> str:
    """A key that was revoked, or will be."""
    return f"Key {key.id} ({key.name}) is {_state(key)}."


def budget(owner: str, daily_usd: float | None) -> str:
    """What an owner may spend now: None is what the deployment says, 0 any sum."""
    if daily_usd is None:
        return f"The owner {owner} may spend what the deployment's DailyBudgetUsd says."
    return f"The owner {owner} may spend {f'{daily_usd:g} US dollars a day' if daily_usd else 'any sum'}."


def rotated(refused_before: datetime | None) -> str:
    """What a rotation of the signing secret means for tokens that are out."""
    minutes = signing.MAX_AGE_S // 60
    said = (
        f"A new secret signs read tokens, in every function within {minutes} minutes. Tokens that were given out since "
        "the last rotation stay good until they expire."
    )
    if refused_before is None:
        return said
    when = refused_before.isoformat(timespec="seconds").replace("+00:00", "Z")
    return (
        f"{said}\nThe last rotation was at {when}. Tokens from before it are refused from now on. So are those that a "
        f"function gave out in the {minutes} minutes after it, or gives out now, without having read that secret."
    )


def _state(key: Key) -> str:
    if key.revoked_at is None:
        return "good"
    return f"revoked since {key.revoked_at}" if key.is_revoked else f"good until {key.revoked_at}"
