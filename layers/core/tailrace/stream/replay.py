"""A stored run once more, with the timing that it had."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime

from tailrace.log import RunLog
from tailrace.stream.frames import Batch

# Events that are read at a time.
_PAGE = 200

# Seconds. No connection lives as long, and event loops refuse very long waits.
_LONGEST_WAIT = 3600


async def replay(
    log: RunLog, follow: Callable[[str, int], AsyncGenerator[Batch, None]], run_id: str, after: int, speed: float
) -> AsyncGenerator[Batch, None]:
    """The stored events after `after`, each as long after the first as it was then, over `speed`; then the live tail.

    The first comes at once, so a reader that reconnects in the middle of a long pause gets on. Raises RunNotFoundError,
    LogUnavailableError.
    """
    clock = asyncio.get_running_loop().time
    begun, origin = clock(), None
    while lines := await asyncio.to_thread(log.read_lines, run_id, after, _PAGE):
        for line in lines:
            event = json.loads(line)
            written = datetime.fromisoformat(event["ts"]).timestamp()
            if origin is None:
                begun, origin = clock(), written
            wait = begun + (written - origin) / speed - clock()
            if wait > 0:
                await asyncio.sleep(min(wait, _LONGEST_WAIT))
            after = event["seq"]
            yield [(after, line)]
    async with aclosing(follow(run_id, after)) as live:
        async for batch in live:
            yield batch
