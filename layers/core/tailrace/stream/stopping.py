"""Telling open connections that the server is asked to end."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_future() -> Iterator[asyncio.Future[None]]:
    """A future that is done when the process gets SIGINT or SIGTERM.

    ASGI says nothing of a shutdown until the last response has ended, which for a tail may be a minute. So the
    server's own signal handlers are wrapped, and called, while this is open. Outside the main thread, where there are
    no handlers to wrap, the future is never done.
    """
    loop = asyncio.get_running_loop()
    stopping = loop.create_future()
    if threading.current_thread() is not threading.main_thread():
        yield stopping
        return
    servers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def resolve() -> None:
        if not stopping.done():
            stopping.set_result(None)

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(resolve)
        server = servers[signal.Signals(number)]
        if callable(server):
            server(number, frame)

    for number in servers:
        signal.signal(number, handle)
    try:
        yield stopping
    finally:
        for number, server in servers.items():
            signal.signal(number, server)
