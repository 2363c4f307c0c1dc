"""Ending an SDK's stream early and in order."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def unwound(stream: AsyncIterator[Any]) -> AsyncGenerator[None]:
    """However the block is left, end `stream` from the inside out.

    An SDK's stream is a chain of nested generators and has no public way to close them. Left to the garbage collector
    they are closed from the outside in, each while it still runs, which asyncio reports as errors. Cancelling one
    more read lets every one of them end by itself.
    """
    try:
        yield
    finally:
        try:
            async with asyncio.timeout(0):
                async for _ in stream:
                    pass
        except Exception:  # noqa: BLE001, S110 - the call has its outcome; how its stream ends changes nothing
            pass
