"""`python -m local.keys`: how it finds a deployed stack or a local one, and a deployed one's signing secret."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from local import ports, running
from tests.integration.keys_command import STACK, TABLE, Command
from tests.unit.test_infra_template import SOURCE

# Those that the command reads.
OUTPUTS = ("Table", "SigningSecret")


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
def deployed(keys_aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
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
