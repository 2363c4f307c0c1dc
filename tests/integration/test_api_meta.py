"""What the API tells about itself."""

import json
import re
from typing import Any

import jsonschema
import pytest
from botocore.exceptions import EndpointConnectionError
from openapi_spec_validator import validate

from local.openapi import PATH, text
from tailrace import wiring
from tailrace.health import report_providers
from tailrace.http import meta_api
from tailrace.http.problems import PROBLEMS
from tailrace.http.routes import ROUTES
from tailrace.kinds import EXAMPLE_PAGE, kind_names
from tailrace.settings import settings
from tests.integration.api_client import TABLE, Api, Aws
from tests.integration.playlist_runs import complete, race


@pytest.fixture(autouse=True)
def _look_again(aws: Aws) -> None:
    meta_api.health_of_period.cache_clear()


def test_one_kind_can_be_asked_for(api: Api) -> None:
    (known,) = [kind for kind in api.get("/v1/kinds").json["kinds"] if kind["name"] == "video"]
    assert api.get("/v1/kinds?kind=video").json == {"kinds": [known]}
    refused = api.get("/v1/kinds?kind=opera")
    assert (refused.status, refused.json["errors"][0]["loc"]) == (422, "query.kind")
    assert "playlist" in refused.json["errors"][0]["msg"]


def test_every_kind_has_inputs_that_run_as_they_are(api: Api) -> None:
    kinds = api.get("/v1/kinds").json["kinds"]

    assert [kind["name"] for kind in kinds] == kind_names()
    for kind in kinds:
        assert kind["title"]
        assert kind["description"]
        assert kind["steps"]
        jsonschema.Draft202012Validator.check_schema(kind["input_schema"])
        assert kind["input_schema"]["examples"]
        for example in kind["input_schema"]["examples"]:
            jsonschema.validate(example, kind["input_schema"])
            assert api.post("/v1/runs", {"kind": kind["name"], "input": example}).status == 202


def test_examples_name_the_page_of_this_deployment(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def videos() -> Any:
        settings.cache_clear()
        kinds = {kind["name"]: kind for kind in api.get("/v1/kinds").json["kinds"]}
        return kinds.pop("video")["input_schema"].pop("examples"), kinds

    (first, second), others = videos()
    assert first == {"url": EXAMPLE_PAGE}
    with monkeypatch.context() as patch:
        patch.setenv("EXAMPLE_PAGE", "http://127.0.0.1:8787/page/")
        (here, beside), same = videos()
    settings.cache_clear()
    assert here == {"url": "http://127.0.0.1:8787/page/"}
    assert beside == {**second, "text": second["text"].replace(EXAMPLE_PAGE, "http://127.0.0.1:8787/page/")} != second
    assert same == others


def test_events_are_valid_against_the_published_schema(api: Api, aws: Aws) -> None:
    answer = api.get("/v1/schema/events")
    schema = answer.json
    run_id = api.start()["run_id"]
    complete(race(aws.log, run_id, "openai", "gemini"))

    assert answer.headers["content-type"] == "application/schema+json"
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for event in aws.log.read(run_id):
        validator.validate(event)
        assert not validator.is_valid({**event, "type": "run.imagined"})
        assert not validator.is_valid({**event, "data": {**event["data"], "extra": 1}})
        assert not validator.is_valid({**event, "extra": 1})


def test_a_system_that_is_well_says_so_to_anybody(aws: Aws) -> None:
    report_providers(aws.table, TABLE, {"openai": True, "anthropic": True, "gemini": True})

    answer = Api(None).get("/v1/health")

    assert (answer.status, answer.json["status"]) == (200, "ok")
    assert answer.json["workflows"] == {name: {"state": "ok"} for name in kind_names()}
    assert {provider["state"] for provider in answer.json["providers"].values()} == {"configured"}


def test_a_provider_without_a_key_degrades_and_what_is_not_known_is_not_claimed(aws: Aws) -> None:
    report_providers(aws.table, TABLE, {"openai": True, "anthropic": False})

    answer = Api(None).get("/v1/health")

    states = {name: provider["state"] for name, provider in answer.json["providers"].items()}
    assert states == {"openai": "configured", "anthropic": "not_configured", "gemini": "unknown"}
    assert (answer.status, answer.json["status"]) == (200, "degraded")


def test_without_its_table_the_system_is_down(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="http://internal:8000")

    monkeypatch.setattr(wiring.dynamodb(), "get_item", unreachable)

    answer = Api(None).get("/v1/health")

    assert (answer.status, answer.json["status"]) == (503, "down")
    assert answer.json["table"] == {"state": "unreachable"}
    assert "internal" not in answer.text


def test_a_missing_workflow_degrades(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    client = wiring.workflows()

    def missing(**_: Any) -> None:
        raise client.exceptions.StateMachineDoesNotExist({"Error": {"Code": "x"}}, "DescribeStateMachine")

    monkeypatch.setattr(client, "describe_state_machine", missing)

    answer = Api(None).get("/v1/health")

    assert (answer.status, answer.json["status"]) == (200, "degraded")
    assert answer.json["workflows"] == {name: {"state": "missing"} for name in kind_names()}


def test_openapi_is_valid_and_has_every_route(aws: Aws) -> None:
    document = Api(None).get("/v1/openapi.json").json

    validate(document)
    assert document["servers"] == [{"url": "https://api.example"}]
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(route.method, route.path) for route in ROUTES}
    assert set(document["components"]["schemas"]) >= {"StartRun", "StartedRun", "Problem", "Snapshot", "PlaylistInput"}


def test_the_written_openapi_document_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == text()


def test_every_problem_that_is_documented_exists() -> None:
    assert {code for route in ROUTES for code in route.problems} <= set(PROBLEMS)


@pytest.mark.parametrize("target", ["/v1/kinds", "/v1/runs", "/v1/runs/{run_id}", "/v1/runs/{run_id}/events"])
def test_answers_are_as_openapi_says(api: Api, aws: Aws, target: str) -> None:
    document = json.loads(text())
    run_id = api.start(options={"metadata": {"a": "b"}})["run_id"]
    complete(race(aws.log, run_id, "openai", "gemini"))
    schema = document["paths"][target]["get"]["responses"]["200"]["content"]["application/json"]["schema"]

    answer = api.get(target.replace("{run_id}", run_id)).json

    jsonschema.validate(answer, {**schema, "components": document["components"]})


@pytest.mark.parametrize("call", ["cancel", "continue"])
def test_answers_to_who_controls_a_run_are_as_openapi_says(api: Api, call: str) -> None:
    document = json.loads(text())
    operation = document["paths"][f"/v1/runs/{{run_id}}/{call}"]["post"]
    schema = operation["responses"]["202"]["content"]["application/json"]["schema"]
    run_id = api.start()["run_id"]
    api.send("POST", f"/v1/runs/{run_id}/cancel")

    answer = api.send("POST", f"/v1/runs/{run_id}/{call}")

    assert answer.status == 202
    jsonschema.validate(answer.json, {**schema, "components": document["components"]})
    assert not operation["requestBody"]["required"]


def test_the_order_of_a_run_is_as_openapi_says() -> None:
    document = json.loads(text())
    schema = document["paths"]["/v1/runs"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator({**schema, "components": document["components"]})

    assert validator.is_valid({"kind": "playlist", "input": {"prompt": "x"}, "options": {"providers": ["openai"]}})
    assert not validator.is_valid({"kind": "playlist", "input": {"prompt": "x", "track_count": 51}})
    assert not validator.is_valid({"kind": "opera", "input": {"prompt": "x"}})
    assert not validator.is_valid({"kind": "playlist", "input": {"prompt": "x"}, "more": 1})


def test_the_page_for_people_loads_nothing_from_anywhere(aws: Aws) -> None:
    answer = Api(None).get("/docs")

    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for route in ROUTES:
        assert route.path in answer.text
    assert not re.search(r"<(script|link|img|iframe|object)\b|\bsrc=|@import|url\(", answer.text)
