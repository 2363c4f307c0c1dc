"""Writers contending on one run: events a second in its log, and the longest that an event waited to get there.

    python -m tests.benchmarks.log_contention --endpoint URL [--writers 8] [--rate 100] [--seconds 5]

Each writer is a process with a `BufferedWriter`; each adds `rate` events of about 300 bytes a second (0: as many as
the log takes, one after the other, each waiting for its turn). A wait is from adding an event to its being in the log.
"""

import argparse
import asyncio
import json
import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import uuid4

from tailrace.log import BufferedWriter, RunLog, RunWriter
from tests import tables
from tests.contract.logs import OWNER, new_id, note, seqs, started

# Filler that makes an event about 300 bytes.
_FILLER = "x" * 120


def run(endpoint: str, writers: int = 8, rate: float = 100, seconds: float = 5) -> dict[str, Any]:
    """Measure; `rate` in events a second for each writer. Waits are in milliseconds."""
    client, table, run_id = tables.connect(endpoint, attempts=3), f"bench-{uuid4().hex}", new_id()
    tables.make(client, table)
    log = RunLog(client, table)
    log.create(run_id, OWNER, started())
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(writers, timeout=60)
    with ProcessPoolExecutor(writers, mp_context=context, initializer=_enter, initargs=(barrier,)) as pool:
        futures = [pool.submit(_write, endpoint, table, run_id, index, rate, seconds) for index in range(writers)]
        measured = [future.result() for future in futures]
    events = log.read(run_id)
    items = client.query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"run#{run_id}"}},
        Select="COUNT",
    )["Count"]
    client.delete_table(TableName=table)
    waits = sorted(wait for _, _, part in measured for wait in part)
    assert seqs(events) == list(range(1, len(waits) + 2)), "the log has a gap, a double or a loss"
    took = max(end for _, end, _ in measured) - min(begin for begin, _, _ in measured)
    return {
        "writers": writers,
        "offered_per_s": round(writers * rate),
        "events": len(waits),
        "events_per_s": round(len(waits) / took),
        "events_per_item": round(len(waits) / max(1, items - 1), 1),
        "wait_p50_ms": _ms(waits, 0.5),
        "wait_p99_ms": _ms(waits, 0.99),
        "longest_wait_ms": _ms(waits, 1),
        "longest_wait_ms_by_writer": [_ms(sorted(part), 1) for _, _, part in measured],
    }


def _ms(waits: Sequence[float], share: float) -> float:
    return round(1000 * waits[min(len(waits) - 1, int(share * len(waits)))], 1) if waits else 0.0


_barrier: Barrier


def _enter(barrier: Barrier) -> None:
    """In each writer's process: what cannot be handed over as an argument."""
    global _barrier
    _barrier = barrier


def _write(
    endpoint: str, table: str, run_id: str, index: int, rate: float, seconds: float
) -> tuple[float, float, list[float]]:
    """In a writer's process: begin together, write; answers (begin, end, waits) by the machine's clock."""
    writer = RunWriter(RunLog(tables.connect(endpoint, attempts=3), table), run_id)
    _barrier.wait()
    begin = time.time()
    waits = asyncio.run(_paced(writer, index, rate, seconds) if rate else _closed_loop(writer, index, seconds))
    return begin, time.time(), waits


async def _paced(writer: RunWriter, index: int, rate: float, seconds: float) -> list[float]:
    waits: list[float] = []

    async def timed(buffer: BufferedWriter) -> None:
        added = time.perf_counter()
        await buffer.flush()
        waits.append(time.perf_counter() - added)

    async with BufferedWriter(writer) as buffer, asyncio.TaskGroup() as tasks:
        begin = time.perf_counter()
        for number in range(round(rate * seconds)):
            # Writers do not add in step with one another, but a writer that is late catches up.
            await asyncio.sleep(max(0, begin + (number + index / 10) / rate - time.perf_counter()))
            buffer.add(note(f"{index}:{number}:{_FILLER}"))
            tasks.create_task(timed(buffer))
    return waits


async def _closed_loop(writer: RunWriter, index: int, seconds: float) -> list[float]:
    waits: list[float] = []
    async with BufferedWriter(writer) as buffer:
        begin = time.perf_counter()
        while (added := time.perf_counter()) < begin + seconds:
            buffer.add(note(f"{index}:{len(waits)}:{_FILLER}"))
            await buffer.flush()
            waits.append(time.perf_counter() - added)
    return waits


def main() -> None:
    """Print a table to standard error and the measurements as JSON to standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--seconds", type=float, default=5)
    result = run(**vars(parser.parse_args()))
    for name, value in result.items():
        print(f"{name:>28}  {value}", file=sys.stderr)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
