"""`python -m local.keys` against a running stack, and what becomes of the keys and tokens over HTTP."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from local.keys.__main__ import main
from local.process import ROOT
from tests.e2e.client import Client
from tests.e2e.deployed import Deployed

Command = Callable[..., Any]


@pytest.fixture
def command(deployed: Deployed, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command on the stack's port; answers the JSON that it prints."""

    def run(*arguments: str) -> Any:
        assert main([*arguments, "--local", _port(deployed), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def _port(deployed: Deployed) -> str:
    return deployed.stack.url.rpartition(":")[2]


def test_a_key_from_its_making_to_its_end(deployed: Deployed, command: Command) -> None:
    def status(key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        return httpx2.get(f"{deployed.stack.url}{run.path}", headers=headers, timeout=30, trust_env=False).status_code

    made = command("create", "--name", "a product")
    with Client(deployed.stack.url, made["key"]) as client:
        run = client.start(2, providers=["openai"])
        run.end()
    assert [status(made["key"]), status("local")] == [200, 404]

    new = command("rotate", made["id"], "--grace", "1")["new"]
    assert [status(made["key"]), status(new["key"])] == [200, 200]
    command("revoke", made["id"])
    assert [status(made["key"]), status(new["key"])] == [401, 200]

    typed = [sys.executable, "-m", "local.keys", "list", "--local", _port(deployed)]
    listed = subprocess.check_output(typed, cwd=ROOT, text=True)
    names = {line.split()[1] for line in listed.splitlines()}
    assert {"local", "ann", made["owner"]} <= names
    states = {line.split()[0]: line.split("Z  ", 1)[-1] for line in listed.splitlines()}
    assert (states[made["id"]][:13], states[new["id"]]) == ("revoked since", "good")
    assert made["key"] not in listed


def test_rotating_the_signing_secret_breaks_no_stream(deployed: Deployed, command: Command) -> None:
    before = deployed.client.start(2, providers=["openai"])
    # The only rotation of this stack: what signed before a second one would be refused, also in other tests.
    assert command("signing", "rotate") == {"refused_before": None}
    after = deployed.client.start(2, providers=["openai"])
    for run in (before, after):
        assert run.follow(token=True).controls[-1]["type"] == "closed"
