"""The simulator under uvicorn: connections that an app can drop, and a server that ends at once."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TRANSPORT = "simulator.transport"
_STARTUP_S = 10.0


class Droppable(HttpToolsProtocol):
    """HTTP with the connection itself in the scope: ASGI has no message to break a connection with."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {_TRANSPORT: {"transport": self.transport}}


def drop_connection(scope: Scope) -> None:
    """Close the connection in the middle of a body, with no final chunk: what was sent still arrives.

    (An abort would reset it, and a client may then lose what it has received but not read.)
    """
    transport: asyncio.Transport = scope["extensions"][_TRANSPORT]["transport"]
    transport.close()


class Server(uvicorn.Server):
    """A server that doesn't wait for its streams when it is told to end."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            if isinstance(connection, Droppable):
                connection.transport.abort()
        await super().shutdown(sockets)


def server(app: ASGIApp) -> Server:
    """A quiet server for the app, to be given its sockets."""
    return Server(
        uvicorn.Config(
            app, http=Droppable, loop="uvloop", ws="none", lifespan="off", log_level="error", access_log=False
        )
    )


def listen(port: int) -> socket.socket:
    """A listening socket on the loopback address; port 0 takes a free one."""
    return socket.create_server(("127.0.0.1", port), backlog=512)


@contextmanager
def in_thread(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve the app in a thread of this process while the context lasts; yields its address."""
    listener = listen(port)
    running = server(app)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        # Connections queue in the listener from its first moment, so nobody needs to wait for the server.
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join(_STARTUP_S)
