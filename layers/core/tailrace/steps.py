"""One attempt of one step: what every Lambda that works on a run does around its own work.

A step whose part is complete is skipped. Otherwise the attempt is written down, the step's module does its
work, and its outcome is appended: completed in one item with the last facts, or failed, final or not. So a
Lambda that Step Functions retries, and a run that is continued later, make only what is missing.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError
from pydantic import Field

from tailrace import failures, kinds
from tailrace.context import StepContext
from tailrace.errors import AwsUnavailableError, LogError
from tailrace.events import Draft, StepCompleted, StepSkipped, StepStarted, StepSuperseded, Strict
from tailrace.executions import left_behind
from tailrace.fold import Snapshot, find_step
from tailrace.log import BufferedWriter, RunWriter
from tailrace.log.retry import is_transient
from tailrace.wiring import run_log

Finish = Callable[[Snapshot], Sequence[Draft]]
"""Decides a step's last facts against the log as it stands; they are appended together with `step.completed`."""

# The longest wish of a provider to be left alone that an attempt waits for, in seconds.
LONGEST_WAIT_S = 30


class StepInvocation(Strict):
    """What the state machine hands to a step's Lambda. `retry_count` counts within this execution.

    `execution` is its name, `<run_id>-<n>`.
    """

    run_id: str
    execution: str
    step: str
    retry_count: int = Field(ge=0)
    max_attempts: int = Field(ge=1)

    @property
    def is_last(self) -> bool:
        """Whether the state machine will not try again."""
        return self.retry_count + 1 >= self.max_attempts


class StepOutcome(Strict):
    """What the step's Lambda answers to the state machine.

    `steps` are the ids of the steps that this one has added to the run, now or in an earlier execution, by the name
    that they begin with: what a Map state goes through.
    """

    step: str
    status: Literal["completed", "skipped"]
    steps: dict[str, list[str]]


def run_step(invocation: StepInvocation, remaining_s: float) -> StepOutcome:
    """Run one attempt, for at most `remaining_s` seconds.

    Raises the error that the attempt ended with, by whose class name the state machine retries.
    """
    return asyncio.run(_attempt(invocation, time.monotonic() + remaining_s))


async def _attempt(invocation: StepInvocation, deadline: float) -> StepOutcome:
    writer = RunWriter(run_log(), invocation.run_id, step=invocation.step)
    wait_s = _begin(writer, invocation)
    if wait_s is None:
        return _outcome(writer.snapshot, invocation.step, "skipped")
    began = time.monotonic()
    try:
        async with BufferedWriter(writer) as buffer:
            context = StepContext(writer, buffer, deadline, is_last=invocation.is_last)
            finish = await _unless_fenced(buffer, _work(context, invocation, wait_s))
        writer.decide(
            lambda snapshot: [
                *finish(snapshot),
                Draft(StepCompleted(duration_ms=round((time.monotonic() - began) * 1000))),
            ]
        )
    except LogError:
        # The run is closed, or a later attempt has the step: there is nobody left to tell.
        raise
    except Exception as error:
        # Whatever it was, the run must say that this attempt failed; the error itself goes on to the state machine.
        told = _as_told(error)
        _fail(writer, invocation, told)
        if told is error:
            raise
        raise told from error
    return _outcome(writer.snapshot, invocation.step, "completed")


def _outcome(snapshot: Snapshot, step: str, status: Literal["completed", "skipped"]) -> StepOutcome:
    added: dict[str, list[str]] = {}
    for other in snapshot["steps"]:
        if other["added_by"] == step:
            added.setdefault(other["id"].partition(":")[0], []).append(other["id"])
    return StepOutcome(step=step, status=status, steps=added)


def _as_told(error: Exception) -> Exception:
    """The error that the state machine is to decide by: AWS's own have one class for what passes and what stays."""
    if isinstance(error, ClientError):
        answer = error.response
        code, status = answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]
        return AwsUnavailableError(f"AWS said {code}") if is_transient(status, code) else error
    if isinstance(error, HTTPClientError | ConnectionError):
        return AwsUnavailableError(f"AWS could not be reached ({type(error).__name__})")
    return error


def _begin(writer: RunWriter, invocation: StepInvocation) -> float | None:
    """Write down that this attempt begins; answers how many seconds it must wait first.

    None if the step is complete, which is then written down instead. Raises `SupersededError` for an invocation
    that was on its way while its run was cancelled and resumed: the run has another execution by now.
    """
    wait_s: float | None = None

    def decide(snapshot: Snapshot) -> list[Draft]:
        nonlocal wait_s
        left_behind(snapshot, invocation.execution)
        step = find_step(snapshot, invocation.step)
        before = step["attempt"]
        if step["state"] == "completed":
            writer.attempt, wait_s = before, None
            return [Draft(StepSkipped(reason="already_done"))]
        writer.attempt, wait_s = max(invocation.retry_count, before) + 1, _wished_wait(step)
        drafts = [Draft(StepStarted(label=step["label"]))]
        if step["state"] == "running":
            drafts.insert(0, Draft(StepSuperseded(by_attempt=writer.attempt), attempt=before))
        return drafts

    writer.decide(decide)
    return wait_s


def _wished_wait(step: Mapping[str, Any]) -> float:
    """How much longer the provider wished to be left alone, as far as an attempt can wait."""
    wish = (step["error"] or {}).get("retry_after_s")
    if not wish:
        return 0
    passed = (datetime.now(UTC) - datetime.fromisoformat(step["ended_at"])).total_seconds()
    return float(max(0.0, min(wish - passed, LONGEST_WAIT_S)))


async def _work(context: StepContext, invocation: StepInvocation, wait_s: float) -> Finish:
    await asyncio.sleep(wait_s)
    name, _, argument = invocation.step.partition(":")
    module = kinds.load_part(context.snapshot["kind"], name)
    finish: Finish = await module.run(context, argument)
    return finish


async def _unless_fenced(buffer: BufferedWriter, work: Coroutine[Any, Any, Finish]) -> Finish:
    """The work's outcome; it is stopped, and its connections closed, when the log refuses this attempt."""
    task = asyncio.create_task(work)
    watched: set[asyncio.Future[Any]] = {task, buffer.failed}
    await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
    if not task.done():
        task.cancel()
        # What it ends with is of no interest, but asyncio complains of an error that nobody has looked at.
        await asyncio.gather(task, return_exceptions=True)
        buffer.failed.result()
    return task.result()


def _fail(writer: RunWriter, invocation: StepInvocation, error: Exception) -> None:
    failure = failures.describe(error)
    final = invocation.is_last or not failure.retryable
    try:
        writer.decide(lambda snapshot: failures.failed(snapshot, invocation.step, failure, final=final))
    except LogError:
        return  # Closed or superseded since: the log does not want to hear it, and the caller gets the first error.
