"""Whole local stacks: the real template, functions, state machines and SDKs, over real HTTP."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from local import settings
from local.simulator.client import Simulator
from local.stack import Stack
from tests.e2e.client import Client
from tests.e2e.deployed import Deployed

# The day's quota of a YouTube key would be used up after a few runs.
_PLENTY = {"YOUTUBE_SEARCHES_PER_DAY": "1000000"}
# Long enough for a busy machine to answer in, short enough to wait for.
HASTY = {"PROVIDER_SILENCE_SECONDS": "2", "PROVIDER_DEADLINE_SECONDS": "3", "STREAM_MAX_SECONDS": "2"}


@contextmanager
def deployed(factory: pytest.TempPathFactory, environment: Mapping[str, str]) -> Iterator[Deployed]:
    """A stack whose functions have these variables, too; it ends with the context."""
    chosen = settings.read({"PORT": "0", "TAILRACE_LOCAL_KEYS": "ann:key-of-ann"})
    logs = factory.mktemp("stack")
    with Stack(chosen, logs=logs, environment={**_PLENTY, **environment}) as stack, Client(stack.url) as client:
        simulator = Simulator(stack.url)
        yield Deployed(stack, client, simulator)
        simulator.close()
