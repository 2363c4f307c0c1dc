"""`die_with_parent.py PARENT COMMAND …`: becomes COMMAND, which is killed when process PARENT dies, however it dies.

Run by path and with nothing imported from here, since it must be quick. Only Linux can be asked for this: elsewhere a
stack ends what it started when it is stopped, but a stack that is killed outright leaves some of it running.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2)


def ask(parent: int) -> None:
    """Have the system kill this process when `parent` dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before it could be watched
        os._exit(1)


if __name__ == "__main__":
    ask(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - that is its purpose
