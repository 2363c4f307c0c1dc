"""The simulator's faults, as the official SDKs meet them."""

import json
from typing import Any

import httpx2
import pytest

from local.simulator.client import Simulator
from tests.integration.simulator_sdks import NORMAL_END, PROVIDERS, ask, listen_to
from tests.waiting import until

REJECTIONS = {
    ("openai", "rate_limit"): 429,
    ("openai", "quota"): 429,
    ("openai", "server_error"): 500,
    ("openai", "overloaded"): 503,
    ("openai", "auth"): 401,
    ("anthropic", "rate_limit"): 429,
    ("anthropic", "quota"): 429,
    ("anthropic", "server_error"): 500,
    ("anthropic", "overloaded"): 529,
    ("anthropic", "auth"): 401,
    ("gemini", "rate_limit"): 429,
    ("gemini", "quota"): 429,
    ("gemini", "server_error"): 500,
    ("gemini", "overloaded"): 503,
    ("gemini", "auth"): 401,
}


class TestFaults:
    @pytest.mark.parametrize(("provider", "fault"), REJECTIONS)
    def test_rejected_calls(self, simulator: Simulator, provider: str, fault: str) -> None:
        # after_tokens is for faults in mid-stream: it changes nothing here.
        simulator.fault(provider, fault, after_tokens=40)
        text, _, error = listen_to(simulator, provider)
        status = getattr(error, "status_code", None) or getattr(error, "code", None)
        assert (text, status) == ("", REJECTIONS[provider, fault])
        assert listen_to(simulator, provider)[2] is None
        assert [call["outcome"] for call in simulator.calls()] == [fault, "completed"]

    @pytest.mark.parametrize("provider", PROVIDERS)
    def test_a_rate_limit_says_when_to_come_back(self, simulator: Simulator, provider: str) -> None:
        simulator.fault(provider, "rate_limit", retry_after_s=2.5)
        error: Any = listen_to(simulator, provider)[2]
        if provider == "gemini":
            assert {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2.5s"} in error.details[
                "error"
            ]["details"]
        else:
            assert error.response.headers["retry-after"] == "2.5"

    def test_quota_is_final_in_each_providers_words(self, simulator: Simulator) -> None:
        for provider in PROVIDERS:
            simulator.fault(provider, "quota")
        found: dict[str, Any] = {provider: listen_to(simulator, provider)[2] for provider in PROVIDERS}
        assert found["openai"].code == "insufficient_quota"
        assert found["anthropic"].error_code == "enforced_spend_limit_reached"
        assert "PerDay" in str(found["gemini"].details)
        assert "RetryInfo" not in str(found["gemini"].details)

    @pytest.mark.parametrize("provider", PROVIDERS)
    @pytest.mark.parametrize("fault", ["server_error", "overloaded", "rate_limit"])
    def test_errors_inside_a_stream(self, simulator: Simulator, provider: str, fault: str) -> None:
        whole, *_ = listen_to(simulator, provider)
        simulator.fault(provider, fault, in_stream=True, after_tokens=40)
        text, endings, error = listen_to(simulator, provider)
        assert whole.startswith(text)
        assert text
        # OpenAI's SDK hands its failure on as an event; the others raise.
        assert error is not None or endings == ["failed"]
        assert simulator.calls()[-1]["outcome"] == fault

    @pytest.mark.parametrize("provider", PROVIDERS)
    @pytest.mark.parametrize("fault", ["cut", "eof", "silence"])
    def test_streams_that_do_not_end_well(self, simulator: Simulator, provider: str, fault: str) -> None:
        whole, *_ = listen_to(simulator, provider)
        simulator.fault(provider, fault, after_tokens=40)
        text, endings, error = listen_to(simulator, provider, timeout_s=0.5)
        assert endings == []
        assert whole.startswith(text)
        assert 60 < len(text) < len(whole)
        assert (error is None) == (fault == "eof")
        call = simulator.calls()[-1]
        assert (call["outcome"], call["tokens_sent"]) == (fault, 40)

    def test_a_drip_keeps_the_connection_alive_without_ever_ending_an_event(self, simulator: Simulator) -> None:
        simulator.fault("openai", "drip", after_tokens=0)
        body = {"model": "m", "input": "x", "stream": True}
        headers = {"authorization": "Bearer k"}
        with httpx2.stream("POST", f"{simulator.openai}/responses", json=body, headers=headers) as answer:
            pieces = answer.iter_raw()
            assert len(next(pieces)) > 100
            assert next(pieces) == b"e"
        until(lambda: simulator.calls()[0]["outcome"] == "drip")

    @pytest.mark.parametrize("provider", PROVIDERS)
    @pytest.mark.parametrize("fault", ["cut", "eof"])
    def test_whole_answers_break_too(self, simulator: Simulator, provider: str, fault: str) -> None:
        simulator.fault(provider, fault)
        with pytest.raises(Exception):  # noqa: B017, PT011 - each SDK has its own way to choke on half a body
            list(ask(simulator, provider, stream=False))

    @pytest.mark.parametrize("provider", PROVIDERS)
    @pytest.mark.parametrize("stream", [True, False])
    def test_truncated_at_the_token_limit(self, simulator: Simulator, provider: str, stream: bool) -> None:
        simulator.fault(provider, "truncate", after_tokens=50)
        text, endings, error = listen_to(simulator, provider, stream=stream)
        assert error is None
        assert text
        with pytest.raises(ValueError, match=r"\w"):
            json.loads(text)
        if stream:
            assert endings == [
                {"openai": "max_output_tokens", "anthropic": "max_tokens", "gemini": "MAX_TOKENS"}[provider]
            ]

    @pytest.mark.parametrize("provider", PROVIDERS)
    def test_refusals_from_the_start_and_midway(self, simulator: Simulator, provider: str) -> None:
        simulator.fault(provider, "refusal")
        simulator.fault(provider, "refusal", after_tokens=60)
        text, endings, error = listen_to(simulator, provider)
        start = {"openai": "completed", "anthropic": "refusal", "gemini": "PROHIBITED_CONTENT"}
        assert (text, endings, error) == ("", [start[provider]], None)
        text, endings, error = listen_to(simulator, provider)
        midway = {"openai": "content_filter", "anthropic": "refusal", "gemini": "SAFETY"}
        assert (bool(text), endings, error) == (True, [midway[provider]], None)

    @pytest.mark.parametrize("provider", PROVIDERS)
    def test_bad_json_and_fences_end_normally(self, simulator: Simulator, provider: str) -> None:
        whole, *_ = listen_to(simulator, provider)
        simulator.fault(provider, "fenced")
        simulator.fault(provider, "bad_json", after_tokens=100)
        text, endings, _ = listen_to(simulator, provider)
        assert (text, endings) == (f"```json\n{whole}\n```", [NORMAL_END[provider]])
        text, endings, _ = listen_to(simulator, provider)
        assert endings == [NORMAL_END[provider]]
        with pytest.raises(ValueError, match=r"\w"):
            json.loads(text)

    def test_a_fault_hits_its_step_as_often_as_told(self, simulator: Simulator) -> None:
        simulator.fault("anthropic", "overloaded", times=2, match="generate:an")
        armed = httpx2.get(f"{simulator.url}/simulator/faults").json()["faults"]
        assert [(fault["fault"], fault["times"]) for fault in armed] == [("overloaded", 2)]
        for step in ("generate:anthropic", "enrich:anthropic", "generate:anthropic", "generate:anthropic"):
            listen_to(simulator, "anthropic", step=step)
        listen_to(simulator, "openai", step="generate:an")
        assert [call["outcome"] for call in simulator.calls()] == [
            "overloaded",
            "completed",
            "overloaded",
            "completed",
            "completed",
        ]

    def test_a_fault_without_end_stays_until_cleared(self, simulator: Simulator) -> None:
        simulator.fault("openai", "auth", times=None)
        assert all(listen_to(simulator, "openai")[2] for _ in range(3))
        httpx2.delete(f"{simulator.url}/simulator/faults")
        assert listen_to(simulator, "openai")[2] is None
