"""A reader of the live tail on a bare socket, which can hang up after any byte."""

import socket
import struct
from urllib.parse import urlsplit

import h11

from tests.e2e.client import Followed, Run
from tests.integration.sse_client import EventStream

# Longer than the tail is ever silent: it sends a comment at least every 15 s.
_SILENCE_S = 25


class RawReader:
    """Reads one run over as many connections as it is told to make; `held` is what it has."""

    def __init__(self, run: Run) -> None:
        url = urlsplit(run.started["urls"]["stream"])
        self._address = (url.hostname or "", url.port or 80)
        self._path = url.path
        self._host = url.netloc
        self._key = run.client.key
        self.held = Followed()

    def connect(self, budget: int | None = None, *, reset: bool = False) -> bool:
        """One connection from the last id on; whether its answer came to the end that HTTP wants.

        After `budget` received bytes, head included, it is hung up: politely, or with a reset of the connection.
        """
        http, stream = h11.Connection(h11.CLIENT), EventStream()
        with socket.create_connection(self._address, timeout=_SILENCE_S) as connection:
            connection.sendall(self._request(http))
            while budget is None or budget > 0:
                try:
                    data = connection.recv(65536 if budget is None else min(budget, 65536))
                except ConnectionError:
                    return False
                if not data:
                    return False
                if budget is not None:
                    budget -= len(data)
                http.receive_data(data)
                if self._take(http, stream):
                    return True
            if reset:
                # Closing with a linger of 0 s sends a reset instead of an end.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    def _request(self, http: h11.Connection) -> bytes:
        headers = [("Host", self._host), ("Authorization", f"Bearer {self._key}")]
        if self.held.last_id:
            headers.append(("Last-Event-ID", self.held.last_id))
        return (http.send(h11.Request(method="GET", target=self._path, headers=headers)) or b"") + (
            http.send(h11.EndOfMessage()) or b""
        )

    def _take(self, http: h11.Connection, stream: EventStream) -> bool:
        while True:
            event = http.next_event()
            if isinstance(event, h11.Response):
                self.held.status = event.status_code
                assert event.status_code in (200, 204)
            elif isinstance(event, h11.Data):
                self.held.take(stream, bytes(event.data))
            else:
                return isinstance(event, h11.EndOfMessage)
