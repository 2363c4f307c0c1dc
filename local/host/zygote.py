"""`zygote.py DESCRIPTOR MODULE …`: imports the modules, and forks a Lambda worker whenever it is told to.

Importing the SDKs costs up to a second of CPU each; a fork of a process that has done so costs milliseconds. It
never imports our own code or a handler: those are each worker's, fresh, with the worker's own environment. This file
is run by path and uses the standard library only, so that a worker finds nothing of the local stack in itself.

The descriptor is a stream socket with one JSON object a line. In: {"spawn": id, "env", "cwd", "path", "log"} and
{"kill": id}. Out: {"exited": id, "code"} and, once, {"preloaded": true}. When it is closed, all workers are killed.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from typing import Any, NoReturn

_PR_SET_PDEATHSIG = 1  # prctl(2)


class Zygote:
    def __init__(self, control: socket.socket, modules: list[str]) -> None:
        self._control = control
        self._modules = modules
        self._buffer = b""
        self._ids: dict[int, int] = {}  # pid: id
        self._wake, wake = socket.socketpair()
        for end in (self._wake, wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self._wake_end = wake
        self._path = list(sys.path)

    def run(self) -> None:
        """Serve until the descriptor is closed. Modules are imported one by one between requests."""
        gc.disable()  # importing makes many objects and hardly any garbage
        if not self._modules:
            self._preloaded()
        while True:
            readable, _, _ = select.select([self._control, self._wake], [], [], 0 if self._modules else None)
            if self._wake in readable:
                self._wake.recv(4096)
            self._reap()
            if self._control in readable and not self._requests():
                break
            if self._modules and not readable:
                self._preload(self._modules.pop(0))
                if not self._modules:
                    self._preloaded()
        for pid in self._ids:
            _kill(pid)

    def _preload(self, module: str) -> None:
        try:
            importlib.import_module(module)
        except ImportError:
            traceback.print_exc()  # it is only saved time: who needs the module will say so itself

    def _preloaded(self) -> None:
        if "boto3" in sys.modules:
            _read_service_descriptions()
        gc.collect()
        gc.freeze()  # workers share these pages as long as the collector does not write into them
        self._tell({"preloaded": True})

    def _requests(self) -> bool:
        data = self._control.recv(1 << 20)
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            request = json.loads(line)
            if "spawn" in request:
                self._spawn(request)
            else:
                for pid, number in self._ids.items():
                    if number == request["kill"]:
                        _kill(pid)
        return bool(data)

    def _spawn(self, request: dict[str, Any]) -> None:
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                self._become_worker(request, zygote)
            except SystemExit as exit_:
                code = exit_.code
                _leave(code if isinstance(code, int) else int(code is not None))
            except BaseException:  # noqa: BLE001 - nothing may carry on as a second zygote
                traceback.print_exc()
                _leave(1)
            _leave(0)
        self._ids[pid] = request["spawn"]

    def _become_worker(self, request: dict[str, Any], zygote: int) -> None:
        gc.enable()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != zygote:
                os._exit(1)
        for end in (self._control, self._wake, self._wake_end):
            end.close()
        log = os.open(request["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        os.environ.clear()
        os.environ.update(request["env"])
        time.tzset()
        os.chdir(request["cwd"])
        sys.path[:] = [*request["path"], *self._path]
        from awslambdaric.__main__ import main  # reads the environment when it is imported: never preload it

        main(["awslambdaric", request["env"]["_HANDLER"]])

    def _reap(self) -> None:
        while self._ids:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._tell({"exited": self._ids.pop(pid), "code": os.waitstatus_to_exitcode(status)})

    def _tell(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # the host is gone; the next look at the descriptor says so too
            self._control.sendall(json.dumps(message).encode() + b"\n")


def _read_service_descriptions() -> None:
    """Make the clients that functions make: the first of a process costs 60 ms, the next ones, and forks', 5 ms.

    With keys of no account, so that boto3 looks for none and a worker still finds its own.
    """
    import boto3

    for service in ("dynamodb", "secretsmanager", "stepfunctions"):
        boto3.client(service, region_name="us-east-1", aws_access_key_id="-", aws_secret_access_key="-")  # noqa: S106


def _kill(pid: int) -> None:
    """Kill a worker and whatever it has started; between its fork and its setsid it leads no group yet."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)  # it is ours and not reaped, so its number is still its own


def _leave(code: int) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    Zygote(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:]).run()
