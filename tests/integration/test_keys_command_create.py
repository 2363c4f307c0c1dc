"""`python -m local.keys`: keys that are made and listed, and their owners' budgets."""

import hashlib
import json
import re
from typing import Any

from local.keys.ring import Ring
from tailrace import keys
from tailrace.daily_budget import DailyBudgets
from tests import tables
from tests.integration.keys_command import TABLE, Command


def test_a_key_is_shown_once_and_opens_the_api(command: Command) -> None:
    said = command("create", "--name", "my product")
    shown = dict(re.findall(r"^(key|id|owner|name) +(.+)$", said, re.MULTILINE))

    assert shown["name"] == "my product"
    assert re.fullmatch(r"tr_[A-Za-z0-9_-]{43}", shown["key"])
    assert command.owner(shown["key"]) == shown["owner"]
    assert hashlib.sha256(shown["key"].encode()).hexdigest().startswith(shown["id"])
    assert shown["key"] not in repr(command.dynamodb.scan(TableName=TABLE)["Items"])
    assert shown["key"] not in command("list") + json.dumps(command.listed())


def test_two_keys_have_two_owners_unless_one_is_named(command: Command) -> None:
    first, second = command.created(), command.created()
    third = command.created("a test", "--owner", first["owner"])

    assert first["owner"] != second["owner"]
    assert first["owner"] == third["owner"] == command.owner(third["key"])
    assert len({made["key"] for made in (first, second, third)}) == 3


def test_the_list_tells_all_there_is_to_know(command: Command) -> None:
    good, ending, gone = command.created("good one"), command.created("ending one"), command.created("gone one")
    command("rotate", ending["id"], "--grace", "2")
    command("revoke", gone["id"])

    lines = {line.split()[0]: line for line in command("list").splitlines()}
    assert lines["id"].split() == ["id", "owner", "name", "created", "state"]
    for made, state in ((good, "good$"), (ending, "good until 20"), (gone, "revoked since 20")):
        assert re.search(f"{made['owner']}  {made['name']} +{made['created_at']}  {state}", lines[made["id"]])
    listed = command.listed()
    assert listed[good["id"]] == {name: value for name, value in good.items() if name != "key"}
    assert listed[good["id"]]["revoked_at"] is None
    assert listed[gone["id"]]["revoked_at"] < listed[ending["id"]]["revoked_at"]


def test_a_long_list_is_whole_and_in_order_and_reads_keys_only(command: Command) -> None:
    table = f"{TABLE}-long"
    tables.make(command.dynamodb, table)
    made = {f"key-{number}": f"2026-11-20T08:00:00.{999 - number}Z" for number in range(120)}
    entries = [keys.entry(key) for key in made]
    items = [*entries, *(keys.item(key, "one", key, at) for key, at in made.items())]
    items.append(keys.entry("a key whose making was cut short"))
    items.append({"pk": {"S": "run#x"}, "sk": {"S": "1"}, "e": {"S": "no key"}})
    for start in range(0, len(items), 25):
        puts: Any = [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]
        command.dynamodb.batch_write_item(RequestItems={table: puts})
    asked: list[str] = []
    command.dynamodb.meta.events.register("before-call.dynamodb", lambda model, **_: asked.append(model.name))

    listed = Ring(command.dynamodb, table).all()

    assert [key.name for key in listed] == list(reversed(made))
    assert asked == ["Query", "BatchGetItem", "BatchGetItem"]


def test_an_owners_budget_can_be_given_with_its_key_and_changed(command: Command) -> None:
    def limit(default: float) -> float | None:
        state = DailyBudgets(command.dynamodb, TABLE, default).state(owner)
        return state.daily_usd if state else None

    owner = command.created("a test", "--daily-budget-usd", "2.5")["owner"]
    assert limit(7) == 2.5
    assert "10 US dollars a day" in command("budget", "--owner", owner, "--daily-usd", "10")
    assert limit(7) == 10
    command("budget", "--owner", owner, "--daily-usd", "none")
    assert limit(7) is None
    assert command.json("budget", "--owner", owner, "--daily-usd", "default")["default"] is True
    assert limit(7) == 7
    assert "no key of an owner nobody" in command("budget", "--owner", "nobody", "--daily-usd", "1", code=1)
