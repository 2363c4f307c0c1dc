"""Attempts of steps as the state machine would make them: the real handler over a local DynamoDB and the simulator."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws
from ulid import ULID

from local.simulator.client import Simulator
from tailrace import kinds, settle, wiring
from tailrace.events import Draft, Event, RunStarted
from tailrace.fold import Snapshot, fold
from tailrace.providers import Prompt, stream_text
from tailrace.steps import StepInvocation, StepOutcome, run_step
from tests import tables
from tests.integration.wired import forget

TABLE = "steps"
PROVIDERS = ("openai", "anthropic", "gemini")
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:tailrace-playlist"
KEYS = '{"openai": "k", "anthropic": "k", "gemini": "k", "youtube": "k"}'
OWNER = "somebody"


@contextmanager
def table(dynamodb_url: str) -> Iterator[None]:
    """A DynamoDB has the table."""
    client = tables.connect(dynamodb_url)
    tables.make(client, TABLE)
    yield
    client.delete_table(TableName=TABLE)
    client.close()


@contextmanager
def functions(table_url: str, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment of a function, with the simulator where the providers and the websites are."""
    environment = {
        "AWS_ENDPOINT_URL_DYNAMODB": table_url,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "TABLE_NAME": TABLE,
        "STATE_MACHINES": f'{{"playlist": "{MACHINE}"}}',
        "PROVIDER_KEYS_SECRET": "keys",
        "OPENAI_BASE_URL": simulator.openai,
        "ANTHROPIC_BASE_URL": simulator.anthropic,
        "GOOGLE_GEMINI_BASE_URL": simulator.gemini,
        "YOUTUBE_BASE_URL": simulator.youtube,
        "SITE_ALLOWED_ORIGINS": simulator.url,
        "PROVIDER_SILENCE_SECONDS": "10",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        boto3.client("secretsmanager").create_secret(Name="keys", SecretString=KEYS)
        forget()
        yield
    forget()


def begin(
    kind_name: str,
    wanted: dict[str, Any],
    at: datetime | None = None,
    providers: Sequence[str] = PROVIDERS,
    max_cost_usd: float | None = None,
) -> str:
    """A run of which only the beginning is written."""
    kind = kinds.load(kind_name)
    request = kind.input_model.model_validate(wanted)
    run_id = str(ULID.from_datetime(at) if at else ULID()).lower()
    steps, expected = kind.plan(request, providers)
    data = RunStarted(
        kind=kind_name,
        input=request.model_dump(mode="json"),
        steps=steps,
        providers=list(providers),
        expected=expected,
        max_cost_usd=max_cost_usd,
    )
    wiring.run_log().create(run_id, OWNER, Draft(data))
    return run_id


def begin_playlist(at: datetime | None = None, **wanted: Any) -> str:
    """A short playlist's run of which only the beginning is written."""
    return begin("playlist", {"prompt": "Rain on a night bus", "track_count": 4, **wanted}, at)


def attempt(run_id: str, step: str = "generate:openai", retry_count: int = 0, max_attempts: int = 4) -> StepOutcome:
    """One attempt, as the state machine asks for it."""
    invocation = StepInvocation(
        run_id=run_id, execution=execution(run_id), step=step, retry_count=retry_count, max_attempts=max_attempts
    )
    return run_step(invocation, remaining_s=60)


def execution(run_id: str) -> str:
    """The name of the run's execution as it stands."""
    return f"{run_id}-{snapshot(run_id)['execution']}"


def finish(run_id: str) -> str:
    """The end of the workflow, as the state machine asks for it."""
    return settle.finish(run_id, execution(run_id))


def events(run_id: str, *types: str) -> list[Event]:
    """The run's events, of these types if any are named."""
    return [event for event in wiring.run_log().read(run_id) if not types or event["type"] in types]


def snapshot(run_id: str) -> Snapshot:
    """The run as it stands."""
    return fold(wiring.run_log().read(run_id))


def listening(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of models from now on, in order."""
    asked: list[str] = []
    really = stream_text

    def listen(provider: str, prompt: Prompt, **rest: Any) -> Any:
        asked.append(prompt.user)
        return really(provider, prompt, **rest)

    monkeypatch.setattr("tailrace.context.stream_text", listen)
    return asked
