"""An exported project, installed and started as the demo does it, with a client; skipped where it cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from local.demo import project
from local.demo.outcome import NotHereError
from local.demo.project import Installed
from tests.needs import unavailable


@dataclass(frozen=True)
class Service(project.Running):
    """A running project, and who asks it."""

    http: httpx2.Client


def install(folder: Path) -> Installed:
    """Do what the README says. Skips, or fails in CI, if the package registry cannot be reached."""
    try:
        return project.install(folder)
    except NotHereError as missing:
        unavailable(str(missing))


@contextmanager
def running(installed: Installed) -> Iterator[Service]:
    """The project, once its health route answers."""
    with (
        project.running(installed) as service,
        httpx2.Client(base_url=service.url, trust_env=False, timeout=10) as http,
    ):
        yield Service(service.process, service.url, service.output, http)
