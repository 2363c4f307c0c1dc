"""Producers of finished parts at a given pace, in processes of their own: the log and its tail without any model.

A run has three producers, as a playlist has, each with a `BufferedWriter` of its own; their tracks are real events.
"""

import asyncio
import multiprocessing
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import boto3
from ulid import ULID

from tailrace import kinds
from tailrace.endings import duration_ms, usage_total
from tailrace.events import Draft, RunCompleted, RunStarted, StepStarted
from tailrace.kinds.playlist.events import TrackAdded
from tailrace.kinds.playlist.track import Track
from tailrace.log import BufferedWriter, RunLog, RunWriter

PROVIDERS = ("openai", "anthropic", "gemini")
PROCESSES = 4
_TRACK = Track(
    artist="An artist with a name of usual length",
    title="A title as long as most titles are",
    duration_s=240,
    energy=60,
    key="A minor",
    camelot="8A",
    bpm=120,
    genre="house",
    year=1999,
    explicit=False,
    reason="It takes over where the one before left off, and lifts the room a little without hurrying it.",
    target_energy=60,
    transition=None,
    warnings=[],
)


@dataclass(frozen=True)
class Load:
    """`parts` a producer, one every `gap_s` seconds, written to this table."""

    endpoint: str
    table: str
    parts: int
    gap_s: float


def create(load: Load, owner: str, runs: int) -> list[str]:
    """Runs of which only the beginning is written."""
    kind = kinds.load("playlist")
    wanted = kind.input_model(prompt="A benchmark", track_count=min(50, load.parts))
    steps, expected = kind.plan(wanted, PROVIDERS)
    started = RunStarted(
        kind="playlist",
        input=wanted.model_dump(mode="json"),
        steps=steps,
        providers=list(PROVIDERS),
        expected=expected,
    )
    run_ids = [str(ULID()).lower() for _ in range(runs)]
    for run_id in run_ids:
        _log(load).create(run_id, owner, Draft(started))
    return run_ids


async def produce(load: Load, run_ids: Sequence[str]) -> None:
    """Let all runs' producers work at once, and write each run's end. Returns when all are done."""
    context = multiprocessing.get_context("spawn")
    shares = [run_ids[start::PROCESSES] for start in range(min(PROCESSES, len(run_ids)))]
    with ProcessPoolExecutor(len(shares), mp_context=context) as pool:
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(pool, _work, load, share) for share in shares))


def _work(load: Load, run_ids: Sequence[str]) -> None:
    log = _log(load)

    async def all_runs() -> None:
        await asyncio.gather(*(_run(log, run_id, load) for run_id in run_ids))

    asyncio.run(all_runs())


async def _run(log: RunLog, run_id: str, load: Load) -> None:
    await asyncio.gather(*(_producer(log, run_id, provider, load) for provider in PROVIDERS))
    writer = RunWriter(log, run_id)
    snapshot = writer.snapshot
    writer.append(
        Draft(RunCompleted(summary={}, duration_ms=duration_ms(snapshot), usage=usage_total(snapshot), degraded=[]))
    )


async def _producer(log: RunLog, run_id: str, provider: str, load: Load) -> None:
    writer = RunWriter(log, run_id, step=f"generate:{provider}", attempt=1)
    async with BufferedWriter(writer) as buffer:
        buffer.add(Draft(StepStarted(label="Picks tracks")))
        for index in range(load.parts):
            await asyncio.sleep(load.gap_s * random.uniform(0.5, 1.5))
            buffer.add(Draft(TrackAdded(provider=provider, index=index, track=_TRACK)))


def _log(load: Load) -> RunLog:
    client = boto3.client(
        "dynamodb",
        endpoint_url=load.endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    return RunLog(client, load.table)
