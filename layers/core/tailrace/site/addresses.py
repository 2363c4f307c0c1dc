"""Which IP addresses are the public internet's: the table that every connection is checked against."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# The standard library's `is_global` is not asked: what it passes differs by Python version (3.11 lets through
# multicast, NAT64, 6to4, Teredo, site-local and IPv4-compatible addresses).
# Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries, IPv4 Multicast and IPv6 address space registries.
_REFUSED_V4 = {
    "0.0.0.0/8": "this host",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by carriers",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "a cloud's internal service",
    "169.254.0.0/16": "link-local, where clouds keep their metadata",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved for protocols",
    "192.0.2.0/24": "documentation",
    "192.31.196.0/24": "reserved for AS112",
    "192.52.193.0/24": "reserved for AMT",
    "192.88.99.0/24": "6to4 relay",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "reserved for AS112",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
# Of IPv6 only the global unicast block is the internet at all; within it these are not.
_GLOBAL_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = {
    "2001::/23": "reserved for protocols, Teredo among them",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4, which can carry a private IPv4 address",
    "2620:4f:8000::/48": "reserved for AS112",
    "3fff::/20": "documentation",
}

_V4 = [(IPv4Network(network), reason) for network, reason in _REFUSED_V4.items()]
_V6 = [(IPv6Network(network), reason) for network, reason in _REFUSED_V6.items()]


def refusal(address: str) -> str | None:
    """Why this address must not be connected to, or None if it is a public one.

    An IPv4 address inside of an IPv6 one (mapped, NAT64, 6to4, Teredo, compatible) is never unwrapped: none of these
    forms is the address of a website.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "not an IP address"
    if isinstance(parsed, IPv6Address):
        return _refusal_v6(parsed)
    return _refusal_v4(parsed)


def _refusal_v4(address: IPv4Address) -> str | None:
    return next((reason for network, reason in _V4 if address in network), None)


def _refusal_v6(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "bound to a network interface"
    if address not in _GLOBAL_V6:
        return "not in the public part of IPv6"
    return next((reason for network, reason in _V6 if address in network), None)
