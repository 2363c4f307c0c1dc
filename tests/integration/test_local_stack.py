"""`python -m local` as a person uses it: what it prints, what can be pasted, and that it leaves nothing behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from local import ports, process
from tests.processes import alive, family, linux
from tests.waiting import until


class Running:
    """A stack in a terminal: `lines` is what it has said once it was ready."""

    def __init__(self, port: int, **environ: str) -> None:
        chosen = ("_API_KEY", "_BASE_URL")
        clean = {name: value for name, value in os.environ.items() if not name.endswith(chosen)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=process.ROOT,
            env={**clean, "PORT": str(port), **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.url = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []

    def ready(self) -> "Running":
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("  youtube"):
                return self
        raise AssertionError((self.process.wait(), self.lines, self.process.communicate()))

    def curls(self) -> list[str]:
        return [line.strip() for line in self.lines if line.strip().startswith("curl ")]

    def family(self) -> set[int]:
        """Itself and every process that descends from it."""
        return family(self.process.pid)

    def told(self, number: signal.Signals) -> tuple[int, str, float]:
        """(exit code, what it wrote to stderr, seconds) after being sent a signal."""
        started = time.monotonic()
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors, time.monotonic() - started


@contextmanager
def running(port: int = 0, **environ: str) -> Iterator[Running]:
    stack = Running(port or ports.free_port(), **environ)
    try:
        yield stack
    finally:
        if stack.process.poll() is None:
            stack.process.kill()
        stack.process.communicate()
        shutil.rmtree(process.ROOT / ".local" / f"logs-{stack.url.rpartition(':')[2]}", ignore_errors=True)


@linux
def test_it_says_how_to_use_it_and_ends_without_a_trace() -> None:
    with running(OPENAI_BASE_URL="http://127.0.0.1:9/v1", TAILRACE_LOCAL_KEYS="ann:key-of-ann") as stack:
        stack.ready()
        assert stack.lines[0] == f"Tailrace is running: {stack.url}"
        assert "API key: local" in stack.lines
        told = {line.split()[0]: line.split()[1] for line in stack.lines if re.fullmatch(r"  \w+ +\w+", line)}
        assert told == {"openai": "real", "anthropic": "simulated", "gemini": "simulated", "youtube": "simulated"}
        assert httpx2.get(f"{stack.url}/v1/health", timeout=20).status_code == 200
        for key, status in (("local", 200), ("key-of-ann", 200), ("other", 401)):
            answer = httpx2.get(f"{stack.url}/v1/runs", headers={"Authorization": f"Bearer {key}"}, timeout=20)
            assert answer.status_code == status
        family = stack.family()
        assert len(family) > 5
        code, errors, seconds = stack.told(signal.SIGINT)
        assert (code, errors) == (0, "")
        assert seconds < 5
        until(lambda: not [pid for pid in family if alive(pid)])  # the system kills what its children had started


@linux
@pytest.mark.curl
def test_what_it_prints_can_be_pasted_two_run_side_by_side_and_nothing_outlives_one_that_is_killed() -> None:
    with running() as first, running() as second:
        first.ready()
        second.ready()
        fast = {"first_token_ms": 0, "tokens_per_second": None}
        httpx2.put(f"{first.url}/simulator/settings", json=fast, timeout=20)
        start, follow = first.curls()
        started = json.loads(subprocess.check_output(start, shell=True, text=True))
        assert started.keys() >= {"run_id", "urls"}, started
        assert httpx2.get(started["urls"]["self"], headers={"Authorization": "Bearer local"}).status_code == 200
        stream = subprocess.check_output(follow, shell=True, text=True, stderr=subprocess.DEVNULL, timeout=60)
        assert "run.completed" in stream
        assert stream.count("track.added") >= 8
        elsewhere = f"{second.url}/v1/runs/{started['run_id']}"
        assert httpx2.get(elsewhere, headers={"Authorization": "Bearer local"}, timeout=20).status_code == 404
        code, errors, _ = second.told(signal.SIGTERM)
        assert (code, errors) == (0, "")
        assert httpx2.get(f"{first.url}/v1/health", timeout=20).status_code == 200
        family = first.family()
        first.process.kill()
        until(lambda: not [pid for pid in family - {first.process.pid} if alive(pid)])


@linux
def test_it_can_be_stopped_while_it_starts() -> None:
    with running() as stack:
        until(lambda: len(stack.family()) > 2)
        family = stack.family()
        code, errors, _ = stack.told(signal.SIGTERM)
        assert (code, errors) == (0, "")
        until(lambda: not [pid for pid in family if alive(pid)])  # the system kills what its children had started


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({}, "Port {port} is in use. Stop what uses it, or choose another: PORT=8788 make run\n"),
        ({"PORT": "many"}, "PORT must be a number from 0 to 65535, not 'many'.\n"),
        ({"TAILRACE_LOCAL_KEYS": "ann"}, "TAILRACE_LOCAL_KEYS must read name:key,name:key.\n"),
    ],
)
def test_what_keeps_it_from_starting_is_one_line(environ: dict[str, str], message: str) -> None:
    with ports.listen() as listener:
        port = ports.port_of(listener)
        with running(port, **environ) as stack:
            output, errors = stack.process.communicate(timeout=20)
            assert (stack.process.returncode, output, errors) == (1, "", message.format(port=port))
