"""`python -m local`: the local stack in the foreground, until Ctrl-C or SIGTERM."""

import os
import signal
import socket
import sys

from local import process, settings
from local.intrinsics import TemplateError
from local.ports import PortInUseError
from local.stack import Stack, StackError
from local.welcome import welcome


class _StoppedError(BaseException):
    """Somebody asked for the end. No `except Exception` on the way may take it for a fault."""


def _stop(*_: object) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # asked once is enough
    raise _StoppedError


def main() -> int:
    """The exit code: 0 after being asked to stop, 1 if the stack cannot start or go on."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        chosen = settings.read(os.environ)
        folder = "logs" if chosen.port == settings.DEFAULT_PORT else f"logs-{chosen.port}"
        with Stack(chosen, logs=process.ROOT / ".local" / folder) as stack:
            print(welcome(stack.url, chosen), flush=True)
            _look_after(stack)
    except _StoppedError:
        return 0
    except PortInUseError as error:
        print(f"{error} Stop what uses it, or choose another: PORT=8788 make run", file=sys.stderr)
    except (settings.SettingsError, StackError, TemplateError) as error:
        print(error, file=sys.stderr)
    return 1


def _look_after(stack: Stack) -> None:
    """Wait for children that die; returns by an exception only."""
    died, wake = socket.socketpair()
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    while True:
        for name in stack.check():
            print(f"The {name} process died and was started again.", file=sys.stderr, flush=True)
        died.recv(4096)


if __name__ == "__main__":
    sys.exit(main())
