"""What a cold start pays for."""

import subprocess
import sys
from pathlib import Path

LAYER = Path(__file__).parents[2] / "layers" / "core"


def test_who_only_writes_does_not_import_the_http_client_of_the_tail() -> None:
    code = "import sys; from tailrace.log import RunLog, RunWriter; print('httpx2' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(LAYER)}
    )
    assert done.stdout.split() == ["False"]


def test_who_settles_imports_nothing_that_only_work_needs() -> None:
    code = "import sys; from tailrace import settle; print(*{'asyncio', 'httpx2', 'tailrace.context'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(LAYER)}
    )
    assert done.stdout.split() == []
