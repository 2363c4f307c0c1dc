"""The stream function as it is deployed (its own run.sh, its own process) over moto, and clients for it."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
import httpx2
from ulid import ULID

from local import aws, ports, process
from tailrace import keys
from tailrace.events import Draft, Expected, RunCompleted, RunStarted, StepPlan, StepProgress, StepStarted, UsageTotal
from tailrace.log import RunLog, RunWriter
from tests import tables
from tests.integration.sse_client import EventStream, ServerSentEvent

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

FUNCTION = process.ROOT / "functions" / "stream"
KEY, OTHER_KEY = "tr_owners_key", "tr_others_key"
SECRET = "the signing secret"
STEP = "generate:openai"

_RUNNING = re.compile(r"Uvicorn running on (http://127\.0\.0\.1:[0-9]+)")


@dataclass(frozen=True)
class Backend:
    """A table, a signing secret and two API keys on one moto server."""

    environment: dict[str, str]
    client: "DynamoDBClient"
    log: RunLog

    def new_run(self, *, owner: str = "owner") -> str:
        """An open run with its first event."""
        run_id = str(ULID()).lower()
        started = RunStarted(
            kind="playlist",
            input={},
            steps=[StepPlan(id=STEP, label="Tracks", expected_seconds=1)],
            providers=["openai"],
            expected=Expected(parts=1),
        )
        self.log.create(run_id, owner, Draft(started))
        return run_id

    def writer(self, run_id: str) -> RunWriter:
        """A producer of one attempt."""
        writer = RunWriter(self.log, run_id, STEP, 1)
        writer.append(Draft(StepStarted(label="Tracks")))
        return writer

    def closed_run(self, events: int) -> str:
        """A closed run of this many events, in items of one to five events."""
        run_id = self.new_run()
        writer = self.writer(run_id)
        left, size = events - 3, 1
        while left:
            size = min(left, size % 5 + 1)
            writer.append(*[progress(left - i) for i in range(size)])
            left -= size
        writer.append(completed())
        return run_id


def progress(number: int) -> Draft:
    """An event whose text has whatever a careless framer would stumble over."""
    return Draft(StepProgress(fraction=0.5), f"number {number}\r\nnext\n\nline \u2028 sep \x85 nel 🎧 data: id: 7\n")


def completed() -> Draft:
    """The end of a run."""
    usage = UsageTotal(calls=0, input_tokens=0, output_tokens=0, cost_usd=0)
    return Draft(RunCompleted(summary={}, duration_ms=1, usage=usage, degraded=[]))


@contextmanager
def backend(logs: Path, dynamodb_url: str) -> Iterator[Backend]:
    """The local stack's Secrets Manager, and a table in this DynamoDB; `logs` is a folder."""
    listener = ports.listen()
    secrets_url = f"http://127.0.0.1:{ports.port_of(listener)}"
    aws_process = aws.launch(listener, [], endpoints={}, logs=logs, preload=())
    table = f"tailrace-{ULID()}"
    try:
        secrets = boto3.client("secretsmanager", endpoint_url=secrets_url, **tables.CREDENTIALS)
        secret = secrets.create_secret(Name=str(ULID()), SecretString=SECRET)
        client = tables.connect(dynamodb_url)
        tables.make(client, table)
        for key, owner in ((KEY, "owner"), (OTHER_KEY, "other")):
            client.put_item(TableName=table, Item=keys.item(key, owner, "a key", "2026-11-20T08:00:00.000Z"))
        environment = {
            **process.dummy_credentials(),
            "AWS_ENDPOINT_URL": secrets_url,
            "AWS_ENDPOINT_URL_DYNAMODB": dynamodb_url,
            "TABLE_NAME": table,
            "SIGNING_SECRET": secret["ARN"],
        }
        yield Backend(environment, client, RunLog(client, table))
        secrets.close()
        client.close()
    finally:
        aws_process.terminate()
        aws_process.end(grace_s=2)


@dataclass
class Function:
    """The stream function's process."""

    url: str
    process: subprocess.Popen[str]
    output: list[str] = field(default_factory=list)

    def stream_url(self, run_id: str) -> str:
        """Where a run is followed."""
        return f"{self.url}/v1/runs/{run_id}/stream"

    def stop(self) -> int:
        """End it as a terminal or a supervisor would; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(5)


@contextmanager
def stream_function(backend: Backend, **environment: str) -> Iterator[Function]:
    """run.sh on a free port, with the paths that Lambda would give it."""
    child = subprocess.Popen(
        [FUNCTION / "run.sh"],
        env={
            **backend.environment,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LAMBDA_TASK_ROOT": str(FUNCTION),
            "LAMBDA_RUNTIME_DIR": str(process.ROOT / "layers" / "core"),
            "AWS_LWA_PORT": "0",
            **environment,
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr
    output: list[str] = []
    running = None
    while not running:
        line = child.stderr.readline()
        assert line, "".join(output)
        output.append(line)
        running = _RUNNING.search(line)
    function = Function(running[1], child, output)
    rest = threading.Thread(target=output.extend, args=(child.stderr,))
    rest.start()
    try:
        yield function
        if child.poll() is None:
            function.stop()
    finally:
        child.kill()
        child.wait()
        rest.join()
        child.stderr.close()
    assert "Traceback" not in "".join(output), "".join(output)


class Answer(NamedTuple):
    """What one connection gave. `complete`: it was ended by the server, in good order."""

    status: int
    headers: httpx2.Headers
    body: bytes
    complete: bool

    def events(self) -> list[ServerSentEvent]:
        """All frames that are no comments."""
        return EventStream().feed(self.body)

    def log_events(self) -> list[tuple[int, str]]:
        """The events of the log: (seq, JSON text)."""
        return [(int(event.own_id), event.data) for event in self.events() if event.own_id is not None]

    def controls(self) -> list[str]:
        """The JSON texts of the control frames."""
        return [event.data for event in self.events() if event.type == "control"]


async def read(
    url: str, *, key: str | None = KEY, last_event_id: str | None = None, cut: int | None = None, **query: str | int
) -> Answer:
    """One connection to its end, or dropped after `cut` bytes."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if last_event_id is not None:
        headers["Last-Event-ID"] = last_event_id
    body = b""
    async with (
        httpx2.AsyncClient(timeout=30, trust_env=False, verify=False) as client,
        client.stream("GET", url, headers=headers, params=query) as response,
    ):
        async for data in response.aiter_raw():
            body += data
            if cut is not None and len(body) >= cut:
                return Answer(response.status_code, response.headers, body[:cut], complete=False)
        return Answer(response.status_code, response.headers, body, complete=True)


async def frames(url: str, **query: str | int) -> Any:
    """The events of one connection as they arrive."""
    stream = EventStream()
    async with (
        httpx2.AsyncClient(timeout=30, trust_env=False, verify=False) as client,
        client.stream("GET", url, headers={"Authorization": f"Bearer {KEY}"}, params=query) as response,
    ):
        async for data in response.aiter_raw():
            for event in stream.feed(data):
                yield event
