"""Providers that are somewhere else: the stack's base URLs lead the SDKs there, and nothing stands in between.

Somewhere else is another server that speaks the wire formats, which notes what it is sent.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from local import ports, process
from local.simulator.app import create_app
from local.simulator.client import Simulator
from local.simulator.server import in_thread
from tests.e2e.client import Client, of_type
from tests.e2e.rules import check_usage

PROVIDERS = ("openai", "anthropic", "gemini")
_VARIABLES = {
    "openai": "OPENAI_BASE_URL",
    "anthropic": "ANTHROPIC_BASE_URL",
    "gemini": "GOOGLE_GEMINI_BASE_URL",
    "youtube": "YOUTUBE_BASE_URL",
}


@dataclass
class Received:
    """A request that arrived: its path, its headers with lower-case names, and its body as far as it was read."""

    path: str
    headers: Mapping[str, str]
    content: bytes = b""

    @property
    def body(self) -> str:
        return self.content.decode()


class Noting:
    """An ASGI app that passes everything on and keeps what it was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.received: list[Received] = []
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Received(scope["path"], {name.decode(): value.decode() for name, value in scope["headers"]})
        self.received.append(request)

        async def noted() -> Message:
            message = await receive()
            request.content += message.get("body", b"")
            return message

        await self._app(scope, noted, send)


class Elsewhere(NamedTuple):
    """A stack in a terminal, what it said when it was up, and the server that its providers are at."""

    client: Client
    said: list[str]
    noting: Noting
    provider: Simulator


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    noting = Noting(create_app())
    with in_thread(noting) as url:
        provider = Simulator(url)
        provider.reset()
        variables = {variable: getattr(provider, name) for name, variable in _VARIABLES.items()}
        with _in_a_terminal({**variables, "OPENAI_API_KEY": "sk-of-a-test"}) as said, _client(said) as client:
            yield Elsewhere(client, said, noting, provider)
        provider.close()


@contextmanager
def _in_a_terminal(variables: Mapping[str, str]) -> Iterator[list[str]]:
    """`python -m local` with these variables; the lines that it prints once it is up."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "_BASE_URL"))}
    with subprocess.Popen(
        [sys.executable, "-m", "local"],
        cwd=process.ROOT,
        env={**kept, "PORT": str(ports.free_port()), **variables},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            assert running.stdout
            said: list[str] = []
            while not (said and said[-1].startswith("  youtube")):
                line = running.stdout.readline()
                assert line, "it did not come up"
                said.append(line.rstrip())
            yield said
        finally:
            running.send_signal(signal.SIGINT)


def _client(said: list[str]) -> Client:
    return Client(said[0].removeprefix("Tailrace is running: "))


def _calls(elsewhere: Elsewhere, part: str) -> list[Received]:
    return [call for call in elsewhere.noting.received if part in call.path]


def test_it_says_that_they_are_real(elsewhere: Elsewhere) -> None:
    told = [line.split() for line in elsewhere.said if re.fullmatch(r"  \w+ +\w+", line)]
    assert told == [[name, "real"] for name in (*PROVIDERS, "youtube")]


def test_the_sdks_talk_to_them_and_to_nothing_else(elsewhere: Elsewhere) -> None:
    elsewhere.provider.reset()
    elsewhere.noting.received.clear()
    run = elsewhere.client.start(3)
    events = run.end()
    assert events[-1]["type"] == "run.completed"
    assert events[-1]["data"]["degraded"] == []
    check_usage(events, elsewhere.provider.calls())
    [gpt], [claude], [gemini] = (_calls(elsewhere, path) for path in ("/v1/responses", "/v1/messages", "/models/"))
    for call, step, sdk in (
        (gpt, "generate:openai", "OpenAI"),
        (claude, "generate:anthropic", "Anthropic"),
        (gemini, "generate:gemini", "google-genai"),
    ):
        assert call.headers["x-tailrace-step"] == step
        assert sdk in call.headers["user-agent"]
        assert "Write exactly 3 tracks" in call.body
    assert gpt.headers["authorization"] == "Bearer sk-of-a-test"
    # Who has a base URL and no key gets no other's.
    assert "sk-of-a-test" not in json.dumps([claude.headers, gemini.headers])
    assert _calls(elsewhere, "/youtube/")
    # The stack's own simulator runs beside it and was never asked.
    own = Simulator(elsewhere.client.url)
    assert own.calls() == []
    own.close()
    # Which is told in the events, by address.
    told = {e["data"]["provider"]: e["message"] for e in of_type(events, "provider.started")}
    assert all(getattr(elsewhere.provider, name) in told[name] for name in PROVIDERS)
    assert "sk-of-a-test" not in "".join(run.texts())


@pytest.mark.parametrize("provider", PROVIDERS)
def test_after_a_break_only_the_missing_tracks_are_asked_for(elsewhere: Elsewhere, provider: str) -> None:
    elsewhere.provider.reset()
    elsewhere.noting.received.clear()
    elsewhere.provider.fault(provider, "cut", times=1)
    events = elsewhere.client.start(9, providers=[provider]).end()
    [broken] = of_type(events, "step.failed")
    tracks = [e["data"]["track"] for e in of_type(events, "track.added")]
    kept = sum(e["seq"] < broken["seq"] for e in of_type(events, "track.added"))
    assert 0 < kept < 9
    assert len(tracks) == 9
    first, second = (call.body for call in elsewhere.noting.received if call.path.endswith(_ENDPOINT[provider]))
    assert "Write exactly 9 tracks" in first
    assert "Already chosen" not in first
    missing = 9 - kept
    assert f"Write exactly {missing} {'track' if missing == 1 else 'tracks'}" in second
    already = second.partition("Already chosen")[2].partition("Positions to fill")[0]
    for index, track in enumerate(tracks):
        assert (json.dumps(json.dumps(track["title"], ensure_ascii=False), ensure_ascii=False)[1:-1] in already) == (
            index < kept
        )


_ENDPOINT = {"openai": "/responses", "anthropic": "/messages", "gemini": ":streamGenerateContent"}
