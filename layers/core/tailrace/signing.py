"""The secret that read tokens are signed with, as this process knows it, while somebody may put a new one in place."""

import time
from collections.abc import Callable
from threading import Lock

# Seconds after which the secret is read again at the latest.
MAX_AGE_S = 300
# A signature that is not known may be forged: no more often than this is the secret read again because of one.
REREAD_S = 5


class SigningSecrets:
    """The newest secret, which signs, and the one before it, which is still honoured.

    `read` answers them in this order, newest first, and blocks on the network; `clock` tells seconds. Usable by many
    threads.
    """

    def __init__(self, read: Callable[[], list[str]], clock: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._clock = clock
        self._lock = Lock()
        self._known: list[str] = []
        self._good_until = float("-inf")
        self._reread_at = float("-inf")

    def known(self) -> list[str]:
        """The secrets as they were at most `MAX_AGE_S` ago."""
        with self._lock:
            return self._known if self._clock() < self._good_until else self._renew()

    def newer(self, than: list[str]) -> list[str]:
        """The secrets once more, for a signature that is by none of `than`: it may be by one that is newer.

        They are read again, but not within `REREAD_S` of the last time; then these are what is known.
        """
        with self._lock:
            if self._known == than and self._clock() >= self._reread_at + REREAD_S:
                self._reread_at = self._clock()
                return self._renew()
            return self._known

    def _renew(self) -> list[str]:
        self._known = self._read()
        self._good_until = self._clock() + MAX_AGE_S
        return self._known
