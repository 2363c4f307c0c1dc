"""Addresses that a page may not have, as an attacker writes them: one table.

Each case is its name, the address as written, and a part of the reason that the refusal gives.
"""

# ruff: noqa: RUF001 - characters that look like others are what the table is about

from typing import NamedTuple


class Case(NamedTuple):
    """`name` says what the trick is; `reason` is in the error."""

    name: str
    url: str
    reason: str


_IP, _OTHERS, _PRIVATE = "IP address", "stand for others", "private name"

WRITTEN = [
    # IPv4, in every notation that some resolver or URL parser understands
    Case("loopback", "http://127.0.0.1/", _IP),
    Case("one decimal number", "http://2130706433/", _IP),
    Case("one hexadecimal number", "http://0x7f000001/", _IP),
    Case("octal", "http://0177.0.0.1/", _IP),
    Case("two parts", "http://127.1/", _IP),
    Case("three parts, hexadecimal", "http://0x7f.0.1/", _IP),
    Case("nothing but 0", "http://0/", _IP),
    Case("a dot behind it", "http://127.0.0.1./", "ends with a dot"),
    Case("a dot behind a name", "http://metadata.google.internal./", "ends with a dot"),
    Case("circled digits", "http://①②⑦.⓪.⓪.①/", _OTHERS),
    Case("full-width digits", "http://１２７.０.０.１/", _OTHERS),
    Case("ideographic full stops", "http://127。0。0。1/", _OTHERS),
    Case("per cent signs", "http://%31%32%37.0.0.1/", "encoded"),
    Case("carriers' shared addresses", "http://100.64.0.1/", _IP),
    Case("Azure's internal service", "http://168.63.129.16/metadata", _IP),
    Case("AWS's metadata", "http://169.254.169.254/latest/meta-data/iam/security-credentials/", _IP),
    Case("ECS's credentials", "http://169.254.170.2/v2/credentials", _IP),
    Case("protocol assignments", "http://192.0.0.8/", _IP),
    Case("multicast", "http://224.0.0.251/", _IP),
    Case("broadcast", "http://255.255.255.255/", _IP),
    # IPv6
    Case("IPv6 loopback", "http://[::1]/", _IP),
    Case("without brackets", "http://::1/", _IP),
    Case("IPv4-mapped", "http://[::ffff:169.254.169.254]/", _IP),
    Case("IPv4-mapped, hexadecimal", "http://[::ffff:a9fe:a9fe]/", _IP),
    Case("IPv4-compatible", "http://[::127.0.0.1]/", _IP),
    Case("NAT64", "http://[64:ff9b::169.254.169.254]/", _IP),
    Case("Teredo", "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", _IP),
    Case("6to4", "http://[2002:7f00:1::]/", _IP),
    Case("AWS's metadata over IPv6", "http://[fd00:ec2::254]/latest/meta-data/", _IP),
    Case("site-local", "http://[fec0::1]/", _IP),
    Case("link-local with a zone", "http://[fe80::1%25eth0]/", _IP),
    Case("IPv6 multicast", "http://[ff02::1]/", _IP),
    # who is the host?
    Case("a user that poses as the host", "http://example.com@127.0.0.1/", "user name"),
    Case("a password", "http://user:secret@example.com/", "user name"),
    Case("a backslash for the parser", "http://example.com\\@127.0.0.1/", "backslash"),
    Case("backslashes only", "http:\\\\127.0.0.1\\", "backslash"),
    Case("a second request in the address", "http://example.com/\r\nHost: internal", "spaces or invisible"),
    Case("an invisible character", "http://exa\u200bmple.com/", "invisible"),
    # names and ports
    Case("localhost", "http://localhost/", _PRIVATE),
    Case("below localhost", "http://anything.localhost/", _PRIVATE),
    Case("Google's metadata", "http://metadata.google.internal/computeMetadata/v1/", _PRIVATE),
    Case("a neighbour by mDNS", "http://printer.local/", _PRIVATE),
    Case("a name without a dot", "http://intranet/", "no dot"),
    Case("Lambda's Runtime API", "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next", _IP),
    Case("Lambda's Runtime API by a name", "http://localtest.me:9001/", "port"),
    Case("a database", "http://example.com:6379/", "port"),
    # other schemes
    Case("a file", "file:///etc/passwd", "scheme"),
    Case("gopher", "gopher://127.0.0.1:6379/_FLUSHALL", "scheme"),
    Case("data", "data:text/html,<h1>here", "scheme"),
]

# What a public name may resolve to: (what it is, address, a part of the reason).
RESOLVED = [
    Case("loopback", "127.0.0.1", "loopback"),
    Case("this host", "0.0.0.0", "this host"),
    Case("a private network", "10.0.0.5", "private"),
    Case("another", "172.31.0.2", "private"),
    Case("a home's", "192.168.1.1", "private"),
    Case("carriers'", "100.64.0.1", "carriers"),
    Case("Azure's", "168.63.129.16", "cloud"),
    Case("AWS's metadata", "169.254.169.254", "metadata"),
    Case("protocols'", "192.0.0.8", "protocols"),
    Case("multicast", "239.255.255.250", "multicast"),
    Case("IPv6 loopback", "::1", "not in the public part"),
    Case("IPv4-mapped", "::ffff:127.0.0.1", "not in the public part"),
    Case("IPv4-compatible", "::127.0.0.1", "not in the public part"),
    Case("NAT64", "64:ff9b::7f00:1", "not in the public part"),
    Case("Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo"),
    Case("6to4", "2002:a9fe:a9fe::", "6to4"),
    Case("AWS's metadata over IPv6", "fd00:ec2::254", "not in the public part"),
    Case("site-local", "fec0::1", "not in the public part"),
    Case("link-local with a zone", "fe80::1%eth0", "network interface"),
    Case("IPv6 multicast", "ff02::1", "not in the public part"),
]
