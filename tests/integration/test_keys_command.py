"""`python -m local.keys` on moto's AWS: what it makes, shows and ends. No key is kept anywhere."""

import hashlib
import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from moto import mock_aws

from local import ports, running
from local.keys import arguments as command_line
from local.keys.__main__ import main
from local.keys.ring import Ring
from local.process import ROOT
from tailrace import keys
from tailrace.daily_budget import DailyBudgets
from tests import tables
from tests.unit.test_infra_template import SOURCE

TABLE, STACK = "runs", "tailrace"
# Those that the command reads.
OUTPUTS = ("Table", "SigningSecret")


@pytest.fixture(scope="module")
def _aws() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        tables.make(boto3.client("dynamodb"), TABLE)
        yield


class Command:
    """The command as a person runs it, and what is behind it."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.dynamodb = boto3.client("dynamodb")

    def __call__(self, *arguments: str, code: int = 0, target: tuple[str, ...] = ("--table", TABLE)) -> str:
        """What it prints; with another exit code, its one line on stderr."""
        assert main([*arguments, *target]) == code
        said = self._capsys.readouterr()
        if code:
            assert (said.out, said.err.count("\n")) == ("", 1)
            return said.err.strip()
        assert said.err == ""
        return said.out

    def json(self, *arguments: str, **options: Any) -> Any:
        return json.loads(self(*arguments, "--json", **options))

    def created(self, name: str = "a test", *more: str) -> Any:
        return self.json("create", "--name", name, *more)

    def listed(self) -> dict[str, Any]:
        return {key["id"]: key for key in self.json("list")["keys"]}

    def owner(self, key: str) -> str | None:
        """Who the API takes its bearer for."""
        try:
            return keys.authenticate(self.dynamodb, TABLE, f"Bearer {key}")
        except keys.UnauthorizedError:
            return None

    def refused(self, *arguments: str) -> str:
        """What is said about arguments that are not understood."""
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
        return self._capsys.readouterr().err


@pytest.fixture
def command(_aws: None, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


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


def test_a_key_that_is_in_no_list_can_be_ended_by_its_whole_hash(command: Command) -> None:
    old = keys.item("an-older-key", "someone", "old", "2026-01-01T00:00:00.000Z")
    command.dynamodb.put_item(TableName=TABLE, Item=old)
    assert command.owner("an-older-key") == "someone"
    assert command.json("revoke", keys.key_hash("an-older-key"))["owner"] == "someone"
    assert command.owner("an-older-key") is None


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


def test_what_is_not_there_is_one_line(command: Command) -> None:
    assert "There is no key 0123456789ab" in command("revoke", "0123456789ab", code=1)
    assert "There is no key 0000" in command("revoke", "0" * 64, code=1)
    assert "ResourceNotFoundException" in command("list", code=1, target=("--table", "elsewhere"))
    assert "ResourceNotFoundException" in command("create", "--name", "x", code=1, target=("--table", "elsewhere"))
    port = str(ports.free_port())
    assert f"No local stack runs on port {port}" in command("list", code=1, target=("--local", port))


def test_credentials_that_aws_does_not_take_are_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: BaseClient, name: str, parameters: Any) -> Any:
        said: Any = {"Code": "UnrecognizedClientException", "Message": "The security token\nis invalid."}
        raise ClientError({"Error": said}, name)

    monkeypatch.setattr(BaseClient, "_make_api_call", refuse)
    said = "AWS does not take these credentials (UnrecognizedClientException: The security token is invalid.)"
    assert command("list", code=1) == said
    assert command("list", code=1, target=("--stack", STACK)) == said


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("create",),
        ("create", "--name", ""),
        ("create", "--name", "two\nlines"),
        ("create", "--name", "x", "--owner", "a#b"),
        ("create", "--name", "x", "--daily-budget-usd", "0"),
        ("create", "--name", "x", "--daily-budget-usd", "-1"),
        ("create", "--name", "x", "--daily-budget-usd", "nan"),
        ("revoke",),
        ("revoke", "tr_pasted_by_mistake"),
        ("rotate", "0123456789ab", "--grace", "-1"),
        ("rotate", "0123456789ab", "--grace", "inf"),
        ("list", "--local", "70000"),
        ("list", "--local", "--table", "x"),
        ("signing",),
        ("signing", "rotate", "--table", "x"),
    ],
    ids=" ".join,
)
def test_arguments_that_are_not_understood_are_2(command: Command, arguments: tuple[str, ...]) -> None:
    said = command.refused(*arguments)
    assert "usage: " in said
    assert "tr_pasted_by_mistake" not in said


def test_what_the_readme_shows_is_understood() -> None:
    shown = re.findall(r"-m local\.keys (.+)", (ROOT / "README.md").read_text())
    assert {command_line.parse(shlex.split(line)).command for line in shown} == {
        "create",
        "list",
        "rotate",
        "revoke",
        "budget",
        "signing",
    }


class Deployed:
    """A stack's outputs, as CloudFormation tells them."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.secrets = boto3.client("secretsmanager")
        arn = self.secrets.create_secret(Name="signing", SecretString="first")["ARN"]
        self.outputs = {"Table": TABLE, "SigningSecret": arn, "ApiUrl": "https://api.example/"}
        answer = BaseClient._make_api_call  # type: ignore[attr-defined] # moto's CloudFormation takes seconds to import

        def with_stacks(client: BaseClient, name: str, parameters: Any) -> Any:
            if name != "DescribeStacks":
                return answer(client, name, parameters)
            if parameters["StackName"] != STACK:
                said = f"Stack with id {parameters['StackName']} does not exist"
                raise ClientError({"Error": {"Code": "ValidationError", "Message": said}}, name)
            outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.outputs.items()]
            return {"Stacks": [{"StackName": STACK, "Outputs": outputs}]}

        patch.setattr(BaseClient, "_make_api_call", with_stacks)

    def version(self, stage: str) -> str:
        return self.secrets.get_secret_value(SecretId="signing", VersionStage=stage)["SecretString"]


@pytest.fixture
def deployed(_aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    made = Deployed(monkeypatch)
    yield made
    made.secrets.delete_secret(SecretId="signing", ForceDeleteWithoutRecovery=True)


def test_a_stack_is_known_by_its_outputs(command: Command, deployed: Deployed) -> None:
    assert {name: SOURCE["Outputs"][name]["Value"].argument for name in OUTPUTS} == {name: name for name in OUTPUTS}
    stack = ("--stack", STACK)
    made = command.json("create", "--name", "x", target=stack)
    assert command.owner(made["key"]) == made["owner"]
    assert "There is no stack other in us-east-1" in command("list", code=1, target=("--stack", "other"))
    del deployed.outputs["SigningSecret"]
    assert "no output SigningSecret" in command("signing", "rotate", code=1, target=stack)
    del deployed.outputs["Table"]
    assert "no output Table" in command("list", code=1, target=stack)


def test_the_signing_secret_is_rotated_and_what_that_ends_is_said(command: Command, deployed: Deployed) -> None:
    stack = ("--stack", STACK)
    first = command("signing", "rotate", target=stack)
    second_secret = deployed.version("AWSCURRENT")
    assert "stay good until they expire" in first
    assert "refused" not in first  # nothing but the first secret had signed
    assert deployed.version("AWSPREVIOUS") == "first"
    assert re.fullmatch(r"[0-9a-f]{64}", second_secret)

    again = command("signing", "rotate", target=stack)
    assert "Tokens from before it are refused from now on" in again
    assert (deployed.version("AWSPREVIOUS"), len(deployed.version("AWSCURRENT"))) == (second_secret, 64)
    refused_before = datetime.fromisoformat(command.json("signing", "rotate", target=stack)["refused_before"])
    assert refused_before.tzinfo == UTC
    for secret in ("first", second_secret, deployed.version("AWSCURRENT")):
        assert secret not in first.split() + again.split()


def test_a_stack_that_was_killed_is_not_taken_for_running(command: Command) -> None:
    port, other = ports.free_port(), ports.free_port()
    addresses = running.Addresses("http://x", "http://x", "http://x", TABLE, "signing")
    announced = running.Announcement(port, addresses)
    left_behind = running.FOLDER / f"{other}.json"
    try:
        assert running.find(port) == addresses
        # What is left of a stack that could not take its file away: the same, and nobody holds it.
        left_behind.write_bytes((running.FOLDER / f"{port}.json").read_bytes())
        assert f"No local stack runs on port {other}" in command("list", code=1, target=("--local", str(other)))
    finally:
        left_behind.unlink(missing_ok=True)  # another stack may have cleared it away
        announced.withdraw()
    announced.withdraw()
    with pytest.raises(running.NotRunningError):
        running.find(port)


def test_the_next_stack_clears_away_what_killed_ones_left() -> None:
    addresses = running.Addresses("http://x", "http://x", "http://x", TABLE, "signing")
    first = running.Announcement(ports.free_port(), addresses)
    left_behind = running.FOLDER / f"{ports.free_port()}.json"
    left_behind.write_text("{}")
    port = ports.free_port()
    second = running.Announcement(port, addresses)
    try:
        assert not left_behind.exists()
        assert running.find(port) == addresses
    finally:
        first.withdraw()
        second.withdraw()
