"""Starts the zygote and speaks with it. A zygote that dies takes its workers with it."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

_SCRIPT = str(Path(__file__).with_name("zygote.py"))
_DIE_WITH_PARENT = str(Path(__file__).parent.with_name("die_with_parent.py"))


class WorkerProcess:
    """One forked process; `exited` becomes its exit code, negative for a signal."""

    def __init__(self, zygote: "Zygote", number: int) -> None:
        self.exited: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._zygote = zygote
        self._number = number

    def kill(self) -> None:
        """Kill it, with all that it has started; once it has exited this does nothing."""
        if not self.exited.done():
            self._zygote.send({"kill": self._number})


class Zygote:
    """One zygote process. `preloaded` is set when its imports are done; `alive` until it is gone."""

    def __init__(self, modules: Sequence[str], log: Path) -> None:
        self.alive = True
        self.preloaded = asyncio.Event()
        self._workers: dict[int, WorkerProcess] = {}
        ours, theirs = socket.socketpair()
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-ISB", _DIE_WITH_PARENT, str(os.getpid())),
                    *(sys.executable, "-P", _SCRIPT, str(theirs.fileno()), *modules),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "en_US.UTF-8"},
                pass_fds=(theirs.fileno(),),
            )
        theirs.close()
        self._socket = ours
        self._reading = asyncio.ensure_future(self._read())

    @property
    def pid(self) -> int:
        return self._process.pid

    def spawn(self, env: Mapping[str, str], cwd: str, path: Sequence[str], log: str) -> WorkerProcess:
        """A worker that runs awslambdaric in this environment, with `path` before the installed packages'."""
        number = next(_numbers)
        worker = self._workers[number] = WorkerProcess(self, number)
        self.send({"spawn": number, "env": dict(env), "cwd": cwd, "path": list(path), "log": log})
        return worker

    def send(self, message: dict[str, Any]) -> None:
        """Pass a request on. Small and rare enough to be written at once."""
        try:
            self._socket.setblocking(True)
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            self._gone()
        finally:
            self._socket.setblocking(False)

    def close(self) -> None:
        """End it and its workers."""
        self._reading.cancel()
        self._socket.close()
        try:
            self._process.wait(0.5)  # it kills its workers, with what they started, when it sees that
        except subprocess.TimeoutExpired:  # it is in the middle of an import
            self._process.kill()
            self._process.wait()
        self._gone()

    async def _read(self) -> None:
        loop, buffer = asyncio.get_running_loop(), b""
        self._socket.setblocking(False)
        while True:
            try:
                data = await loop.sock_recv(self._socket, 65536)
            except OSError:
                data = b""
            if not data:
                break
            *lines, buffer = (buffer + data).split(b"\n")
            for message in map(json.loads, lines):
                if "preloaded" in message:
                    self.preloaded.set()
                elif worker := self._workers.pop(message["exited"], None):
                    worker.exited.set_result(message["code"])
        self._gone()
        self._process.wait()

    def _gone(self) -> None:
        self.alive = False
        for worker in self._workers.values():
            if not worker.exited.done():
                worker.exited.set_result(-signal.SIGKILL)
        self._workers.clear()


_numbers = count(1)
