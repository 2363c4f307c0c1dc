"""Kills the processes in which functions run, with SIGKILL and while they work."""

import asyncio
import contextlib
import os
import random
import signal
from pathlib import Path

from local import processes
from local.chaos.tally import Tally

# The tail's server is one process for all readers. It has a worker's fate, but not as often.
_SERVES_ALL = "stream"
# Seconds over which a process is watched for work.
_WATCH_S = 0.25


def functions(stack: int) -> dict[int, str]:
    """The workers under this stack's process, each with its function's folder. None while the stack is down."""
    found = {pid: _folder(pid) for pid in processes.family(stack)}
    return {pid: folder.name for pid, folder in found.items() if folder and folder.parent.name == "functions"}


async def at_work(stack: int) -> dict[int, str]:
    """Those of them that use the processor just now."""
    known = functions(stack)
    before = {pid: processes.cpu_ticks(pid) for pid in known}
    await asyncio.sleep(_WATCH_S)
    return {pid: known[pid] for pid, ticks in before.items() if processes.cpu_ticks(pid) > ticks}


async def kill_one(stack: int, rng: random.Random, tally: Tally) -> None:
    """Kill one that works, of any function, if there is one."""
    working = await at_work(stack)
    by_function: dict[str, list[int]] = {}
    for pid, name in working.items():
        by_function.setdefault(name, []).append(pid)
    if len(by_function) > 1 and rng.random() < 0.9:
        by_function.pop(_SERVES_ALL, None)
    if not by_function:
        return
    # First the function, so that those with few workers have their share.
    name = rng.choice(sorted(by_function))
    with contextlib.suppress(ProcessLookupError):
        os.kill(rng.choice(by_function[name]), signal.SIGKILL)
        tally.add(f"worker killed: {name}")


def _folder(pid: int) -> Path | None:
    """The working directory, which for a worker is its function's."""
    try:
        return (Path("/proc") / str(pid) / "cwd").readlink()
    except OSError:
        return None
