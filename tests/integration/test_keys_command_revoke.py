"""`python -m local.keys`: keys that are revoked, or rotated into new ones."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from local.keys.__main__ import main
from tailrace import keys
from tests.integration.keys_command import TABLE, Command


def test_a_revoked_key_is_refused_at_once_and_stays_so(command: Command) -> None:
    made = command.created()
    first = command.json("revoke", made["id"])
    assert command.owner(made["key"]) is None
    assert command.json("revoke", made["id"]) == first
    assert f"is revoked since {first['revoked_at']}" in command("revoke", made["id"])
    assert "is revoked already" in command("rotate", made["id"], code=1)


def test_a_revoked_key_is_cleared_away_by_the_table_in_the_end(command: Command) -> None:
    made = command.created()
    command("revoke", made["id"])
    digest = keys.key_hash(made["key"])
    for place in (keys.place(digest), keys.entry_place(made["id"])):
        item = command.dynamodb.get_item(TableName=TABLE, Key=place)["Item"]
        days = (float(item["expires_at"]["N"]) - datetime.now(UTC).timestamp()) / 86_400
        assert 89.9 < days <= 90


def test_a_key_that_is_in_no_list_can_be_ended_by_its_whole_hash(command: Command) -> None:
    old = keys.item("an-older-key", "someone", "old", "2026-01-01T00:00:00.000Z")
    command.dynamodb.put_item(TableName=TABLE, Item=old)
    assert command.owner("an-older-key") == "someone"
    assert command.json("revoke", keys.key_hash("an-older-key"))["owner"] == "someone"
    assert command.owner("an-older-key") is None


def test_rotating_ends_the_old_key_now_or_after_its_grace(command: Command) -> None:
    made = command.created("mine")
    rotated = command.json("rotate", made["id"], "--grace", "1.5")
    second = rotated["new"]

    assert (second["owner"], second["name"]) == (made["owner"], "mine")
    assert command.owner(second["key"]) == command.owner(made["key"]) == made["owner"]
    ends = datetime.fromisoformat(rotated["old"]["revoked_at"]) - datetime.now(UTC)
    assert timedelta(hours=1.4) < ends <= timedelta(hours=1.5)
    assert "is good until" in command("rotate", made["id"], "--grace", "48")
    assert command.listed()[made["id"]]["revoked_at"] == rotated["old"]["revoked_at"]  # a grace is never prolonged

    third = command.json("rotate", second["id"])["new"]
    assert (command.owner(second["key"]), command.owner(third["key"])) == (None, made["owner"])
    command("revoke", made["id"])
    assert command.owner(made["key"]) is None  # the grace is cut short


def test_a_new_key_is_shown_even_if_the_old_one_could_not_be_ended(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = command.created()
    answer = BaseClient._make_api_call  # type: ignore[attr-defined] # what every call of every client goes through

    def no_updates(self: BaseClient, name: str, parameters: Any) -> Any:
        if name == "UpdateItem":
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "Too fast"}}, name)
        return answer(self, name, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", no_updates)
    assert main(["rotate", made["id"], "--table", TABLE, "--json"]) == 1
    said = capsys.readouterr()
    assert said.err == "AWS refused UpdateItem (ThrottlingException: Too fast)\n"
    assert command.owner(json.loads(said.out)["new"]["key"]) == command.owner(made["key"]) == made["owner"]
