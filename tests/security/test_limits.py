"""The largest of everything: it is handled or refused in words, and never cut."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tailrace import kinds
from tailrace.errors import EventTooLargeError
from tailrace.events import Draft, Expected, RunCompleted, RunStarted, StepPlan, StepProgress, StepStarted, UsageTotal
from tailrace.http import app
from tailrace.kinds.code.events import FileCompleted, FileStarted, PlannedFile, ProjectPlanned
from tailrace.kinds.code.paths import LONGEST_PATH
from tailrace.kinds.code.plans import MOST_FILES
from tailrace.kinds.code.writing import MAX_FILE_BYTES
from tailrace.log import RunLog, RunWriter
from tailrace.log.body import MAX_BYTES
from tailrace.runs import new_run_id
from tailrace.steps import StepOutcome
from tests.e2e.client import Run
from tests.e2e.deployed import Deployed
from tests.integration.api_client import PROMPT, Api, Aws, deployed

LAMBDA_ANSWER = 6_291_556
STATE = 256 * 1024
NO_USAGE = UsageTotal(calls=0, input_tokens=0, output_tokens=0, cost_usd=0)
END = Draft(RunCompleted(summary={}, duration_ms=1, usage=NO_USAGE, degraded=[]))


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with pytest.MonkeyPatch.context() as patch, deployed(patch) as found:
        yield found


def _writer(log: RunLog, run_id: str, step: str = "generate:openai") -> RunWriter:
    writer = RunWriter(log, run_id, step, 1)
    writer.append(Draft(StepStarted(label="x")))
    return writer


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The size of each answer as Lambda counts it: the JSON text that the runtime sends."""
    found: list[int] = []
    resolve = app.app.resolve

    def counted(event: Any, context: Any) -> dict[str, Any]:
        answer = resolve(event, context)
        found.append(len(json.dumps(answer, ensure_ascii=False).encode()))
        return answer

    monkeypatch.setattr(app.app, "resolve", counted)
    return found


def _read_all(api: Api, run_id: str) -> list[Any]:
    events: list[Any] = []
    while True:
        page = api.get(f"/v1/runs/{run_id}/events?after={len(events)}")
        assert page.status == 200
        events += page.json["events"]
        if page.json["closed"]:
            return events


def test_events_of_the_largest_size_and_of_the_worst_sort_come_in_pages_that_lambda_takes(
    aws: Aws, sizes: list[int]
) -> None:
    """A quote is two bytes in an event and four in Lambda's answer."""
    api = aws.client()
    run_id = api.start()["run_id"]
    writer = _writer(aws.log, run_id)
    worst = '"' * ((MAX_BYTES - 500) // 2)
    for _ in range(20):
        writer.append(Draft(StepProgress(fraction=0.5), worst))
    writer.append(END)
    events = _read_all(api, run_id)
    assert [event["seq"] for event in events] == list(range(1, 24))
    assert {event["message"] for event in events if event["type"] == "step.progress"} == {worst}
    assert max(sizes) < LAMBDA_ANSWER


def test_an_event_that_is_larger_is_refused_and_none_of_it_is_written(aws: Aws) -> None:
    run_id = aws.client().start()["run_id"]
    writer = _writer(aws.log, run_id)
    with pytest.raises(EventTooLargeError, match=rf"step.progress has \d+ bytes; an event may have {MAX_BYTES}"):
        writer.append(Draft(StepProgress(fraction=0.5), "x" * MAX_BYTES))
    assert aws.log.read(run_id)[-1]["type"] == "step.started"


def _project(aws: Aws, api: Api, content: str) -> str:
    """A project of as many files as there may be, each with this content."""
    wanted = kinds.load("code").input_model.model_json_schema()["examples"][0]
    run_id: str = api.start(kind="code", input=wanted)["run_id"]
    writer = _writer(aws.log, run_id, "plan")
    files = [PlannedFile(path=f"src/f{number}.js", purpose="x") for number in range(MOST_FILES - 1)]
    writer.append(Draft(ProjectPlanned(summary="x", files=files, requirements=[])))
    digest = hashlib.sha256(content.encode()).hexdigest()
    for file in files:
        writer.append(Draft(FileStarted(path=file.path)))
        done = FileCompleted(path=file.path, content=content, bytes=len(content.encode()), sha256=digest)
        writer.append(Draft(done))
    return run_id


def test_a_project_that_no_answer_holds_is_refused_as_a_snapshot_and_is_whole_in_its_events(
    aws: Aws, sizes: list[int]
) -> None:
    api, content = aws.client(), '"\n' * (MAX_FILE_BYTES // 2)
    run_id = _project(aws, api, content)

    snapshot = api.get(f"/v1/runs/{run_id}")

    assert (snapshot.status, snapshot.json["code"]) == (413, "snapshot_too_large")
    events: list[Any] = []
    while not (page := api.get(f"/v1/runs/{run_id}/events?after={len(events)}").json)["up_to_date"]:
        events += page["events"]
    events += page["events"]
    files = [event["data"]["content"] for event in events if event["type"] == "file.completed"]
    assert files == [content] * (MOST_FILES - 1)
    assert api.get(f"/v1/runs/{run_id}?at=5").status == 200
    assert max(sizes) < LAMBDA_ANSWER


def test_a_large_snapshot_comes_whole(aws: Aws, sizes: list[int]) -> None:
    api, content = aws.client(), '"\n' * 25_000
    run_id = _project(aws, api, content)

    snapshot = api.get(f"/v1/runs/{run_id}")

    assert snapshot.status == 200
    assert len(snapshot.text) > 3_500_000
    assert [file["content"] for file in snapshot.json["parts"]["files"]].count(content) == MOST_FILES - 1
    assert max(sizes) < LAMBDA_ANSWER


@pytest.mark.parametrize(
    "steps",
    [
        [f"file:{'x' * LONGEST_PATH}"] * MOST_FILES,
        [f"day:{number}" for number in range(1, 91)],
        [f"scene:{number}" for number in range(1, 14)],
    ],
    ids=["code", "plan", "video"],
)
def test_what_a_step_hands_to_its_state_machine_is_a_fraction_of_what_a_state_holds(steps: list[str]) -> None:
    """Ids and no content. Every state's input carries what was handed on before, which is a plan's list and no more."""
    outcome = StepOutcome(step="plan", status="completed", steps={steps[0].partition(":")[0]: steps})
    assert len(outcome.model_dump_json()) < STATE / 20


EVENTS = 5_000


@pytest.fixture(scope="module")
def long_run(running_planted_stack: Deployed) -> Run:
    """A closed run of 5,000 events, written into the stack's table as a step would."""
    stack = running_planted_stack
    dynamodb, run_id = stack.dynamodb(), new_run_id()
    log = RunLog(dynamodb, stack.stack.table)
    step = StepPlan(id="generate:openai", label="x", expected_seconds=1)
    wanted = kinds.load("playlist").input_model.model_validate(PROMPT).model_dump(mode="json")
    begun = RunStarted(kind="playlist", input=wanted, steps=[step], providers=["openai"], expected=Expected(parts=1))
    log.create(run_id, "auditor", Draft(begun))
    writer = _writer(log, run_id)
    for first in range(3, EVENTS, 100):
        numbers = range(first, min(first + 100, EVENTS))
        writer.append(*(Draft(StepProgress(fraction=0.5), f"event {number}") for number in numbers))
    writer.append(END)
    dynamodb.close()
    url = f"{stack.client.url}/v1/runs/{run_id}/stream"
    return Run(stack.client, {"run_id": run_id, "urls": {"stream": url}})


def test_a_run_of_5000_events_is_paged_and_followed_whole(long_run: Run) -> None:
    texts = long_run.texts()
    assert [json.loads(text)["seq"] for text in texts] == list(range(1, EVENTS + 1))
    followed = long_run.follow()
    assert followed.texts == texts
    assert followed.controls[-1] == {"type": "closed", "seq": EVENTS}


def test_a_run_of_5000_events_has_a_snapshot_now_and_at_any_event(long_run: Run) -> None:
    assert (long_run.snapshot()["seq"], long_run.snapshot()["status"]) == (EVENTS, "completed")
    assert (long_run.snapshot(at=2_500)["seq"], long_run.snapshot(at=2_500)["status"]) == (2_500, "running")
