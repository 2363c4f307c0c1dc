"""The simulator, driven by the official SDKs over real HTTP."""

import itertools
import json
import signal
import subprocess
import sys
from typing import Any

import anthropic
import httpx2
import openai
import pytest
from google.genai import errors

from local.simulator.client import Simulator
from local.simulator.server import listen
from tests.integration.simulator_sdks import NORMAL_END, PROVIDERS, ask, listen_to, text_of
from tests.waiting import until


@pytest.mark.parametrize("provider", PROVIDERS)
class TestAnswers:
    def test_streams_the_tracks_asked_for_and_says_that_it_is_done(self, simulator: Simulator, provider: str) -> None:
        text, endings, error = listen_to(simulator, provider, step="generate:it")
        assert error is None
        assert endings == [NORMAL_END[provider]]
        tracks = json.loads(text)["tracks"]
        assert len({(track["artist"], track["title"]) for track in tracks}) == 6
        (call,) = simulator.calls()
        assert call["provider"] == provider
        assert call["step"] == "generate:it"
        assert call["model"]
        assert call["outcome"] == "completed"
        assert call["tokens_sent"] > 100
        assert call["started"] <= call["ended"]

    def test_is_the_same_unstreamed_and_again_but_not_with_another_seed(
        self, simulator: Simulator, provider: str
    ) -> None:
        first, *_ = listen_to(simulator, provider)
        assert listen_to(simulator, provider)[0] == first
        assert listen_to(simulator, provider, stream=False)[0] == first
        simulator.set(seed=7)
        assert listen_to(simulator, provider)[0] != first

    def test_a_wrong_key_is_refused_and_any_other_taken(self, simulator: Simulator, provider: str) -> None:
        _, _, error = listen_to(simulator, provider, key="wrong")
        if provider == "gemini":
            assert isinstance(error, errors.ClientError)
            assert "API_KEY_INVALID" in str(error)
        else:
            assert isinstance(error, openai.AuthenticationError | anthropic.AuthenticationError)
        assert simulator.calls()[0]["outcome"] == "auth"

    @pytest.mark.parametrize("stream", [True, False])
    def test_a_client_that_leaves_is_noticed(self, simulator: Simulator, provider: str, stream: bool) -> None:
        simulator.set(first_token_ms=600_000)
        _, _, error = listen_to(simulator, provider, stream=stream, timeout_s=0.2)
        assert error is not None
        until(lambda: simulator.calls()[0]["outcome"] == "client_closed")
        assert simulator.calls()[0]["tokens_sent"] == 0


def test_providers_differ(simulator: Simulator) -> None:
    texts = [listen_to(simulator, provider)[0] for provider in PROVIDERS]
    lists = [[track["title"] for track in json.loads(text)["tracks"]] for text in texts]
    assert all(one != other for one, other in itertools.combinations(lists, 2))


def test_openai_sends_its_events_in_full_and_numbered(simulator: Simulator) -> None:
    events = list(ask(simulator, "openai"))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert [name for name, _ in itertools.groupby(event.type for event in events)] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    response = events[-1].response
    assert response.output_text == "".join(map(text_of, events)) == events[-4].text
    deltas = sum(event.type == "response.output_text.delta" for event in events)
    assert response.usage.output_tokens == deltas
    assert response.usage.total_tokens == response.usage.input_tokens + deltas


def test_anthropic_counts_input_first_and_output_last(simulator: Simulator) -> None:
    events = list(ask(simulator, "anthropic"))
    assert [name for name, _ in itertools.groupby(event.type for event in events)] == [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert events[0].message.usage.input_tokens > 100
    deltas = sum(event.type == "content_block_delta" for event in events)
    assert 2 * deltas <= events[-2].usage.output_tokens + 1 <= 4 * deltas + 1


def test_gemini_counts_in_every_chunk(simulator: Simulator) -> None:
    counts = [chunk.usage_metadata.candidates_token_count for chunk in ask(simulator, "gemini")]
    assert counts == sorted(counts)
    assert counts[0] >= 20
    assert counts[-1] == simulator.calls()[0]["tokens_sent"]


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "faults", {"provider": "openai", "fault": "cut", "when": 3}, ["when"]),
        ("POST", "faults", {"provider": "aol", "fault": "cut"}, ["provider"]),
        ("POST", "faults", {"provider": "openai", "fault": "flood"}, ["fault"]),
        ("POST", "faults", {"provider": "youtube", "fault": "refusal"}, ["fault"]),
        ("POST", "faults", {"provider": "openai", "fault": "cut", "times": 0}, ["times"]),
        ("POST", "faults", {"provider": "openai", "fault": "cut", "in_stream": True}, ["in_stream"]),
        ("POST", "faults", {"fault": "cut"}, ["provider"]),
        ("PUT", "settings", {"first_token_ms": -1}, ["first_token_ms"]),
        ("PUT", "settings", {"speed": 2}, ["speed"]),
        ("PUT", "settings", {"providers": {"aol": {}}}, ["providers", "aol"]),
        (
            "PUT",
            "settings",
            {"providers": {"gemini": {"tokens_per_second": "fast"}}},
            ["providers", "gemini", "tokens_per_second"],
        ),
    ],
)
def test_what_the_control_api_does_not_know_is_named(
    simulator: Simulator, method: str, path: str, body: dict[str, Any], field: list[str]
) -> None:
    answer = httpx2.request(method, f"{simulator.url}/simulator/{path}", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["loc"] for error in answer.json()["errors"]] == [field]
    assert ".".join(field) in answer.json()["detail"]


def test_settings_hold_for_all_models_then_for_single_ones(simulator: Simulator) -> None:
    shown = simulator.set(first_token_ms=300, tokens_per_second=80)
    assert (shown["first_token_ms"], shown["tokens_per_second"]) == (300, 80)
    shown = simulator.set(providers={"gemini": {"tokens_per_second": None}})
    assert shown["first_token_ms"] == 300
    assert "tokens_per_second" not in shown
    assert shown["providers"]["gemini"] == {"first_token_ms": 300, "tokens_per_second": None}
    assert shown["providers"]["openai"] == {"first_token_ms": 300, "tokens_per_second": 80}
    assert shown["providers"]["youtube"] == {"first_token_ms": 0, "tokens_per_second": None}


@pytest.mark.parametrize(
    ("path", "headers", "body", "status", "words"),
    [
        ("openai/v1/responses", {}, "{}", 401, "didn't provide an API key"),
        ("openai/v1/responses", {"authorization": "Bearer k"}, "not json", 400, "parse the JSON body"),
        ("openai/v1/responses", {"authorization": "Bearer k"}, '{"model": "m"}', 400, "'input'"),
        ("anthropic/v1/messages", {}, "{}", 401, "x-api-key header is required"),
        ("anthropic/v1/messages", {"x-api-key": "k"}, "{}", 400, "anthropic-version"),
        ("anthropic/v1/messages", {"x-api-key": "k", "anthropic-version": "2023-06-01"}, "{}", 400, "model"),
        ("gemini/v1beta/models/m:generateContent", {}, "{}", 401, "UNAUTHENTICATED"),
        ("gemini/v1beta/models/m:generateContent", {"x-goog-api-key": "k"}, "{}", 400, "contents"),
    ],
)
def test_requests_that_providers_refuse(
    simulator: Simulator, path: str, headers: dict[str, str], body: str, status: int, words: str
) -> None:
    answer = httpx2.post(f"{simulator.url}/simulator/{path}", headers=headers, content=body)
    assert answer.status_code == status
    assert words in answer.text


def test_schemas_that_are_not_strict_are_refused(simulator: Simulator) -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"n": {"type": "integer", "minimum": 1}},
        "required": ["n"],
    }
    openai_form = {"type": "json_schema", "name": "x", "schema": schema, "strict": True}
    openai_body = {"model": "m", "input": "x", "text": {"format": openai_form}}
    answer = httpx2.post(f"{simulator.openai}/responses", json=openai_body, headers={"authorization": "Bearer k"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_json_schema")
    assert "additionalProperties" in answer.text
    schema["additionalProperties"] = False
    anthropic_body = {
        "model": "m",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": "x"}],
        "output_config": {"format": {"type": "json_schema", "schema": schema}},
    }
    headers = {"x-api-key": "k", "anthropic-version": "2023-06-01"}
    answer = httpx2.post(f"{simulator.anthropic}/v1/messages", json=anthropic_body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")
    assert "minimum" in answer.text


def test_the_command_serves_and_ends_at_once_with_a_stream_open() -> None:
    with listen(0) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "local.simulator", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    simulator = Simulator(f"http://127.0.0.1:{port}")
    try:
        until(lambda: _answers(simulator))
        simulator.set(first_token_ms=0, tokens_per_second=1)
        events = ask(simulator, "openai")
        next(events)
        process.send_signal(signal.SIGTERM)
        printed = process.communicate(timeout=5)
        assert (process.returncode, printed) == (0, (b"", b""))
        with pytest.raises(openai.APIConnectionError):
            list(events)
    finally:
        simulator.close()
        process.kill()
        process.wait()


def _answers(simulator: Simulator) -> bool:
    try:
        simulator.calls()
    except httpx2.ConnectError:
        return False
    return True
