"""A run's snapshot over HTTP."""

from tailrace.fold import fold
from tailrace.http.snapshot_model import Snapshot
from tests.integration.api_client import Api, Aws
from tests.integration.playlist_runs import complete, race


def test_the_snapshot_is_the_fold_at_every_event(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    complete(race(aws.log, run_id, "openai", "gemini"))

    events = aws.log.read(run_id)
    for seq in range(1, len(events) + 1):
        assert api.get(f"/v1/runs/{run_id}?at={seq}").json == fold(events[:seq])
    newest = api.get(f"/v1/runs/{run_id}").json
    assert newest == fold(events)
    assert newest["status"] == "completed"


def test_the_snapshot_is_as_openapi_says(api: Api, aws: Aws) -> None:
    run_id = api.start(options={"metadata": {"a": "b"}})["run_id"]
    race(aws.log, run_id, "openai")

    Snapshot.model_validate(api.get(f"/v1/runs/{run_id}").json)


def test_a_snapshot_that_has_not_changed_is_not_sent_again(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    first = api.get(f"/v1/runs/{run_id}")
    tag = first.headers["etag"]

    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = api.get(f"/v1/runs/{run_id}", If_None_Match=given)
        assert (again.status, again.text, again.headers["etag"]) == (304, "", tag)
    assert api.get(f"/v1/runs/{run_id}", If_None_Match='"other"').json == first.json
    race(aws.log, run_id, "openai")
    changed = api.get(f"/v1/runs/{run_id}", If_None_Match=tag)
    assert changed.status == 200
    assert changed.headers["etag"] != tag
    assert api.get(f"/v1/runs/{run_id}?at=1", If_None_Match=tag).status == 304


def test_head_is_get_without_the_body(api: Api) -> None:
    run_id = api.start()["run_id"]

    head, get = (api.send(method, f"/v1/runs/{run_id}") for method in ("HEAD", "GET"))

    assert (head.status, head.text) == (200, "")
    assert head.headers["etag"] == get.headers["etag"]
