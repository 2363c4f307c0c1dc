"""What servers' certificates are checked with, for every HTTP client of ours."""

import ssl
from functools import cache


@cache
def tls() -> ssl.SSLContext:
    """Made once in a process: it reads all authorities' certificates, 20 to 35 ms."""
    import httpx2

    return httpx2.create_ssl_context()
