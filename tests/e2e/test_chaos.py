"""The fault bench in short: runs of every kind, and of each sort of fault some, end with zero in every column."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from local.process import ROOT
from tests.processes import linux

# Ten times what it takes on an idle machine.
_PATIENCE_S = 300


@linux
@pytest.mark.timeout(_PATIENCE_S + 20)
def test_nothing_is_lost_doubled_or_paid_twice_under_fire(tmp_path: Path) -> None:
    path = tmp_path / "told.json"
    command = [
        sys.executable,
        "-m",
        "local.chaos",
        "--short",
        "--seed",
        "4",
        "--json",
        str(path),
        "--logs",
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE_S)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(path.read_text())
    assert not any(told["findings"].values())
    assert told["figures"]["runs completed"] == told["figures"]["runs"] == 5
    assert told["figures"]["disconnects"] == 40
    for sort in ("worker killed", "store: dropped after", "provider: ", "stack ended"):
        assert [count for name, count in told["faults"].items() if name.startswith(sort)], done.stdout
