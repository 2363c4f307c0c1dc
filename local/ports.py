"""Addresses, taken before any process is started so that each can be told where the others are."""

import socket


class PortInUseError(OSError):
    """Somebody else serves on this port."""


def listen(port: int = 0) -> socket.socket:
    """A socket that listens on 127.0.0.1, to be handed to a child; connections wait until it accepts them.

    Port 0 is any free one. Raises `PortInUseError`.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise PortInUseError(f"Port {port} is in use.") from error
    return listener


def reserve() -> socket.socket:
    """A socket that holds a free port for a server that binds it by itself.

    On Linux nobody else is given the port meanwhile, and the server may have it all the same: a port can be bound
    twice as long as only one of the two listens. Elsewhere close it first.
    """
    holder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    return holder


def free_port() -> int:
    """A port that is free now."""
    with reserve() as holder:
        return port_of(holder)


def port_of(listener: socket.socket) -> int:
    """The port that it is bound to."""
    return int(listener.getsockname()[1])
