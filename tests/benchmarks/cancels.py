"""How soon a cancelled run's model calls are over, by the simulator's own list of calls.

    PYTHONPATH=layers/core python -m tests.benchmarks --only cancels

In each round a run of every kind is begun, and each is cancelled at a random moment while the others are at work.
A run that ends before its moment has come is not counted.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, NamedTuple

from local.simulator.client import Simulator
from local.stack import Stack
from tailrace import kinds
from tests.benchmarks.playlist_runs import spread
from tests.e2e.client import Client, Run
from tests.e2e.deployed import Deployed
from tests.e2e.inputs import example
from tests.waiting import until

# A model's pace. Most kinds' runs then take longer than the latest moment; of the others, less of it is used.
_PACE = {"first_token_ms": 300, "tokens_per_second": 150}
_LATEST_S = 8.0
# A call whose start the log held before the cancel may still be connecting.
ALLOWED_S = 0.25
# After all is over, long enough for a call that should not have been.
_AFTERMATH_S = 1.0
# Which kind's run a call belongs to, by its step's name: those that call models are no two kinds'.
_KINDS = {step: name for name in kinds.kind_names() for step in kinds.load(name).steps}


class Cancelled(NamedTuple):
    """A run whose cancel was sent and answered then, by the clock that the simulator's list goes by."""

    run: Run
    kind: str
    sent: float
    answered: float


def run(stack: Stack, cancels: int = 200, seed: int = 4) -> dict[str, Any]:
    """From the cancel, and from its answer, to the end of each call that it closed, in ms; the calls begun later."""
    moments = random.Random(seed)
    closed: list[tuple[float, float, str]] = []
    begun_after: list[float] = []
    ends: dict[str, int] = {}
    with Client(stack.url, stack.api_key) as client:
        deployed = Deployed(stack, client, Simulator(stack.url))
        lengths = _lengths(deployed)
        while sum(ends.values()) < cancels:
            cancelled = _round(deployed, {kind: moments.uniform(0, length) for kind, length in lengths.items()})
            by_kind = {one.kind: one for one in cancelled}
            for call in _model_calls(deployed.simulator):
                one = by_kind.get(_KINDS[call["step"].partition(":")[0]])
                if one is None:
                    continue
                if (after := _at(call["started"]) - one.answered) > 0:
                    begun_after.append(after)
                if call["outcome"] == "client_closed":
                    ended = _at(call["ended"])
                    closed.append((ended - one.sent, max(0.0, ended - one.answered), call["step"]))
            for one in cancelled:
                status = deployed.execution_end(one.run.id, one.kind)["status"]
                ends[status] = ends.get(status, 0) + 1
        deployed.simulator.reset()
        deployed.simulator.set(**_PACE)
        deployed.simulator.close()
    return {
        "cancels": sum(ends.values()),
        "calls_closed": len(closed),
        "from_the_post_ms": spread([seconds for seconds, _, _ in closed]),
        "from_its_answer_ms": spread([seconds for _, seconds, _ in closed]),
        "slowest": {step: f"{1000 * seconds:.0f} ms" for seconds, _, step in sorted(closed)[-3:]},
        "calls_begun_within_250_ms": sum(after <= ALLOWED_S for after in begun_after),
        "calls_begun_later": sum(after > ALLOWED_S for after in begun_after),
        "executions": ends,
    }


def _lengths(deployed: Deployed) -> dict[str, float]:
    """How long a run of each kind takes beside the others, in seconds, as far as that matters."""
    deployed.simulator.set(**_PACE)

    def length(kind: str) -> float:
        began = time.monotonic()
        with Client(deployed.stack.url, deployed.stack.api_key) as client:
            _begin(deployed, client, kind).end()
        return min(_LATEST_S, time.monotonic() - began)

    with ThreadPoolExecutor(len(kinds.kind_names())) as threads:
        return dict(zip(kinds.kind_names(), threads.map(length, kinds.kind_names()), strict=True))


def _round(deployed: Deployed, moments: dict[str, float]) -> list[Cancelled]:
    """Cancel a run of each kind, each so many seconds after its start, and wait until nothing goes on."""
    deployed.simulator.reset()
    deployed.simulator.set(**_PACE)
    with ThreadPoolExecutor(len(moments)) as threads:
        tried = threads.map(lambda kind: _cancel(deployed, kind, moments[kind]), moments)
        cancelled = [one for one in tried if one is not None]
    for one in cancelled:
        deployed.execution_end(one.run.id, one.kind)
    time.sleep(_AFTERMATH_S)
    until(lambda: all(call["outcome"] for call in deployed.simulator.calls()))
    return cancelled


def _cancel(deployed: Deployed, kind: str, after_s: float) -> Cancelled | None:
    with Client(deployed.stack.url, deployed.stack.api_key) as client:
        run = _begin(deployed, client, kind)
        time.sleep(after_s)
        sent = time.time()
        answer = client.http.post(f"{run.path}/cancel")
        answered = time.time()
    if answer.status_code == 409:
        return None  # It had ended.
    if answer.status_code != 202:
        raise RuntimeError(f"the cancel of a {kind} was answered {answer.status_code}: {answer.text}")
    return Cancelled(run, kind, sent, answered)


def _begin(deployed: Deployed, client: Client, kind: str) -> Run:
    site = f"{deployed.stack.url}/simulator/sites/fintech/" if kind == "video" else ""
    return client.begin(kind, example(kind, site))


def _model_calls(simulator: Simulator) -> list[dict[str, Any]]:
    return [call for call in simulator.calls() if call["provider"] != "youtube"]


def _at(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
