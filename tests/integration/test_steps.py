"""Attempts of steps: the real ones over the local DynamoDB and the simulator."""

import logging
import threading
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local.simulator.client import Simulator
from tailrace import settle, wiring
from tailrace.errors import (
    AwsUnavailableError,
    OverloadedError,
    ProviderAuthError,
    RateLimitedError,
    RunClosedError,
    StreamCutError,
    SupersededError,
)
from tests.integration.step_harness import PROVIDERS, attempt, begin_playlist, events, snapshot
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("deployed")


def test_a_step_that_is_complete_is_skipped_without_a_call(simulator: Simulator) -> None:
    run = begin_playlist()
    attempt(run)
    calls = len(simulator.calls())
    assert attempt(run, retry_count=1).status == "skipped"
    assert len(simulator.calls()) == calls
    skipped = events(run, "step.skipped")
    assert [(event["step"], event["attempt"]) for event in skipped] == [("generate:openai", 1)]


def test_a_retry_asks_only_for_what_the_broken_attempt_had_not_completed(simulator: Simulator) -> None:
    run = begin_playlist(track_count=8)
    simulator.fault("openai", "cut", after_tokens=200)
    with pytest.raises(StreamCutError):
        attempt(run)
    kept = events(run, "track.added")
    assert 0 < len(kept) < 8
    failed = events(run, "step.failed")[0]
    assert (failed["data"]["final"], failed["data"]["error"]["code"]) == (False, "stream_cut")
    attempt(run, retry_count=1)
    added = events(run, "track.added")
    assert added[: len(kept)] == kept
    assert [event["data"]["index"] for event in added] == list(range(8))
    assert {event["attempt"] for event in added[len(kept) :]} == {2}
    first, second = simulator.calls()
    assert second["tokens_sent"] < first["tokens_sent"] + 8 * 80
    assert events(run, "usage.recorded")[0]["data"]["cost_usd"] is None


def test_the_last_attempt_and_an_error_that_stays_are_final_and_put_the_provider_out(simulator: Simulator) -> None:
    run = begin_playlist()
    simulator.fault("openai", "overloaded")
    with pytest.raises(OverloadedError):
        attempt(run, retry_count=3)
    simulator.fault("gemini", "auth")
    with pytest.raises(ProviderAuthError):
        attempt(run, "generate:gemini")
    assert [event["data"]["final"] for event in events(run, "step.failed")] == [True, True]
    assert [event["data"]["provider"] for event in events(run, "provider.failed")] == ["openai", "gemini"]
    assert snapshot(run)["parts"]["providers"]["gemini"]["state"] == "failed"


def test_a_provider_is_left_alone_for_as_long_as_it_asked(simulator: Simulator) -> None:
    run = begin_playlist()
    simulator.fault("openai", "rate_limit", retry_after_s=1)
    with pytest.raises(RateLimitedError) as refused:
        attempt(run)
    assert refused.value.retry_after_s == 1
    attempt(run, retry_count=1)
    first, second = (datetime.fromisoformat(call["started"]) for call in simulator.calls())
    assert second - first >= timedelta(seconds=1)


def test_of_all_providers_exactly_one_is_primary_and_the_others_alternatives() -> None:
    run = begin_playlist()
    workers = [threading.Thread(target=attempt, args=(run, f"generate:{name}")) for name in PROVIDERS]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    completed = [event["data"]["provider"] for event in events(run, "provider.completed")]
    assert sorted(completed) == sorted(PROVIDERS)
    assert [event["data"]["provider"] for event in events(run, "primary.selected")] == completed[:1]
    assert [event["data"]["provider"] for event in events(run, "alternatives.added")] == completed[1:]


def test_a_running_attempt_that_is_superseded_stops_and_its_call_is_closed(simulator: Simulator) -> None:
    run = begin_playlist()
    simulator.set(tokens_per_second=10)
    outcome: list[Exception] = []

    def old() -> None:
        try:
            attempt(run)
        except SupersededError as error:
            outcome.append(error)

    worker = threading.Thread(target=old)
    worker.start()
    until(lambda: bool(simulator.calls()))
    simulator.set(tokens_per_second=None)
    attempt(run)
    worker.join(10)
    assert len(outcome) == 1
    until(lambda: simulator.calls()[0]["outcome"] == "client_closed")
    assert [event["data"]["by_attempt"] for event in events(run, "step.superseded")] == [2]
    assert [event["data"]["index"] for event in events(run, "track.added")] == [0, 1, 2, 3]


def test_a_running_attempt_of_a_run_that_is_closed_stops_and_writes_nothing_more(simulator: Simulator) -> None:
    run = begin_playlist()
    simulator.set(tokens_per_second=10)
    outcome: list[Exception] = []

    def work() -> None:
        try:
            attempt(run)
        except RunClosedError as error:
            outcome.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    until(lambda: bool(simulator.calls()))
    settle.execution_ended(f"{run}-1", "ABORTED", "stopped by hand")
    worker.join(10)
    assert len(outcome) == 1
    until(lambda: simulator.calls()[0]["outcome"] == "client_closed")
    end = events(run)[-1]
    assert end["type"] == "run.failed"
    assert end["data"]["errors"][-1]["message"] == "The workflow was stopped: stopped by hand"


def test_an_attempt_that_the_workflow_gave_up_stops_though_its_process_lives(simulator: Simulator) -> None:
    run = begin_playlist()
    simulator.set(tokens_per_second=10)
    outcome: list[Exception] = []

    def lost() -> None:
        try:
            attempt(run, retry_count=3)
        except SupersededError as error:
            outcome.append(error)

    worker = threading.Thread(target=lost)
    worker.start()
    until(lambda: bool(simulator.calls()))
    settle.fail_step(run, f"{run}-1", "generate:openai", "Lambda.Unknown", "the connection to Lambda broke")
    worker.join(10)
    assert len(outcome) == 1
    until(lambda: simulator.calls()[0]["outcome"] == "client_closed")
    assert [event["type"] for event in events(run)[-2:]] == ["step.failed", "provider.failed"]


def test_a_step_that_failed_before_it_began_may_begin_later(simulator: Simulator) -> None:
    run = begin_playlist()
    settle.fail_step(run, f"{run}-1", "generate:openai", "Lambda.TooManyRequestsException", "")
    assert attempt(run).status == "completed"
    assert [event["attempt"] for event in events(run, "step.failed", "step.started")] == [1, 2]


def test_a_report_that_cannot_be_written_costs_the_step_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "no"}}, "PutItem")

    monkeypatch.setattr("tailrace.health.report_providers", refuse)
    run = begin_playlist()
    assert attempt(run).status == "completed"
    assert len(events(run, "usage.recorded")) == 1


def test_secrets_are_in_no_log_not_even_the_sdks(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        boto3.client("secretsmanager").put_secret_value(SecretId="keys", SecretString='{"openai": "sk-very-secret"}')
        caplog.clear()
        assert wiring.provider_key("openai") == "sk-very-secret"
    assert "very-secret" not in caplog.text


def test_without_a_key_the_provider_is_out_and_no_call_is_made(simulator: Simulator) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId="keys", SecretString='{"openai": ""}')
    run = begin_playlist()
    with pytest.raises(ProviderAuthError):
        attempt(run)
    assert simulator.calls() == []
    assert "No key is set" in events(run, "provider.failed")[0]["data"]["error"]["message"]


def test_an_error_that_is_nobodys_fault_says_only_its_class(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret-key in a text")

    monkeypatch.setattr("tailrace.context.choose", broken)
    run = begin_playlist()
    with pytest.raises(RuntimeError):
        attempt(run)
    error = events(run, "step.failed")[0]["data"]["error"]
    assert (error["code"], error["message"]) == ("internal", "Internal error (RuntimeError)")


@pytest.mark.parametrize(
    ("status", "code", "told"), [(503, "InternalServiceError", "aws_unavailable"), (400, "AccessDenied", "internal")]
)
def test_an_aws_service_that_is_down_for_a_moment_costs_an_attempt_and_no_more(
    status: int, code: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}

    def down(_: str) -> str:
        raise ClientError(answer, "GetSecretValue")

    monkeypatch.setattr("tailrace.context.provider_key", down)
    run = begin_playlist()
    with pytest.raises(AwsUnavailableError if told == "aws_unavailable" else ClientError):
        attempt(run)
    failed = events(run, "step.failed")[0]["data"]
    assert (failed["error"]["code"], failed["final"]) == (told, told == "internal")


def test_enrichment_that_is_done_again_looks_up_only_what_has_no_answer(simulator: Simulator) -> None:
    run = begin_playlist()
    attempt(run)
    attempt(run, "enrich:openai")
    assert len(events(run, "track.enriched")) == 4
    assert attempt(run, "enrich:openai", retry_count=1).status == "skipped"
    assert len(events(run, "track.enriched")) == 4
