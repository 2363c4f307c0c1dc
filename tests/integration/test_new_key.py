"""`python -m local.new_key` against moto: the key opens the API, and the table does not hold it."""

import re
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from local.new_key import main
from tailrace import keys
from tests import tables

TABLE = "runs"


@pytest.fixture(autouse=True)
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        tables.make(boto3.client("dynamodb"), TABLE)
        yield


def _made(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[str, str]:
    assert main(["--table", TABLE, "--name", "a test", *more]) == 0
    printed = re.fullmatch(r"owner (\S+)\nkey   (tr_\S+)\n", capsys.readouterr().out)
    assert printed
    return printed[1], printed[2]


def test_the_printed_key_is_its_owners(capsys: pytest.CaptureFixture[str]) -> None:
    owner, key = _made(capsys)

    assert keys.authenticate(boto3.client("dynamodb"), TABLE, f"Bearer {key}") == owner


def test_two_keys_have_two_owners_unless_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    first, first_key = _made(capsys)
    second, second_key = _made(capsys)
    again, third_key = _made(capsys, "--owner", first)

    assert first != second
    assert again == first
    assert len({first_key, second_key, third_key}) == 3


def test_the_table_does_not_hold_the_key(capsys: pytest.CaptureFixture[str]) -> None:
    _, key = _made(capsys)

    assert key not in repr(boto3.client("dynamodb").scan(TableName=TABLE)["Items"])


def test_a_table_that_is_not_there_is_told_without_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--table", "elsewhere", "--name", "a test"]) == 1

    said = capsys.readouterr()
    assert "ResourceNotFoundException" in said.err
    assert said.out == ""
