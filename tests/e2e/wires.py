"""TCP between two programs, which a test can cut."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class Wires:
    """Passes connections on to a port; each of the first is cut after its number of bytes towards the client."""

    def __init__(self, target: int, cuts: Sequence[int]) -> None:
        self.cut = 0
        self.port = 0
        self.ready = threading.Event()
        self._target = target
        self._left = list(cuts)

    async def serve(self) -> None:
        """Until `stop`; `ready` when there is a `port`."""
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await self._stopped.wait()
        server.close()

    def stop(self) -> None:
        """End it, from any thread."""
        self._loop.call_soon_threadsafe(self._stopped.set)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.read(65536)  # browsers also open connections that they may never use
        budget = self._left.pop(0) if self._left else None
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        far_writer.write(asked)
        up = asyncio.create_task(_pass(reader, far_writer, None))
        down = asyncio.create_task(_pass(far_reader, writer, budget))
        await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        if down.done() and down.result():
            self.cut += 1
        for task, end in ((up, far_writer), (down, writer)):
            task.cancel()
            end.transport.abort()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, budget: int | None) -> bool:
    """Pass bytes on until they end, or the budget is used up: then True."""
    try:
        while budget is None or budget > 0:
            data = await reader.read(4096 if budget is None else min(budget, 4096))
            if not data:
                await writer.drain()
                return False
            writer.write(data)
            await writer.drain()
            if budget is not None:
                budget -= len(data)
    except OSError:
        return False
    return True


@contextmanager
def wires(target: int, *cuts: int) -> Iterator[Wires]:
    """Wires to a port on this machine, in a thread of their own."""
    found = Wires(target, cuts)
    thread = threading.Thread(target=lambda: asyncio.run(found.serve()))
    thread.start()
    assert found.ready.wait(10)
    try:
        yield found
    finally:
        found.stop()
        thread.join(10)
