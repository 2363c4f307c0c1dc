"""No secret is ever told: a run of every kind, failures among them, and all that is left behind looked through."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import httpx2
import pytest

from tailrace import exports, kinds
from tests import tables
from tests.e2e.client import Client, Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example
from tests.security.planted import SECRETS

SMALL: Mapping[str, Mapping[str, Any]] = {
    "playlist": {"track_count": 3},
    "video": {"duration_seconds": 10},
    "plan": {"duration": {"unit": "days", "value": 1}},
}


@pytest.fixture(scope="module")
def runs(running_planted_stack: Deployed) -> dict[str, Run]:
    """A closed run of every kind, its first provider's key refused, and one whose worker never hears of its model."""
    stack = running_planted_stack
    stack.simulator.reset()
    # gemini repeats every request's key; openai turns the key away; the others take over.
    stack.simulator.fault("openai", "auth", times=2)
    stack.simulator.fault("youtube", "auth", times=1)
    stack.simulator.fault("anthropic", "server_error", times=1)
    begun = {kind: stack.client.begin(kind, _wanted(kind, stack)) for kind in kinds.kind_names()}
    begun["all fail"] = stack.client.start(1, providers=["gemini"])
    for run in begun.values():
        run.end()
    return begun


def _wanted(kind: str, stack: Deployed) -> dict[str, Any]:
    site = f"{stack.client.url}/simulator/sites/fintech/" if kind == "video" else ""
    return {**example(kind, site), **SMALL.get(kind, {})}


@pytest.fixture(scope="module")
def forbidden(running_planted_stack: Deployed, runs: dict[str, Run]) -> dict[str, str]:
    """Everything that must be found nowhere, by name: what was planted, what was made, what was handed out."""
    secrets = boto3.client("secretsmanager", endpoint_url=running_planted_stack.stack.aws_url, **tables.CREDENTIALS)
    signing = {
        listed["Name"]: secrets.get_secret_value(SecretId=listed["Name"])["SecretString"]
        for listed in secrets.list_secrets()["SecretList"]
    }
    secrets.close()
    # Those that hold keys are JSON; the other one is what read tokens are signed with.
    random = {name: text for name, text in signing.items() if not text.startswith("{")}
    assert len(random) == 1
    tokens = {f"read token of {name}": run.started["read_token"] for name, run in runs.items()}
    return {**SECRETS.all(), **random, **tokens}


def _found(text: str, forbidden: Mapping[str, str]) -> list[str]:
    """The names of the secrets that are in a text, whole or by so much of them that the rest could be guessed."""
    return [name for name, secret in forbidden.items() if secret in text or secret[-16:] in text or secret[:20] in text]


def _told(stack: Deployed, runs: Mapping[str, Run]) -> Iterator[tuple[str, str]]:
    """All that HTTP tells, by where, but for the answers to starts, which hand the tokens out."""
    http = stack.client.http
    for name, run in runs.items():
        yield f"{name}: events", "\n".join(run.texts())
        yield f"{name}: snapshot", http.get(run.path).text
        for form in exports.formats(of_type(run.events(), "run.started")[0]["data"]["kind"]):
            exported = http.get(f"{run.path}/export", params={"format": form})
            yield f"{name}: {form}", exported.content.decode("latin-1") + str(exported.headers)
    followed = runs["playlist"].follow(token=True)
    yield "stream", "\n".join(followed.texts)
    for path in ("/v1/runs", "/v1/usage", "/v1/health", "/v1/kinds", "/v1/schema/events", "/v1/openapi.json", "/docs"):
        yield path, http.get(path).text


def _refusals(stack: Deployed, run: Run) -> Iterator[tuple[str, httpx2.Response]]:
    token = run.started["read_token"]
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    url = run.started["urls"]["stream"]
    with Client(stack.client.url, SECRETS.api_key + "-mistyped") as mistaken:
        yield "unknown key", mistaken.http.get("/v1/runs")
        yield "unknown key, stream", mistaken.http.get(url)
        yield "key in the address", mistaken.http.get(f"/v1/runs?api_key={SECRETS.api_key}")
    with httpx2.Client(trust_env=False, timeout=30) as nobody:
        yield "forged token", nobody.get(f"{url}?token={forged}")
        yield "token elsewhere", nobody.get(f"{stack.client.url}{run.path}?token={token}")
        yield "another scheme", nobody.get(f"{stack.client.url}/v1/runs", headers={"Authorization": f"Basic {token}"})
    http = stack.client.http
    yield "unknown parameter", http.get("/v1/runs", params={"kind": "x" * 300})
    yield "no such address", http.get("/v1/nothing-here")
    yield "garbage", http.post("/v1/runs", content=b"{", headers={"Content-Type": "application/json"})


def test_the_failures_that_repeat_keys_did_happen(runs: dict[str, Run]) -> None:
    failed = of_type(runs["all fail"].events(), "run.failed")[0]["data"]["errors"]
    assert "auth" in {error["code"] for error in failed}
    assert any("[redacted]" in error["message"] for error in failed)
    assert {run.snapshot()["status"] for name, run in runs.items() if name != "all fail"} == {"completed"}


def test_no_answer_holds_a_secret(stack: Deployed, runs: dict[str, Run], forbidden: dict[str, str]) -> None:
    leaks = {where: found for where, text in _told(stack, runs) if (found := _found(text, forbidden))}
    assert leaks == {}


def test_no_refusal_repeats_what_it_was_sent(stack: Deployed, runs: dict[str, Run], forbidden: dict[str, str]) -> None:
    for where, answer in _refusals(stack, runs["playlist"]):
        assert 400 <= answer.status_code < 500, where
        assert _found(answer.text + str(answer.headers), forbidden) == [], where


def test_the_table_holds_hashes_only(stack: Deployed, runs: dict[str, Run], forbidden: dict[str, str]) -> None:
    dynamodb = stack.dynamodb()
    pages = dynamodb.get_paginator("scan").paginate(TableName=stack.stack.table)
    items = [item for page in pages for item in page["Items"]]
    dynamodb.close()
    assert len(items) > 20
    assert _found(str(items), forbidden) == []


def test_no_execution_carries_a_secret_or_a_text_of_a_client(
    stack: Deployed, runs: dict[str, Run], forbidden: dict[str, str]
) -> None:
    workflows = stack.workflows()
    for name, run in runs.items():
        kind = run.snapshot()["kind"]
        arn = stack.execution(run.id, kind)
        whole = str(workflows.describe_execution(executionArn=arn))
        for page in workflows.get_paginator("get_execution_history").paginate(executionArn=arn):
            whole += str(page["events"])
        assert _found(whole, forbidden) == [], name
    workflows.close()


def test_no_log_holds_a_secret(stack: Deployed, runs: dict[str, Run], forbidden: dict[str, str]) -> None:
    """Of every function, and of every process of the stack."""
    for _ in _refusals(stack, runs["playlist"]):
        pass
    logs = sorted(_folder(stack).glob("*.log"))
    assert {"Api.log", "Generate.log", "Stream.log", "gateway.log"} <= {log.name for log in logs}
    leaks = {log.name: found for log in logs if (found := _found(log.read_text(errors="replace"), forbidden))}
    assert leaks == {}


def _folder(stack: Deployed) -> Path:
    return stack.stack.logs
