"""What the functions under test are deployed on: an owner of its own for each test of the API, runs for each reader."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from importlib import import_module
from typing import Any

import pytest

from local.simulator.client import Simulator
from tailrace.providers import PROVIDERS, Prompt, Usage, stream_text
from tests.integration import api_client, keys_command, step_harness, stream_harness
from tests.integration.api_client import Api, Aws
from tests.integration.keys_command import Command
from tests.integration.provider_wire import Server, serving


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    """The AWS that the API runs on."""
    with pytest.MonkeyPatch.context() as patch, api_client.deployed(patch) as found:
        yield found


@pytest.fixture
def api(aws: Aws) -> Api:
    """A client with an API key."""
    return aws.client()


@pytest.fixture(scope="module")
def table_url(dynamodb_url: str) -> Iterator[str]:
    """The DynamoDB that steps are made on, with a table of the module's own."""
    with step_harness.table(dynamodb_url):
        yield dynamodb_url


@pytest.fixture
def deployed(table_url: str, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a step's function runs on; a module whose tests make steps uses it for all of them."""
    with step_harness.functions(table_url, simulator, monkeypatch):
        yield


@pytest.fixture(scope="module")
def environment(table_url: str, simulator_server: Simulator) -> Iterator[None]:
    """Use `deployed_once`, whose simulator is reset for every test."""
    with pytest.MonkeyPatch.context() as patch, step_harness.functions(table_url, simulator_server, patch):
        yield


@pytest.fixture
def deployed_once(environment: None, simulator: Simulator) -> None:
    """The same as `deployed`, made once for a module: for tests that change nothing but runs and the simulator."""


@pytest.fixture(scope="module")
def parsing(esbuild: str) -> Iterator[None]:
    """Steps look into generated JavaScript. To be asked for before what is deployed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESBUILD_PATH", esbuild)
        yield


@pytest.fixture
def prompts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of models, in order."""
    return step_harness.listening(monkeypatch)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Whom was asked what, in order."""
    found: list[tuple[str, str]] = []
    really = stream_text

    def listening(provider: str, prompt: Prompt, **rest: Any) -> Any:
        found.append((provider, prompt.user))
        return really(provider, prompt, **rest)

    monkeypatch.setattr("tailrace.context.stream_text", listening)
    return found


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What models answer from here on, the next first; afterwards they are asked really."""
    answers: list[str] = []
    really = stream_text

    async def writing(provider: str, prompt: Prompt, **rest: Any) -> AsyncGenerator[str | Usage]:
        if answers:
            await rest["before_request"]()
            yield answers.pop(0)
            return
        async with aclosing(really(provider, prompt, **rest)) as answer:
            async for piece in answer:
                yield piece

    monkeypatch.setattr("tailrace.context.stream_text", writing)
    return answers


@pytest.fixture(scope="module")
def keys_aws() -> Iterator[None]:
    """The AWS that `python -m local.keys` works on."""
    with keys_command.deployed():
        yield


@pytest.fixture
def command(keys_aws: None, capsys: pytest.CaptureFixture[str]) -> Command:
    """`python -m local.keys`, as a person runs it."""
    return Command(capsys)


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory, dynamodb_url: str) -> Iterator[stream_harness.Backend]:
    """The table and the secret that a stream function reads."""
    with stream_harness.backend(tmp_path_factory.mktemp("backend"), dynamodb_url) as made:
        yield made


@pytest.fixture(scope="session")
def sdks() -> None:
    """All providers' SDKs, imported before a test's deadline runs."""
    for provider in PROVIDERS:
        import_module(f"tailrace.providers.{provider}")


@pytest.fixture
async def server(sdks: None) -> AsyncIterator[Server]:
    """A server that sends exactly the bytes that a test says."""
    async with serving() as one:
        yield one


@pytest.fixture
def run_id(api: Api) -> str:
    """A playlist run of three tracks that has been started."""
    run: str = api.start(input={"prompt": "x", "track_count": 3})["run_id"]
    return run
