"""`make demo`: what it runs, what it opens, and how it ends. (Code projects are installed and started elsewhere.)"""

import subprocess
import sys

from local import process
from tailrace.providers import PROVIDERS
from tests.e2e.deployed import Deployed


def demo(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "local.demo", *arguments]
    return subprocess.run(command, cwd=process.ROOT, capture_output=True, text=True, timeout=110, check=False)


def test_kinds_run_to_their_end_and_what_came_of_them_is_opened(deployed: Deployed, esbuild: str) -> None:
    kinds = ["playlist", "video", "plan", "vision"]
    done = demo(deployed.stack.url, "--kinds", *kinds)
    assert done.returncode == 0, done.stdout + done.stderr
    for event in ("run.started", "run.completed"):
        assert done.stdout.count(event) == len(kinds)
    last = done.stdout.splitlines()[-len(kinds) :]
    assert [line.split()[:3] for line in last] == [["✓", kind, "completed"] for kind in kinds]
    assert not [line for line in last if "not opened" in line or "degraded" in line]


def test_it_brings_its_own_stack_and_fails_when_a_run_does(deployed: Deployed) -> None:
    for provider in PROVIDERS:
        deployed.simulator.fault(provider, "quota", times=None)
    failed = demo(deployed.stack.url, "--kinds", "playlist")
    assert failed.returncode == 1
    assert failed.stdout.splitlines()[-1].startswith("✗ playlist   failed")
    own = demo("--fast", "--kinds", "playlist")
    assert own.returncode == 0, own.stdout + own.stderr
