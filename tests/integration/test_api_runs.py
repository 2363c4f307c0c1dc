"""Starting, reading and listing runs over HTTP."""

import threading
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError

from tailrace import tokens, wiring
from tailrace.events import Draft, StepProgress
from tailrace.fold import fold
from tailrace.http.snapshot_model import Snapshot
from tailrace.log import RunWriter
from tests.integration.api_client import PROMPT, STREAM_URL, TABLE, Answer, Api, Aws
from tests.integration.playlist_runs import complete, race


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


@pytest.mark.parametrize("limit", [1, 2, 7, 500])
def test_polling_gives_the_log(api: Api, aws: Aws, limit: int) -> None:
    run_id = api.start()["run_id"]
    complete(race(aws.log, run_id, "openai", "gemini"))

    seen: list[Any] = []
    page = {"next_after": 0, "closed": False, "up_to_date": False, "events": []}
    while not page["closed"]:
        page = api.get(f"/v1/runs/{run_id}/events?after={page['next_after']}&limit={limit}").json
        assert 0 < len(page["events"]) <= limit
        assert page["next_after"] == page["events"][-1]["seq"]
        assert page["up_to_date"] == page["closed"]
        seen += page["events"]
    assert seen == aws.log.read(run_id)


def test_polling_an_open_run_says_when_there_is_nothing_more_yet(api: Api) -> None:
    run_id = api.start()["run_id"]

    first = api.get(f"/v1/runs/{run_id}/events").json
    assert (first["next_after"], first["up_to_date"], first["closed"]) == (1, True, False)
    second = api.get(f"/v1/runs/{run_id}/events?after=1").json
    assert second == {"events": [], "next_after": 1, "up_to_date": True, "closed": False}


def test_who_has_the_whole_of_a_closed_run_is_told_at_once(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    complete(race(aws.log, run_id, "openai"))
    last = len(aws.log.read(run_id))

    page = api.get(f"/v1/runs/{run_id}/events?after={last}&wait=20").json

    assert page == {"events": [], "next_after": last, "up_to_date": True, "closed": True}


def test_a_long_poll_ends_when_something_happens(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    asked = threading.Event()
    read_lines = aws.log.read_lines

    def announce(*arguments: Any) -> list[str]:
        lines = read_lines(*arguments)
        asked.set()
        return lines

    def happen() -> None:
        asked.wait(10)
        race(aws.log, run_id, "openai")

    happening = threading.Thread(target=happen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aws.log, "read_lines", announce)
        happening.start()
        page = api.get(f"/v1/runs/{run_id}/events?after=1&wait=20").json
    happening.join()

    assert page["events"][0]["seq"] == 2


def test_a_page_of_events_fits_into_a_lambdas_answer(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    writer = race(aws.log, run_id, "openai")
    for _ in range(20):
        writer.append(Draft(StepProgress(fraction=0.5), "x" * 250_000, "generate:openai", 1))

    page = api.get(f"/v1/runs/{run_id}/events")

    assert len(page.text) < 6_000_000
    assert not page.json["up_to_date"]
    rest = api.get(f"/v1/runs/{run_id}/events?after={page.json['next_after']}").json
    assert page.json["events"] + rest["events"] == aws.log.read(run_id)


def ids(answer: Answer) -> list[str]:
    return [run["run_id"] for run in answer.json["runs"]]


def test_own_runs_are_listed_newest_first_page_by_page(aws: Aws) -> None:
    api = aws.client()
    started = []
    for _ in range(5):
        started.append(api.start()["run_id"])
        time.sleep(0.002)  # ids of the same millisecond have no order
    aws.client().start()

    pages, cursor = [], ""
    while True:
        answer = api.get(f"/v1/runs?limit=2{cursor}")
        pages.append(ids(answer))
        if answer.json["next_cursor"] is None:
            break
        cursor = f"&cursor={answer.json['next_cursor']}"

    assert [run for page in pages for run in page] == started[::-1]
    assert all(len(page) <= 2 for page in pages)


def test_a_listed_run_says_what_it_is(api: Api) -> None:
    run = api.start(options={"metadata": {"who": "Zoë"}})

    (listed,) = api.get("/v1/runs").json["runs"]

    assert listed.pop("created_at").endswith("Z")
    assert listed == {
        "run_id": run["run_id"],
        "kind": "playlist",
        "status": "queued",
        "metadata": {"who": "Zoë"},
        "url": run["urls"]["self"],
    }


def test_the_list_tells_the_status_that_the_log_tells(api: Api, aws: Aws) -> None:
    queued, running, completed = (api.start()["run_id"] for _ in range(3))
    race(aws.log, running, "openai")
    complete(race(aws.log, completed, "openai"))

    expected = {queued: "queued", running: "running", completed: "completed"}
    for _ in range(2):  # the second time from what the first has repaired
        assert {run["run_id"]: run["status"] for run in api.get("/v1/runs").json["runs"]} == expected
    for run_id, status in expected.items():
        assert ids(api.get(f"/v1/runs?status={status}&kind=playlist")) == [run_id]
    assert ids(api.get("/v1/runs?status=failed")) == []


def test_a_run_whose_log_never_began_is_not_listed(api: Api, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: Any) -> None:
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(aws.log, "create", die)
        assert api.post("/v1/runs", {"kind": "playlist", "input": PROMPT}).status == 503

    assert ids(api.get("/v1/runs")) == []


def test_who_asks_here_for_the_stream_is_sent_there_with_a_token(api: Api) -> None:
    run_id = api.start()["run_id"]

    answer = api.get(f"/v1/runs/{run_id}/stream?after=3&replay=2")

    location = urlsplit(answer.headers["location"])
    query = parse_qs(location.query)
    assert answer.status == 307
    assert f"{location.scheme}://{location.netloc}{location.path}" == f"{STREAM_URL}/v1/runs/{run_id}/stream"
    assert (query["after"], query["replay"]) == (["3"], ["2"])
    tokens.verify(["a secret"], run_id, query["token"][0], time.time())


def test_who_brings_a_token_for_the_stream_needs_no_key(api: Api) -> None:
    run_id = api.start()["run_id"]

    answer = Api(None).get(f"/v1/runs/{run_id}/stream?token=t&after=1")

    assert (answer.status, answer.headers["location"]) == (
        307,
        f"{STREAM_URL}/v1/runs/{run_id}/stream?token=t&after=1",
    )
    assert Api(None).get(f"/v1/runs/{run_id}/stream").status == 401


def test_a_page_of_large_events_fits_into_an_answer_and_the_pages_make_the_log(api: Api, aws: Aws) -> None:
    run_id = api.start()["run_id"]
    step = api.get(f"/v1/runs/{run_id}").json["steps"][0]["id"]
    RunWriter(aws.log, run_id, step, 1).append(*[Draft(StepProgress(fraction=0), "x" * 250_000)] * 30)
    pages: list[Any] = []
    after = 0
    while not pages or not pages[-1]["up_to_date"]:
        answer = api.get(f"/v1/runs/{run_id}/events?after={after}")
        assert len(answer.text) < 6_000_000
        pages.append(answer.json)
        after = answer.json["next_after"]
    assert len(pages) > 1
    assert [event["seq"] for page in pages for event in page["events"]] == list(range(1, 32))


@pytest.mark.parametrize("run_id", ["é", "a b", "01K9ZQ4T0V6H8M3R5W7Y9B2D4F", "..", "z" * 26])
def test_nobody_is_sent_to_the_stream_of_what_is_no_run(api: Api, run_id: str) -> None:
    answer = Api(None).get(f"/v1/runs/{run_id}/stream?token=t")
    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert "location" not in answer.headers


def test_head_is_get_without_the_body(api: Api) -> None:
    run_id = api.start()["run_id"]

    head, get = (api.send(method, f"/v1/runs/{run_id}") for method in ("HEAD", "GET"))

    assert (head.status, head.text) == (200, "")
    assert head.headers["etag"] == get.headers["etag"]
