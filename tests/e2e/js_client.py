"""tailrace.js in Node, and what stands between it and a stack."""

import asyncio
import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local.process import ROOT
from tests.e2e.wires import Wires

# What takes longer hangs.
PATIENCE_S = 100


def js_client(scenario: str, **given: Any) -> Any:
    """What a scenario of tests/page/scenarios.js comes to."""
    command = ["node", str(ROOT / "tests" / "page" / "scenarios.js"), scenario, json.dumps(given)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stderr == "", "nothing goes unhandled, and nothing is warned of"
    return json.loads(done.stdout)


class _Holding(Wires):
    """Wires of a proxy that waits for a stream's end before it passes it on, until it is mended."""

    def __init__(self, target: int) -> None:
        super().__init__(target, ())
        self.held = 0
        # Is set once a stream has got through.
        self.through = threading.Event()
        self.mended = threading.Event()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._passed_on(reader, writer)
        except (OSError, EOFError):
            pass
        finally:
            writer.close()

    async def _passed_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # One request a connection, so that what is held back is known by its first line.
        asked = await reader.readuntil(b"\r\n\r\n")
        streamed = b"/stream" in asked.partition(b"\r\n")[0]
        if streamed and not self.mended.is_set():
            self.held += 1
            await reader.read()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        far_writer.write(asked.replace(b"keep-alive", b"close"))
        try:
            while data := await far_reader.read(4096):
                writer.write(data)
                await writer.drain()
                if streamed:
                    self.through.set()
        finally:
            far_writer.transport.abort()


@contextmanager
def holding(target: int) -> Iterator[_Holding]:
    """Such wires to a port on this machine, in a thread of their own."""
    found = _Holding(target)
    thread = threading.Thread(target=lambda: asyncio.run(found.serve()))
    thread.start()
    assert found.ready.wait(10)
    try:
        yield found
    finally:
        found.stop()
        thread.join(10)
