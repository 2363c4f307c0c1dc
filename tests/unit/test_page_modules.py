"""The page's modules, tested by Node's own test runner."""

import subprocess
from pathlib import Path

import pytest

from local.process import ROOT

pytestmark = pytest.mark.node

_TESTS = sorted((ROOT / "tests" / "page").glob("*.test.js"))


@pytest.mark.parametrize("path", _TESTS, ids=[path.name.removesuffix(".test.js") for path in _TESTS])
def test_page(path: Path) -> None:
    command = ["node", "--test", "--test-reporter=spec", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
