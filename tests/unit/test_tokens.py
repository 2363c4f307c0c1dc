"""Read tokens cannot be made, moved to another run, prolonged or altered."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.tokens import InvalidTokenError, UnknownSignatureError, issue, verify

RUN = "01k0a1b2c3d4e5f6g7h8j9kmnp"
NOW = 1_800_000_000.5
SECRETS = st.text(min_size=1)
RUNS = st.text(alphabet="0123456789abcdefghjkmnpqrstvwxyz", min_size=26, max_size=26)
TIMES = st.floats(1, 4e9)
LIVES = st.integers(1, 10**8)


@given(SECRETS, RUNS, TIMES, LIVES, st.floats(0, 1, exclude_max=True))
def test_a_token_opens_its_run_until_it_expires(secret: str, run: str, now: float, ttl_s: int, part: float) -> None:
    token = issue(secret, run, now, ttl_s)
    expiry = int(now) + ttl_s
    verify([secret], run, token, min(now + part * ttl_s, expiry - 1e-3))
    for late in (expiry, expiry + 1, expiry * 2):
        with pytest.raises(InvalidTokenError):
            verify([secret], run, token, late)


@given(RUNS, RUNS)
def test_a_token_opens_no_other_run(run: str, other: str) -> None:
    token = issue("secret", run, NOW, 60)
    if run != other:
        with pytest.raises(InvalidTokenError):
            verify(["secret"], other, token, NOW)


@given(SECRETS, SECRETS)
def test_another_secret_signs_in_vain(secret: str, other: str) -> None:
    if secret != other:
        with pytest.raises(InvalidTokenError):
            verify([secret], RUN, issue(other, RUN, NOW, 60), NOW)


@given(st.data())
def test_no_flipped_bit_is_accepted(data: st.DataObject) -> None:
    token = issue("secret", RUN, NOW, 60)
    place = data.draw(st.integers(0, len(token) - 1))
    flipped = chr(ord(token[place]) ^ 1 << data.draw(st.integers(0, 6)))
    with pytest.raises(InvalidTokenError):
        verify(["secret"], RUN, token[:place] + flipped + token[place + 1 :], NOW)


@given(st.integers(1, 10**9))
def test_an_expiry_cannot_be_put_off(longer: int) -> None:
    version, expiry, signature = issue("secret", RUN, NOW, 60).split(".")
    with pytest.raises(InvalidTokenError):
        verify(["secret"], RUN, f"{version}.{int(expiry) + longer}.{signature}", NOW)
    with pytest.raises(InvalidTokenError):
        verify(["secret"], RUN, f"{version}.0{expiry}.{signature}", NOW)


@given(st.text() | st.text(alphabet="v1.0AZ_-=", max_size=60) | st.binary().map(lambda b: b.decode("latin-1")))
def test_nothing_else_is_a_token(text: str) -> None:
    with pytest.raises(InvalidTokenError):
        verify(["secret"], RUN, text, NOW)


def test_an_old_secret_is_honoured_while_a_new_one_signs() -> None:
    before, after = issue("old", RUN, NOW, 60), issue("new", RUN, NOW, 60)
    for token in (before, after):
        verify(["new", "old"], RUN, token, NOW)
    with pytest.raises(InvalidTokenError):
        verify(["new"], RUN, before, NOW)
    with pytest.raises(InvalidTokenError):
        verify([], RUN, after, NOW)


def test_only_a_token_that_might_be_good_asks_for_a_newer_secret() -> None:
    with pytest.raises(UnknownSignatureError):
        verify(["secret"], RUN, issue("newer", RUN, NOW, 60), NOW)
    for hopeless in ("garbage", issue("newer", RUN, NOW - 61, 60)):
        with pytest.raises(InvalidTokenError) as refusal:
            verify(["secret"], RUN, hopeless, NOW)
        assert not isinstance(refusal.value, UnknownSignatureError)


def test_a_token_goes_into_a_url_as_it_is_and_keeps_its_run_to_itself() -> None:
    token = issue("secret", RUN, NOW, 60)
    assert re.fullmatch(r"[A-Za-z0-9._~-]+", token)
    assert RUN not in token
    assert "secret" not in token


def test_an_empty_secret_neither_signs_nor_verifies() -> None:
    with pytest.raises(ValueError, match="empty"):
        issue("", RUN, NOW, 60)
    with pytest.raises(ValueError, match="empty"):
        verify([""], RUN, issue("secret", RUN, NOW, 60), NOW)
