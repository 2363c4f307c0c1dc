"""Web servers for the fetcher's tests: one that says what it is told to, and one with TLS and a name of its own."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answers = dict[str, bytes]


def answer(body: str = "", status: str = "200 OK", **headers: str) -> bytes:
    """A whole HTTP/1.1 answer."""
    named = {"Content-Type": "text/html", "Content-Length": str(len(body.encode())), "Connection": "close"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items()), "", body]
    return "\r\n".join(lines).encode()


@dataclass
class Site:
    """A server's port, what it answers by path, and the requests that it has seen."""

    port: int = 0
    answers: Answers = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.split(" ")[1] for request in self.requests]


@asynccontextmanager
async def site(answers: Answers | None = None, tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """A server; a path that it doesn't know is answered 404."""
    made = Site(answers=answers or {})

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode()
            made.requests.append(request)
            writer.write(made.answers.get(request.split(" ")[1], answer("nothing", "404 Not Found")))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has gone, which is what some tests are about
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate for this host, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


class Diverted(httpcore2.AsyncNetworkBackend):
    """Dials a port of this machine instead of public addresses, as if the internet were here."""

    def __init__(self, port_of: Callable[[str, int], int]) -> None:
        self.dialled: list[tuple[str, int]] = []
        self._port_of = port_of
        self._real = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore2's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        self.dialled.append((host, port))
        return await self._real.connect_tcp(
            "127.0.0.1", self._port_of(host, port), timeout, local_address, socket_options
        )
