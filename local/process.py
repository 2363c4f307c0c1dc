"""A child process of the stack: own session, own log file, dead when the stack is dead."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_DIE_WITH_PARENT = str(Path(__file__).with_name("die_with_parent.py"))


class Child:
    """A running child. It leads a session, so that all it starts can be ended with it and Ctrl-C reaches only us."""

    def __init__(self, name: str, process: "subprocess.Popen[bytes]") -> None:
        self.name = name
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self) -> int | None:
        """None while it runs; negative is the signal that killed it."""
        return self._process.poll()

    def terminate(self) -> None:
        """Ask it to end."""
        if self._process.poll() is None:
            self._process.terminate()

    def end(self, grace_s: float) -> None:
        """Wait until it has ended, and kill it and what it started after `grace_s`."""
        try:
            self._process.wait(grace_s)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of the stack's own processes: ours, with nothing in it that reaches a real account.

    Compiled modules are written even where that is switched off: a start without them takes twice as long.
    """
    dropped = ("PYTHONDONTWRITEBYTECODE", "AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    path = f"{ROOT}{os.pathsep}{ROOT / 'layers' / 'core'}"
    return {**kept, **dummy_credentials(), "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **(extra or {})}


def dummy_credentials() -> dict[str, str]:
    """Credentials that sign requests and open nothing."""
    return {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def interpreter_folder() -> str:
    """Where this interpreter's `python` is."""
    return str(Path(sys.executable).parent)


def start(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    listener: socket.socket | None = None,
    config: Any = None,
) -> Child:
    """Start `command` (the interpreter, if it begins with `-`), its output going to the end of `log`.

    `config` is written to its standard input as JSON, with the descriptor of `listener` added as `fd`; our own copy
    of the listener is closed, so that connections fail when the child is gone.
    """
    if command[0].startswith("-"):
        command = [sys.executable, *command]
    descriptors = () if listener is None else (listener.fileno(),)
    if listener is not None:
        config = {**(config or {}), "fd": listener.fileno()}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-ISB", _DIE_WITH_PARENT, str(os.getpid()), *command],
            stdin=subprocess.DEVNULL if config is None else subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=dict(environment() if env is None else env),
            cwd=cwd,
            pass_fds=descriptors,
            start_new_session=True,
        )
    if process.stdin:
        process.stdin.write(json.dumps(config).encode())
        process.stdin.close()
    if listener is not None:
        listener.close()
    return Child(name, process)
