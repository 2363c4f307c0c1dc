"""DynamoDB for one machine: moto's, in a process of its own behind a small server. It keeps nothing when it ends.

All calls run one after another on the event loop. That is the lock that moto lacks (under threads it loses updates
and lets two conditional puts win), and faster than one.

    with dynamodb.start() as server:
        boto3.client("dynamodb", endpoint_url=server.url)
"""

import gc
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from local import ports, process


class Server(NamedTuple):
    """A DynamoDB that runs; `url` is its endpoint."""

    url: str
    child: process.Child


@contextmanager
def start(log: Path = Path(os.devnull)) -> Iterator[Server]:
    """A DynamoDB of one's own on a free port, ended with the block. It can be used at once."""
    listener = ports.listen()
    url = f"http://127.0.0.1:{ports.port_of(listener)}"
    child = launch(listener, log)
    try:
        yield Server(url, child)
    finally:
        child.terminate()
        child.end(grace_s=1)


def launch(listener: socket.socket, log: Path) -> process.Child:
    """Start the process; calls wait at `listener` until it is up."""
    return process.start("dynamodb", ["-m", "local.dynamodb"], log=log, listener=listener)


async def _serve(descriptor: int) -> None:
    from local import moto_patches
    from local.http_server import Request, Response, serve
    from local.moto_calls import dispatch

    moto_patches.patch_core(os.environ)
    moto_patches.patch_dynamodb()
    from moto.dynamodb.responses import DynamoHandler

    def handle(request: Request) -> Response:
        if request.method != "POST":
            return Response(200, [("content-type", "text/plain")], b"healthy: dynamodb")
        return dispatch(DynamoHandler, "dynamodb", request)

    gc.freeze()  # what is imported by now stays; the collector need not look at it again
    server = await serve(handle, socket.socket(fileno=descriptor))
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(_serve(json.load(sys.stdin)["fd"]))
