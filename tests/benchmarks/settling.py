"""How soon a run whose workflow was stopped by hand says so itself.

PYTHONPATH=layers/core python -m tests.benchmarks --only settling
"""

import time
from datetime import datetime
from typing import Any

from local.simulator.client import Simulator
from local.stack import Stack
from tests.benchmarks.playlist_runs import PACE, spread
from tests.e2e.client import Client
from tests.e2e.deployed import Deployed


def run(stack: Stack, runs: int = 20) -> dict[str, Any]:
    """From StopExecution to `run.failed`, in ms: its event, and the function that hears it."""
    took = []
    with Client(stack.url, stack.api_key) as client:
        deployed = Deployed(stack, client, Simulator(stack.url))
        deployed.simulator.set(**PACE)
        workflows = deployed.workflows()
        for _ in range(runs):
            started = client.start(10)
            started.until(lambda events: any(event["type"] == "track.added" for event in events))
            stopped = time.time()
            workflows.stop_execution(executionArn=deployed.execution(started.id), error="Stopped", cause="by hand")
            end = started.end()[-1]
            if end["type"] != "run.failed":
                raise RuntimeError(f"the run {started.id} ended with {end['type']}")
            took.append(datetime.fromisoformat(end["ts"]).timestamp() - stopped)
        workflows.close()
        deployed.simulator.close()
    return {"runs": runs, "closed_after_ms": spread(took)}
