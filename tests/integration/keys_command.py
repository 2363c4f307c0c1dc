"""`python -m local.keys` as a person runs it, on moto's AWS. No key is kept anywhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.keys.__main__ import main
from tailrace import keys
from tests import tables

TABLE, STACK = "runs", "tailrace"


@contextmanager
def deployed() -> Iterator[None]:
    """An AWS with the table that keys are kept in."""
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
