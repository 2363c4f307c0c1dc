"""How long a process believes what it has read of the signing secret, and what makes it look again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.signing import MAX_AGE_S, REREAD_S, SigningSecrets


class Vault:
    """Secrets Manager and a clock; `reads` counts how often the secret was read."""

    def __init__(self) -> None:
        self.versions = ["first"]
        self.now = 1000.0
        self.reads = 0

    def read(self) -> list[str]:
        self.reads += 1
        return self.versions[:2]

    def rotate(self, secret: str) -> None:
        self.versions.insert(0, secret)

    def secrets(self) -> SigningSecrets:
        return SigningSecrets(self.read, lambda: self.now)


def test_nothing_is_read_before_it_is_asked_for_and_then_once_in_its_time() -> None:
    vault = Vault()
    secrets = vault.secrets()
    assert vault.reads == 0
    for _ in range(3):
        assert secrets.known() == ["first"]
        vault.now += MAX_AGE_S / 3
    assert vault.reads == 1
    vault.rotate("second")
    assert secrets.known() == ["second", "first"]
    assert vault.reads == 2


def test_an_unknown_signature_finds_the_new_secret_at_once() -> None:
    vault = Vault()
    secrets = vault.secrets()
    known = secrets.known()
    vault.rotate("second")
    assert secrets.known() == known
    assert secrets.newer(known) == ["second", "first"]
    assert secrets.known() == ["second", "first"]
    assert vault.reads == 2


def test_another_reader_that_was_late_profits_without_a_read() -> None:
    vault = Vault()
    secrets = vault.secrets()
    stale = secrets.known()
    vault.rotate("second")
    secrets.newer(stale)
    assert secrets.newer(stale) == ["second", "first"]
    assert vault.reads == 2


@given(st.lists(st.floats(0, 2 * REREAD_S), max_size=50))
def test_forged_tokens_cause_no_more_reads_than_their_time_allows(pauses: list[float]) -> None:
    vault = Vault()
    secrets = vault.secrets()
    began = vault.now
    for pause in pauses:
        secrets.newer(secrets.known())
        vault.now += pause
    lasted = vault.now - began
    assert vault.reads <= 2 + lasted / REREAD_S + lasted / MAX_AGE_S


def test_forged_tokens_at_once_cause_one_read() -> None:
    vault = Vault()
    secrets = vault.secrets()
    known = secrets.known()
    together = Barrier(8)

    def forged(_: int) -> list[str]:
        together.wait()
        return secrets.newer(known)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(forged, range(8))) == [known] * 8
    assert vault.reads == 2


def test_a_read_that_fails_is_bounded_too_and_what_is_known_stays() -> None:
    class Away(Vault):
        def read(self) -> list[str]:
            if self.reads:
                self.reads += 1
                raise ConnectionError
            return super().read()

    vault = Away()
    secrets = vault.secrets()
    known = secrets.known()
    with pytest.raises(ConnectionError):
        secrets.newer(known)
    assert secrets.newer(known) == known
    assert secrets.known() == known
    assert vault.reads == 2
