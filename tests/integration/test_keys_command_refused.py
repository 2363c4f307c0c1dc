"""`python -m local.keys`: what it does not understand, or cannot do, is said in a line."""

import re
import shlex
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from local import ports
from local.keys import arguments as command_line
from local.process import ROOT
from tests.integration.keys_command import STACK, Command


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
