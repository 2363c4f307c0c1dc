"""Connections to public addresses only, whatever a name resolves to.

A name is resolved once, here; every address it has is checked, and one of these is dialled. So there is no moment
between the check and the connection in which the name could come to mean another machine (DNS rebinding). TLS still
verifies the certificate for the name: that is asked of the stream afterwards and by name.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable

import httpcore2
from httpcore2 import SOCKET_OPTION, AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream

from tailrace.errors import SiteNotFoundError, SiteRefusedError, SiteUnavailableError
from tailrace.site.addresses import refusal

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""All addresses of a host. Raises `socket.gaierror`."""

# So many addresses of a host are tried at the most, one after the other.
_MOST_TRIED = 3


async def resolve(host: str, port: int) -> list[str]:
    """The system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


class CheckedBackend(AsyncNetworkBackend):
    """Dials public addresses. `allowed` are hosts and ports that are dialled as they are (the local stack's own)."""

    def __init__(
        self,
        allowed: Collection[tuple[str, int]] = (),
        resolve: Resolve = resolve,
        dial: AsyncNetworkBackend | None = None,
    ) -> None:
        self._allowed = frozenset(allowed)
        self._resolve = resolve
        self._dial = dial or AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore2's interface
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Raises `SiteError`, or what the dialling backend raises for the last address that was tried."""
        addresses = [host] if (host, port) in self._allowed else await self._public_addresses(host, port)
        tried = addresses[:_MOST_TRIED]
        for address in tried:
            try:
                return await self._dial.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if address == tried[-1]:
                    raise
        raise AssertionError("unreachable: a host has one address at least")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore2's interface
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Refused: no website is behind one."""
        raise SiteRefusedError("A socket of this machine is not a website")

    async def sleep(self, seconds: float) -> None:
        """Between the pool's own retries, of which there are none."""
        await self._dial.sleep(seconds)

    async def _public_addresses(self, host: str, port: int) -> list[str]:
        """All addresses, IPv4 first: Lambda outside of a VPC has no other. One bad address refuses the host."""
        try:
            found = list(dict.fromkeys(await self._resolve(host, port)))
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise SiteUnavailableError(f"The name {host} could not be resolved at the moment") from error
            raise SiteNotFoundError(f"There is no host {host}; check the spelling") from error
        if not found:
            raise SiteNotFoundError(f"The host {host} has no address; check the spelling")
        for address in found:
            if reason := refusal(address):
                # The address itself is not told: what internal names lead to is nobody's business.
                raise SiteRefusedError(
                    f"{host} leads to an address that is not public ({reason}); give a website that everybody can reach"
                )
        return sorted(found, key=lambda address: ":" in address)
