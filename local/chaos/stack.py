"""`python -m local.chaos.stack`: a stack in a process tree of its own, so that all of it can be ended like a machine.

Its standard input is a JSON object: `settings`, the environment that settings are read from; `environment`, variables
for the functions; `logs`, a folder. What dies in it and can be started again is; at SIGTERM it stops in good order.
"""

import json
import signal
import sys
import time
from pathlib import Path

from local import settings
from local.stack import Stack

# Seconds between two looks after the children.
_LOOK_S = 0.2


def _stop(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(0)


def main() -> None:
    """Serve until told to stop."""
    signal.signal(signal.SIGTERM, _stop)
    given = json.load(sys.stdin)
    with Stack(settings.read(given["settings"]), logs=Path(given["logs"]), environment=given["environment"]) as stack:
        while True:
            stack.check()
            time.sleep(_LOOK_S)


if __name__ == "__main__":
    main()
