"""What the log of a function that runs steps tells: which run and step, how it ended, and nothing of its content."""

import io
import json
from typing import Any

import pytest

from tailrace import step_handler
from tailrace.errors import RateLimitedError
from tailrace.steps import StepInvocation, StepOutcome
from tests.integration.api_client import Context

RUN = "01k9zq4t0v6h8m3r5w7y9b2d4f"
EVENT = {"run_id": RUN, "execution": f"{RUN}-1", "step": "generate:openai", "retry_count": 2, "max_attempts": 4}


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is written to the function's log."""
    written = io.StringIO()
    handler: Any = step_handler.logger.registered_handler
    monkeypatch.setattr(handler, "stream", written)
    return written


def test_one_line_an_attempt_follows_a_run_through_the_functions(
    monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    def end(invocation: StepInvocation, remaining_s: float) -> StepOutcome:
        assert remaining_s == 30
        return StepOutcome(step=invocation.step, status="completed", steps={})

    monkeypatch.setattr(step_handler, "run_step", end)
    answer = step_handler.handler(EVENT, Context())  # type: ignore[arg-type]
    assert answer == {"step": "generate:openai", "status": "completed", "steps": {}}
    line = json.loads(log.getvalue())
    assert {key: line[key] for key in ("run_id", "step", "retry_count", "status")} == {
        "run_id": EVENT["run_id"],
        "step": EVENT["step"],
        "retry_count": 2,
        "status": "completed",
    }


def test_a_failure_is_logged_by_its_class_and_raised(monkeypatch: pytest.MonkeyPatch, log: io.StringIO) -> None:
    def fail(*_: object) -> StepOutcome:
        raise RateLimitedError("what the listener wrote", provider="openai")

    monkeypatch.setattr(step_handler, "run_step", fail)
    with pytest.raises(RateLimitedError):
        step_handler.handler(EVENT, Context())  # type: ignore[arg-type]
    logged = log.getvalue()
    assert json.loads(logged)["error"] == "RateLimitedError"
    assert "listener" not in logged
