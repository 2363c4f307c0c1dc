"""A provider's SDK costs up to a second of a cold start: only the one that is called may be imported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tailrace
from tailrace.providers import PROVIDERS

SDKS = {"openai": "openai", "anthropic": "anthropic", "gemini": "google.genai"}
# Heavy, and not needed to know that providers exist.
OTHERS = ("httpx2", "ijson", "genai_prices", "boto3")


def loaded_after(code: str) -> set[str]:
    """Which of the heavy modules a fresh interpreter has loaded after running the code."""
    script = f"{code}\nimport sys\nprint(*[m for m in {[*SDKS.values(), *OTHERS]!r} if m in sys.modules])"
    environment = os.environ | {"PYTHONPATH": str(Path(tailrace.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stdout.split())


def test_knowing_the_providers_imports_none() -> None:
    assert (
        loaded_after(
            "import tailrace.providers, tailrace.providers.models, tailrace.providers.prices, tailrace.providers.schema"
        )
        == set()
    )


@pytest.mark.parametrize("provider", PROVIDERS)
def test_calling_one_imports_only_that_one(provider: str) -> None:
    code = f"""
import asyncio
from pydantic import BaseModel
from tailrace.errors import StreamCutError
from tailrace.providers import Prompt, stream_text

class Answer(BaseModel):
    text: str

async def main():
    # Nobody listens on port 1.
    rest = dict(model="m", api_key="k", base_url="http://127.0.0.1:1", deadline_s=20, label="x")
    try:
        async for _ in stream_text({provider!r}, Prompt("", "Hello", Answer, 100), **rest):
            pass
    except StreamCutError:
        return
    raise AssertionError("it was called")

asyncio.run(main())
"""
    assert loaded_after(code) == {SDKS[provider], "httpx2"}
