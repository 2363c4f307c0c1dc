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


def free_port() -> int:
    """A port for a server that binds it by itself."""
    with listen() as listener:
        return port_of(listener)


def port_of(listener: socket.socket) -> int:
    """The port that it is bound to."""
    return int(listener.getsockname()[1])
