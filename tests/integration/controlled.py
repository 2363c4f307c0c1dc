"""How tests cancel runs, let them go on, and see what the lists and the sweep make of it."""

from collections.abc import Callable
from typing import Any

import pytest

from tailrace import wiring
from tailrace.endings import usage_total
from tailrace.events import Draft, RunFailed, UsageRecorded, UsageReserved
from tailrace.log import RunWriter
from tailrace.run_index import IndexEntry
from tests.integration.api_client import Answer, Api, Aws
from tests.integration.playlist_runs import race

STEPS = [f"{name}:{provider}" for provider in ("openai", "anthropic", "gemini") for name in ("generate", "enrich")]


def cancel(api: Api, run_id: str) -> Answer:
    return api.send("POST", f"/v1/runs/{run_id}/cancel")


def go_on(api: Api, run_id: str, body: Any = None, **headers: str) -> Answer:
    return api.post(f"/v1/runs/{run_id}/continue", {} if body is None else body, **headers)


def snapshot(api: Api, run_id: str) -> Any:
    return api.get(f"/v1/runs/{run_id}").json


def fail(aws: Aws, run_id: str) -> None:
    writer = RunWriter(aws.log, run_id)
    writer.append(Draft(RunFailed(errors=[], usage=usage_total(writer.snapshot))))


def executions(aws: Aws, run_id: str) -> dict[str, Any]:
    """The inputs of the run's executions, by their number."""
    mine = [one for one in aws.executions() if one["input"]["run_id"] == run_id]
    return {one["name"].removeprefix(f"{run_id}-"): one["input"] for one in mine}


def listed(api: Api, run_id: str) -> str:
    (status,) = [run["status"] for run in api.get("/v1/runs").json["runs"] if run["run_id"] == run_id]
    return str(status)


def hint(aws: Aws, run_id: str) -> IndexEntry:
    """The run in its owner's list, as it lies there."""
    owner = aws.log.owner(run_id)
    return next(entry for entry in wiring.run_index().newest_first(owner) if entry.run_id == run_id)


def is_watched(run_id: str) -> bool:
    """Whether the sweep looks at the run."""
    return run_id in {entry.run_id for entry in wiring.run_index().open(before="z")}


def called(aws: Aws, run_id: str) -> RunWriter:
    """A run in which two calls were begun, at $0.70 at the most each, and one has ended: it has cost $0.50."""
    used = UsageRecorded(
        provider="openai", model="m", input_tokens=10, output_tokens=20, cost_usd=0.5, total_cost_usd=0.5
    )
    writer = race(aws.log, run_id, "openai", "gemini")
    writer.append(
        *(Draft(_reserved(name), step=f"generate:{name}", attempt=1) for name in ("openai", "gemini")),
        Draft(used, step="generate:openai", attempt=1),
    )
    return writer


def refusal(**_: Any) -> Any:
    """A workflow service that does not let us."""
    client = wiring.workflows()
    answer: Any = {
        "Error": {"Code": "AccessDeniedException", "Message": "arn:aws:iam::1:role/x may not"},
        "ResponseMetadata": {},
    }
    raise client.exceptions.ClientError(answer, "StopExecution")


def _reserved(provider: str) -> UsageReserved:
    return UsageReserved(
        provider=provider, model="m", max_input_tokens=10, max_output_tokens=20, reserved_usd=0.7, price=None
    )


def started_and_died(api: Api, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], str]:
    """An order whose function died before its run's workflow was begun, so that no answer is remembered; the run's id.

    The order is sent with the Idempotency-Key `k`.
    """
    order = {"kind": "playlist", "input": {"prompt": "x"}}
    with monkeypatch.context() as patch:
        patch.setattr(wiring.workflows(), "start_execution", kill)
        patch.setattr("tests.integration.api_client.Context.get_remaining_time_in_millis", lambda _: -1)
        dying(lambda: api.post("/v1/runs", order, Idempotency_Key="k"))
    (run,) = api.get("/v1/runs").json["runs"]
    return order, run["run_id"]


class KilledError(BaseException):
    """The process is gone: nothing catches it."""


def kill(*_: Any, **__: Any) -> None:
    raise KilledError


def dying(request: Callable[[], Answer]) -> None:
    with pytest.raises(KilledError):
        request()
