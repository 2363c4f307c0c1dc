"""Programs that some tests need and a machine may not have."""

import os
import shutil
import subprocess
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

from local import esbuild, process

# By the marker of the tests that need them.
PROGRAMS = {"browser": ("chromium",), "node": ("node", "npm"), "curl": ("curl", "sed")}


def require_programs(item: pytest.Item) -> None:
    """Go on only if what this test's markers say that it needs is here."""
    for marker, programs in PROGRAMS.items():
        if item.get_closest_marker(marker):
            for program in programs:
                if not shutil.which(program):
                    unavailable(f"{program} is not installed")


def esbuild_path() -> str:
    """The esbuild of this machine; where there is none the test is skipped, or fails in CI."""
    path = esbuild.path()
    if not Path(path).is_file():
        unavailable("esbuild is not installed (make check and, with npm, make test do so)")
    return path


@cache
def node_modules() -> Path:
    """The folder of the Node packages that tests use; installed from their lock file when it is first wanted."""
    packages = process.ROOT / ".local" / "node"
    packages.mkdir(parents=True, exist_ok=True)
    with (packages / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        make = ["make", "-s", ".local/node/.ready"]
        done = subprocess.run(make, cwd=process.ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            unavailable(f"the Node packages cannot be installed: {done.stderr.strip()[-300:]}")
    return packages / "node_modules"


def unavailable(reason: str) -> NoReturn:
    """Skip, and say why. Where everything must be tested (CI is set) a test that could not run has failed."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and in CI nothing is skipped")
    pytest.skip(reason)
