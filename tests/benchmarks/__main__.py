"""`make bench`: the benchmarks, as a table and as JSON.

    PYTHONPATH=layers/core python -m tests.benchmarks [--only starting,behind_one_run,…] [--out bench-results.json]

Nothing is judged here: the table has what was measured beside what is aimed at. The two that take many minutes,
`cancels` and `long_run`, are measured when `--only` names them.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvloop

from local import dynamodb, settings
from local.stack import Stack
from tests.benchmarks import cancels, kinds, log_contention, long_run, page, playlist_runs, settling

Result = dict[str, Any]

# What each benchmark aims at, as told in the README.
AIMS = {
    "starting": "POST median < 150 ms, first event < 500 ms, first track < 2,000 ms",
    "overlap": "all providers at most 1.15 times the slowest alone",
    "behind_one_run": "median < 15 ms, p99 < 40 ms",
    "behind_20_runs": "median < 25 ms, p99 < 100 ms",
    "behind_20_whole_runs": "median < 25 ms, p99 < 100 ms",
    "behind_100_readers": "median < 25 ms, p99 < 60 ms",
    "code": "first file < 3,000 ms, whole project at most 1.3 times the plan's call and the longest file's",
    "video": "first scene < 8 s",
    "plan": "30 days at most 1.3 times the ideal of ten at once",
    "vision": "the last three steps overlap",
    "page": "first paint < 1,000 ms, from click to run page < 300 ms, no task > 100 ms",
    "settling": "15 s",
    "cancels": "p99 < 1,000 ms, no call begun later than 250 ms after the answer",
    "contention": "over 500 events/s, no wait over 300 ms",
    "long_run": "over 30 minutes, no gap",
}
_TAKE_LONG = ("cancels", "long_run")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument(
        "--only", default=",".join(n for n in AIMS if n not in _TAKE_LONG), help="names, with commas between them"
    )
    parser.add_argument("--out", type=Path, default=Path("bench-results.json"))
    options = parser.parse_args()
    names = options.only.split(",")
    if unknown := set(names) - set(AIMS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known are {', '.join(AIMS)}")
    results = {**_on_the_stack([name for name in names if name not in ("contention", "long_run")])}
    if "contention" in names:
        with dynamodb.start() as server:
            results["contention"] = log_contention.run(server.url)
    if "long_run" in names:
        results["long_run"] = long_run.run(long_run.MINUTES)
    for name, result in results.items():
        print(f"\n{name}  (aim: {AIMS[name]})")
        for key, value in result.items():
            print(f"  {key:28} {_text(value)}")
    machine = {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **machine, "results": results}
    options.out.write_text(json.dumps(told, indent=2) + "\n")
    print(f"\nWritten to {options.out}")


def _on_the_stack(names: list[str]) -> dict[str, Result]:
    benchmarks: dict[str, Callable[[Stack], Any]] = {
        "starting": playlist_runs.starting,
        "overlap": playlist_runs.overlap,
        "behind_one_run": lambda stack: playlist_runs.behind(stack, runs=1, readers=1, tracks=40),
        "behind_20_runs": lambda stack: playlist_runs.behind_producers(stack, runs=20, readers=1, parts=20, gap_s=0.5),
        "behind_20_whole_runs": lambda stack: playlist_runs.behind(stack, runs=20, readers=1),
        "behind_100_readers": lambda stack: playlist_runs.behind(stack, runs=1, readers=100, tracks=20),
        "code": kinds.code,
        "video": kinds.video,
        "plan": kinds.plan,
        "vision": kinds.vision,
        "page": lambda stack: asyncio.to_thread(page.run, stack),
        "settling": lambda stack: asyncio.to_thread(settling.run, stack),
        "cancels": lambda stack: asyncio.to_thread(cancels.run, stack),
    }
    if not names:
        return {}
    pace = {**playlist_runs.PACE, "providers": {"youtube": {"first_token_ms": 20}}}
    environment = {"PORT": "0", "TAILRACE_LOCAL_KEYS": ""}
    with (
        tempfile.TemporaryDirectory() as logs,
        Stack(settings.read(environment), logs=Path(logs), simulator=pace) as stack,
    ):
        # The workers that a first run needs are started once, not measured.
        uvloop.run(playlist_runs.behind(stack, runs=1, readers=1, tracks=2))
        return {name: uvloop.run(benchmarks[name](stack)) for name in names}


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{key} {part}" for key, part in value.items())
    return str(value)


if __name__ == "__main__":
    main()
