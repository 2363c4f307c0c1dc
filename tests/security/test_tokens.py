"""Read tokens under attack: whatever is changed in one, whichever run it is held against, and where it is shown."""

import time
from collections.abc import Iterator

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.tokens import InvalidTokenError, issue, verify
from tests.e2e.client import Run
from tests.e2e.deployed import Deployed

RUN, OTHER = "01k0a1b2c3d4e5f6g7h8j9kmnp", "01k0a1b2c3d4e5f6g7h8j9kmnq"
NOW = 1_800_000_000.0
TOKEN = issue("secret", RUN, NOW, 60)


def _refused(token: str, run_id: str = RUN, now: float = NOW) -> None:
    with pytest.raises(InvalidTokenError) as error:
        verify(["secret"], run_id, token, now)
    assert len(token) < 20 or token not in str(error.value)


def _opens(token: str) -> bool:
    try:
        verify(["secret"], RUN, token, NOW)
    except InvalidTokenError:
        return False
    return True


def test_no_byte_can_be_another() -> None:
    """Every place of a token with every other byte."""
    assert _opens(TOKEN)
    changed = (
        TOKEN[:place] + chr(other) + TOKEN[place + 1 :]
        for place in range(len(TOKEN))
        for other in range(256)
        if chr(other) != TOKEN[place]
    )
    assert not any(map(_opens, changed))


@given(st.integers(0, len(TOKEN)), st.text(min_size=1, max_size=8))
def test_nothing_can_be_put_in(place: int, more: str) -> None:
    _refused(TOKEN[:place] + more + TOKEN[place:])


@given(st.integers(0, len(TOKEN) - 1), st.integers(1, len(TOKEN)))
def test_nothing_can_be_left_out(start: int, length: int) -> None:
    _refused(TOKEN[:start] + TOKEN[start + length :])


@pytest.mark.parametrize(
    "forged",
    [
        "none",
        "v1..",
        "v0" + TOKEN[2:],
        "V1" + TOKEN[2:],
        TOKEN.rpartition(".")[0] + ".",
        TOKEN.rpartition(".")[0] + "." + "A" * 43,
        TOKEN.rpartition(".")[0] + "." + issue("secret", OTHER, NOW, 60).rpartition(".")[2],
        TOKEN.rpartition(".")[0] + "." + issue("secret", RUN, NOW, 61).rpartition(".")[2],
        "v1.999999999999." + TOKEN.rpartition(".")[2],
        TOKEN + "=",
        f" {TOKEN}",
        f"{TOKEN}\n",
        f"{TOKEN}.{TOKEN}",
    ],
)
def test_parts_of_good_tokens_make_no_other(forged: str) -> None:
    _refused(forged)


@pytest.fixture(scope="module")
def nobody() -> Iterator[httpx2.Client]:
    """A client without a key."""
    with httpx2.Client(trust_env=False, timeout=60) as client:
        yield client


def test_a_token_opens_its_stream_and_no_other(stack: Deployed, ended: Run, nobody: httpx2.Client) -> None:
    other = stack.client.start(1, providers=["openai"])
    url, token = other.started["urls"]["stream"], ended.started["read_token"]

    assert nobody.get(ended.started["urls"]["stream"], params={"token": token}).status_code == 200
    wrong = nobody.get(url, params={"token": token})
    garbage = nobody.get(url, params={"token": "garbage"})

    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_token")
    assert garbage.status_code == 401
    assert token not in wrong.text + str(wrong.headers)
    assert other.id not in wrong.text


def test_a_good_token_made_here_without_the_secret_is_refused(ended: Run, nobody: httpx2.Client) -> None:
    url = ended.started["urls"]["stream"]
    for secret in ("secret", "local", "tailrace", "simulated"):
        answer = nobody.get(url, params={"token": issue(secret, ended.id, time.time(), 60)})
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
