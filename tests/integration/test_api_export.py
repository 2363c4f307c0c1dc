"""Runs as files, over HTTP."""

import csv
import io

import pytest

from tailrace import exports, kinds
from tailrace.http import export_api
from tests.integration.api_client import Api, Aws
from tests.integration.playlist_runs import complete, race


def test_a_run_comes_as_a_file_to_be_saved(api: Api, aws: Aws, run_id: str) -> None:
    complete(race(aws.log, run_id, "openai", "gemini"))

    answer = api.get(f"/v1/runs/{run_id}/export?format=csv")

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="playlist-{run_id}.csv"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    titles = [row["title"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))]
    tracks = api.get(f"/v1/runs/{run_id}").json["parts"]["tracks"]
    assert titles == [position["track"]["title"] for position in tracks]
    assert api.get(f"/v1/runs/{run_id}/export").text == answer.text
    head = api.send("HEAD", f"/v1/runs/{run_id}/export?format=csv")
    assert (head.status, head.text) == (200, "")


def test_json_comes_as_it_is(api: Api, aws: Aws, run_id: str) -> None:
    race(aws.log, run_id, "openai")

    answer = api.get(f"/v1/runs/{run_id}/export?format=json")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json["tracks"] == api.get(f"/v1/runs/{run_id}").json["parts"]["tracks"]
    assert "-partial.json" in answer.headers["content-disposition"]


def test_what_cannot_be_exported_is_refused(api: Api, aws: Aws, run_id: str) -> None:
    nothing = api.get(f"/v1/runs/{run_id}/export")
    assert (nothing.status, nothing.json["code"]) == (409, "nothing_to_export")
    race(aws.log, run_id, "openai")
    for query in ("format=pdf", "format="):
        unknown = api.get(f"/v1/runs/{run_id}/export?{query}")
        assert (unknown.status, unknown.json["code"]) == (422, "invalid_request")
        (error,) = unknown.json["errors"]
        assert error["loc"] == "query.format"
        assert error["msg"].endswith("there are csv, m3u, json")
    assert api.get(f"/v1/runs/{run_id}/export?as=csv").json["errors"][0]["loc"] == "query.as"
    assert aws.client().get(f"/v1/runs/{run_id}/export").status == 404


def test_a_file_that_no_answer_holds_is_refused_with_its_size(
    api: Api, aws: Aws, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    race(aws.log, run_id, "openai")
    size = len(api.get(f"/v1/runs/{run_id}/export").text.encode())
    monkeypatch.setattr(export_api, "MAX_BYTES", size - 1)

    answer = api.get(f"/v1/runs/{run_id}/export")

    assert (answer.status, answer.json["code"]) == (413, "export_too_large")
    assert f"{size} bytes" in answer.json["detail"]


def test_the_largest_file_fits_into_a_lambdas_answer() -> None:
    """6 MB, of which base64 takes four bytes for three; a kilobyte a header is plenty."""
    assert export_api.MAX_BYTES * 4 / 3 + 10_000 < 6 * 1024 * 1024


@pytest.mark.parametrize("name", kinds.kind_names())
def test_every_kind_says_what_it_is_exported_as_and_what_can_be_made_again(api: Api, name: str) -> None:
    (told,) = [kind for kind in api.get("/v1/kinds").json["kinds"] if kind["name"] == name]
    kind = kinds.load(name)

    assert [form["name"] for form in told["export_formats"]] == list(exports.formats(name))
    assert {step["name"] for step in told["steps"] if step["repeatable"]} == kind.repeatable
    assert {step["name"] for step in told["steps"] if step["on_request"]} == kind.requestable
    # What is named somewhere is one of its steps, and what exists on request can be asked for twice.
    steps = [*kind.after, *(step for following in kind.after.values() for step in following)]
    named = kind.repeatable | kind.requestable | {step.partition(":")[0] for step in steps}
    assert named <= set(kind.steps)
    assert kind.requestable <= kind.repeatable


@pytest.mark.parametrize("name", kinds.kind_names())
def test_every_kind_counts_its_parts(name: str) -> None:
    fold = kinds.load_fold(name)
    started = {"kind": name, "input": kinds.load(name).input_model.model_json_schema()["examples"][0], "providers": []}

    assert fold.made(fold.empty(started)) == 0
