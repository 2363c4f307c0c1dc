"""What the log's tests share: runs with steps to write for, and drafts that can be told apart."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from botocore.credentials import Credentials
from types_boto3_dynamodb import DynamoDBClient
from types_boto3_dynamodb.type_defs import WriteRequestTypeDef
from ulid import ULID

from tailrace.events import (
    Draft,
    Event,
    Expected,
    RunCompleted,
    RunResumed,
    RunStarted,
    StepPlan,
    StepProgress,
    StepStarted,
    UsageTotal,
)
from tailrace.log import AsyncDynamo, RunLog, Tail, items

STEPS = tuple(f"generate:{name}" for name in ("a", "b", "c", "d"))
OWNER = "someone"
CREDENTIALS = Credentials("test", "test")


@dataclass(frozen=True)
class Store:
    """A table, and the logs and tails of it."""

    client: DynamoDBClient
    table: str

    def log(self, **options: float) -> RunLog:
        return RunLog(self.client, self.table, **options)  # type: ignore[arg-type] # some of its options are whole numbers

    def tail(self, **options: float) -> Tail:
        return Tail(self.client, self.table, dynamo=AsyncDynamo(self.client, credentials=CREDENTIALS), **options)

    def run(self) -> str:
        """A new run, begun."""
        run_id = new_id()
        self.log().create(run_id, OWNER, started())
        return run_id

    def fill(self, run_id: str, lines: list[str]) -> None:
        """Put these events after a run's first one, an item each, as a backlog that somebody has written before."""
        found = [items.make(run_id, seq, [line], items.expires_at(run_id, 1), "x") for seq, line in enumerate(lines, 2)]
        for first in range(0, len(found), 25):
            puts: list[WriteRequestTypeDef] = [{"PutRequest": {"Item": item}} for item in found[first : first + 25]]
            assert not self.client.batch_write_item(RequestItems={self.table: puts})["UnprocessedItems"]


def new_id(at: datetime | None = None) -> str:
    return str(ULID.from_datetime(at or datetime.now(UTC))).lower()


def started() -> Draft:
    steps = [StepPlan(id=step, label=step, expected_seconds=1) for step in STEPS]
    return Draft(RunStarted(kind="playlist", input={}, steps=steps, providers=["a"], expected=Expected(parts=1)))


def begun() -> Draft:
    return Draft(StepStarted(label="x"))


def note(text: object, step: str | None = STEPS[0], attempt: int | None = None) -> Draft:
    """An event that carries a text."""
    return Draft(StepProgress(fraction=0.5), str(text), step, attempt)


def notes(count: int, prefix: str = "") -> list[Draft]:
    return [note(f"{prefix}{index}") for index in range(count)]


def completed() -> Draft:
    usage = UsageTotal(calls=0, input_tokens=0, output_tokens=0, cost_usd=0)
    return Draft(RunCompleted(summary={}, duration_ms=0, usage=usage, degraded=[]))


def resumed() -> Draft:
    return Draft(RunResumed(steps=[], reason="test"))


def texts(events: Iterable[Event | str]) -> list[str]:
    """The texts of the notes among these events or JSON texts."""
    return [str(event["message"]) for event in map(_parsed, events) if event["type"] == "step.progress"]


def seqs(events: Iterable[Event | str]) -> list[int]:
    """The numbers of these events or JSON texts."""
    return [event["seq"] for event in map(_parsed, events)]


def _parsed(event: Event | str) -> Event:
    return cast(Event, json.loads(event)) if isinstance(event, str) else event
