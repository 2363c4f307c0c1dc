"""The log of a run: one sequence of events in DynamoDB, written by many, read by many.

The names are imported when they are first used: a function that only writes pays for neither asyncio nor the
HTTP client of the live tail.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tailrace.log.buffer import BufferedWriter
    from tailrace.log.dynamo import AsyncDynamo
    from tailrace.log.store import RunLog
    from tailrace.log.tail import Tail
    from tailrace.log.writer import RunWriter

__all__ = ["AsyncDynamo", "BufferedWriter", "RunLog", "RunWriter", "Tail"]

_HOMES = {
    "AsyncDynamo": "dynamo",
    "BufferedWriter": "buffer",
    "RunLog": "store",
    "RunWriter": "writer",
    "Tail": "tail",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
