"""`python -m local.simulator --port N`: the simulator alone, until SIGINT or SIGTERM."""

import argparse
import signal
import sys

from local.simulator.app import create_app
from local.simulator.server import listen, server


def main() -> None:
    """Serve on 127.0.0.1; prints nothing but errors."""
    parser = argparse.ArgumentParser(prog="python -m local.simulator", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--public-url", help="origin under which a browser reaches it, for the thumbnails' addresses")
    options = parser.parse_args()
    # uvicorn raises the signal again once it has ended; being told to stop is no failure.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    listener = listen(options.port)
    server(create_app(public_url=options.public_url)).run(sockets=[listener])


if __name__ == "__main__":
    main()
