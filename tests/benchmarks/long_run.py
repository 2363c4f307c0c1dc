"""A run that takes half an hour, followed from its start to its end by a plain EventSource.

    PYTHONPATH=layers/core python -m tests.benchmarks.long_run [--minutes 32]

The run is a plan of 90 days on a stack of its own, whose simulated models write so slowly that the whole takes about so
long; no single call comes near its deadline. A connection has the 60 s that it has by default. Raises an error unless
the EventSource got exactly the log and then stopped by itself.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from local import settings
from local.simulator.client import Simulator
from local.stack import Stack
from tests.benchmarks import event_source
from tests.e2e.client import Client, Run
from tests.e2e.inputs import example
from tests.waiting import until

DAYS = 90
# About as many tokens as the simulator writes for the outline of so many days, and for all of them, ten at once.
_OUTLINE, _DAYS_IN_A_LANE = 3_450, 9_300
# The outline's share of the run's time. A day's longest call then takes a ninth of the rest, and a fifth of that again:
# within the 240 s that a model call may take, up to this many minutes.
_OUTLINE_SHARE = 0.1
LONGEST_MIN = 33
MINUTES = 32.0


def run(minutes: float) -> dict[str, Any]:
    """What it took; minutes by the clock, `gaps` the numbers from 1 to the end that did not come in their place."""
    with (
        tempfile.TemporaryDirectory() as logs,
        Stack(settings.read({"PORT": "0", "TAILRACE_LOCAL_KEYS": ""}), logs=Path(logs)) as stack,
        Client(stack.url, stack.api_key) as client,
    ):
        simulator = Simulator(stack.url)
        began = time.monotonic()
        started = _start_slowly(client, simulator, minutes * 60)
        stream = f"{started.started['urls']['stream']}?token={started.started['read_token']}"
        followed = event_source.follow(stream, timeout_s=minutes * 60 * 1.5 + 120)
        took = time.monotonic() - began
        log = started.texts()
        simulator.close()
    ids = [event_id for event_id, _ in followed.held]
    gaps = sum(event_id != str(number) for number, event_id in enumerate(ids, 1)) + abs(len(log) - len(ids))
    if gaps or [data for _, data in followed.held] != log:
        raise RuntimeError(f"what EventSource got is not the log: {len(ids)} events of {len(log)}, {gaps} out of place")
    if followed.answers != [*[200] * (len(followed.answers) - 1), 204]:
        raise RuntimeError(f"EventSource was not stopped by a 204: {followed.answers}")
    return {
        "minutes": round(took / 60, 1),
        "followed_by": followed.by,
        "ended_with": json.loads(log[-1])["type"],
        "events": len(ids),
        "connections": len(followed.answers),
        "gaps": gaps,
    }


def _start_slowly(client: Client, simulator: Simulator, seconds: float) -> Run:
    """Start the run at the outline's pace, and go on at the days': a call keeps the pace that it began with."""
    simulator.set(first_token_ms=0, tokens_per_second=_OUTLINE / (seconds * _OUTLINE_SHARE))
    started = client.begin("plan", {**example("plan"), "duration": {"unit": "days", "value": DAYS}})
    until(simulator.calls)
    simulator.set(tokens_per_second=_DAYS_IN_A_LANE / (seconds * (1 - _OUTLINE_SHARE)))
    return started


def main() -> None:
    """Print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    options = parser.parse_args()
    if not 0 < options.minutes <= LONGEST_MIN:
        parser.error(f"minutes: more than 0, at most {LONGEST_MIN}")
    for name, value in run(options.minutes).items():
        print(f"  {name:28} {value}")


if __name__ == "__main__":
    main()
