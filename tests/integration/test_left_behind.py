"""Work of an execution that its run has left behind: it was on its way while the run was cancelled and resumed."""

import pytest

from tailrace import settle, wiring
from tailrace.errors import SupersededError
from tailrace.events import Draft, RunCancelled, RunResumed, UsageTotal
from tailrace.log import RunWriter
from tailrace.steps import StepInvocation, run_step
from tests.integration.step_harness import attempt, begin, events, snapshot

STEP = "generate:openai"


@pytest.fixture
def resumed(deployed: None) -> str:
    run = begin("playlist", {"prompt": "rain", "track_count": 2})
    usage = UsageTotal(calls=0, input_tokens=0, output_tokens=0, cost_usd=0)
    writer = RunWriter(wiring.run_log(), run)
    writer.append(Draft(RunCancelled(kept_through_seq=1, calls_aborted=0, usage=usage)))
    writer.append(Draft(RunResumed(steps=[STEP], reason="goes on")))
    return run


def test_a_late_attempt_begins_nothing_and_the_run_s_own_makes_it_once(resumed: str) -> None:
    before = events(resumed)
    late = StepInvocation(run_id=resumed, execution=f"{resumed}-1", step=STEP, retry_count=0, max_attempts=4)

    with pytest.raises(SupersededError, match="execution 1 is not its own any more"):
        run_step(late, remaining_s=60)

    assert events(resumed) == before
    attempt(resumed, STEP)
    assert [e["attempt"] for e in events(resumed, "step.started", "step.completed")] == [1, 1]


def test_a_late_word_of_a_failure_or_of_the_end_changes_nothing(resumed: str) -> None:
    before = events(resumed)

    with pytest.raises(SupersededError):
        settle.fail_step(resumed, f"{resumed}-1", STEP, "Sandbox.Timedout", "{}")
    with pytest.raises(SupersededError):
        settle.finish(resumed, f"{resumed}-1")

    assert events(resumed) == before
    assert snapshot(resumed)["status"] == "running"
