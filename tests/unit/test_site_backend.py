"""Connections: every address of a name is checked, one of these is dialled, and nothing else."""

import ipaddress
import socket
from collections.abc import Iterable

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.errors import SiteNotFoundError, SiteRefusedError, SiteUnavailableError
from tailrace.site.addresses import refusal
from tailrace.site.backend import CheckedBackend

PUBLIC = ["93.184.216.34", "1.1.1.1", "192.0.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700::1111"]
NOT_PUBLIC = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.0.9",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.216.34",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1111%1",
    "fec0::1",
    "ff02::1",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_all_others_are_refused_with_a_reason(address: str) -> None:
    assert refusal(address)


@given(st.ip_addresses())
def test_nothing_passes_that_the_standard_library_knows_to_be_private(address: ipaddress.IPv4Address) -> None:
    if (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
    ):
        assert refusal(str(address))


class Dial(httpcore2.AsyncNetworkBackend):
    """Notes what is dialled; addresses in `dead` can't be reached."""

    def __init__(self, dead: Iterable[str] = ()) -> None:
        self.dialled: list[tuple[str, int]] = []
        self._dead = set(dead)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore2's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        self.dialled.append((host, port))
        if host in self._dead:
            raise httpcore2.ConnectError(f"{host} is dead")
        return httpcore2.AsyncNetworkStream()


class Names:
    """A resolver whose answers change from one question to the next, as a rebinding attacker's do."""

    def __init__(self, *answers: list[str] | socket.gaierror) -> None:
        self.asked: list[tuple[str, int]] = []
        self._answers = list(answers)

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append((host, port))
        answer = self._answers.pop(0)
        if isinstance(answer, socket.gaierror):
            raise answer
        return answer


async def test_the_checked_address_is_dialled_and_the_name_is_asked_once() -> None:
    names, dial = Names(["93.184.216.34"], ["127.0.0.1"]), Dial()
    await CheckedBackend(resolve=names, dial=dial).connect_tcp("example.com", 443)
    assert (names.asked, dial.dialled) == ([("example.com", 443)], [("93.184.216.34", 443)])


async def test_every_connection_is_checked_anew() -> None:
    names, dial = Names(["93.184.216.34"], ["127.0.0.1"]), Dial()
    backend = CheckedBackend(resolve=names, dial=dial)
    await backend.connect_tcp("example.com", 443)
    with pytest.raises(SiteRefusedError):
        await backend.connect_tcp("example.com", 443)
    assert dial.dialled == [("93.184.216.34", 443)]


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["169.254.169.254", "93.184.216.34"], ["93.184.216.34", "::1"]],
)
async def test_one_bad_address_refuses_the_host(addresses: list[str]) -> None:
    dial = Dial()
    with pytest.raises(SiteRefusedError, match=r"inner\.example\.com leads to an address that is not public") as error:
        await CheckedBackend(resolve=Names(addresses), dial=dial).connect_tcp("inner.example.com", 80)
    assert dial.dialled == []
    assert not any(address in str(error.value) for address in addresses)


async def test_addresses_are_tried_in_turn_ipv4_first() -> None:
    dial = Dial(dead=["1.1.1.1"])
    names = Names(["2606:4700::1111", "1.1.1.1", "1.0.0.1"])
    await CheckedBackend(resolve=names, dial=dial).connect_tcp("example.com", 443)
    assert [host for host, _ in dial.dialled] == ["1.1.1.1", "1.0.0.1"]


async def test_a_host_with_many_dead_addresses_is_given_up() -> None:
    addresses = [f"1.0.0.{n}" for n in range(1, 30)]
    dial = Dial(dead=addresses)
    with pytest.raises(httpcore2.ConnectError):
        await CheckedBackend(resolve=Names(addresses), dial=dial).connect_tcp("example.com", 443)
    assert len(dial.dialled) == 3


async def test_only_the_allowed_host_and_port_are_exempt() -> None:
    dial = Dial()
    backend = CheckedBackend([("127.0.0.1", 8787)], resolve=Names(["127.0.0.1"], ["127.0.0.1"]), dial=dial)
    await backend.connect_tcp("127.0.0.1", 8787)
    for host, port in (("127.0.0.1", 8788), ("localhost", 8787)):
        with pytest.raises(SiteRefusedError):
            await backend.connect_tcp(host, port)
    assert dial.dialled == [("127.0.0.1", 8787)]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), SiteNotFoundError),
        (socket.gaierror(socket.EAI_AGAIN, "later"), SiteUnavailableError),
        ([], SiteNotFoundError),
    ],
)
async def test_a_name_without_an_answer(answer: list[str] | socket.gaierror, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"example\.com"):
        await CheckedBackend(resolve=Names(answer), dial=Dial()).connect_tcp("example.com", 443)


async def test_sockets_of_the_machine_are_refused() -> None:
    with pytest.raises(SiteRefusedError):
        await CheckedBackend(dial=Dial()).connect_unix_socket("/var/run/docker.sock")
