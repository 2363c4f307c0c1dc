"""Starting runs over HTTP."""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tailrace import tokens, wiring
from tests.integration.api_client import PROMPT, STREAM_URL, TABLE, Api, Aws


def test_a_run_that_is_started_is_answered_with_everything_to_follow_it(api: Api) -> None:
    answer = api.post("/v1/runs", {"kind": "playlist", "input": PROMPT})

    run = answer.json
    assert answer.status == 202
    assert (run["kind"], run["status"]) == ("playlist", "queued")
    assert run["urls"] == {
        "self": f"https://api.example/v1/runs/{run['run_id']}",
        "events": f"https://api.example/v1/runs/{run['run_id']}/events",
        "stream": f"{STREAM_URL}/v1/runs/{run['run_id']}/stream",
    }
    assert answer.headers["location"] == run["urls"]["self"]
    tokens.verify(["a secret"], run["run_id"], run["read_token"], time.time())


def test_urls_are_where_the_client_reached_us(api: Api) -> None:
    local = api.send(
        "POST",
        "/v1/runs",
        '{"kind":"playlist","input":{"prompt":"x"}}',
        {"Host": "127.0.0.1:8787", "X-Forwarded-Proto": ""},
    )
    odd = api.send("POST", "/v1/runs", '{"kind":"playlist","input":{"prompt":"x"}}', {"Host": "evil/<script>"})

    assert local.json["urls"]["self"].startswith("http://127.0.0.1:8787/v1/runs/")
    assert odd.json["urls"]["self"].startswith("https://abc.lambda-url.us-east-1.on.aws/v1/runs/")


def test_a_run_begins_with_what_was_asked_for_and_its_plan(api: Api, aws: Aws) -> None:
    options = {"providers": ["gemini", "openai"], "metadata": {"order": "7"}, "max_cost_usd": 1}
    run_id = api.start(options=options)["run_id"]

    (event,) = aws.log.read(run_id)
    assert event["type"] == "run.started"
    assert event["data"]["input"]["prompt"] == PROMPT["prompt"]
    assert event["data"]["input"]["track_count"] is None
    assert event["data"]["input"]["arc_template"] == "mountain"
    assert event["data"]["providers"] == ["openai", "gemini"]
    assert event["data"]["metadata"] == {"order": "7"}
    assert event["data"]["max_cost_usd"] == 1
    assert [step["id"] for step in event["data"]["steps"]] == [
        "generate:openai",
        "enrich:openai",
        "generate:gemini",
        "enrich:gemini",
    ]
    assert event["data"]["expected"]["parts"] > 0


def test_a_run_starts_one_execution_with_what_its_workflow_needs(api: Api, aws: Aws) -> None:
    run_id = api.start(options={"providers": ["gemini"]})["run_id"]

    mine = [execution for execution in aws.executions() if execution["input"]["run_id"] == run_id]
    wanted = {"openai": False, "anthropic": False, "gemini": True}
    given = {"run_id": run_id, "kind": "playlist", "wanted": wanted, "requested": []}
    assert mine == [{"name": f"{run_id}-1", "input": given}]


def test_a_run_expires_with_all_that_belongs_to_it(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]

    places = [(f"run#{run_id}", "0000000001"), ("open#runs", run_id)]
    places.append((f"owner#{aws.log.owner(run_id)}", run_id))
    items = [aws.table.get_item(TableName=TABLE, Key={"pk": {"S": pk}, "sk": {"S": sk}})["Item"] for pk, sk in places]
    (expires,) = {int(item["expires_at"]["N"]) for item in items}
    assert expires == pytest.approx(time.time() + 30 * 86_400, abs=60)


def test_a_workflow_that_cannot_be_started_leaves_a_failed_run(
    api: Api, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        error: Any = {"Error": {"Code": "ThrottlingException", "Message": "account 123456789012 is too busy"}}
        raise ClientError(error, "StartExecution")

    with monkeypatch.context() as patch:
        patch.setattr(wiring.workflows(), "start_execution", refuse)
        answer = api.post("/v1/runs", {"kind": "playlist", "input": PROMPT})

    assert (answer.status, answer.json["code"]) == (503, "cannot_start")
    assert int(answer.headers["retry-after"]) > 0
    assert "123456789012" not in answer.text
    (listed,) = api.get("/v1/runs").json["runs"]
    assert listed["status"] == "failed"
    last = aws.log.read(listed["run_id"])[-1]
    assert last["type"] == "run.failed"
    assert last["data"]["errors"][0]["code"] == "cannot_start"
    assert "ThrottlingException" in last["data"]["errors"][0]["message"]
    assert "123456789012" not in str(last)
