"""Read tokens: whoever holds one may read one run until it expires, and nothing else.

A token is `v1.<expiry>.<signature>`: the expiry in epoch seconds, the signature HMAC-SHA256 in unpadded base64url.
The run is signed, not written: a token says nothing about the run that it opens.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import ClassVar

from tailrace.errors import TailraceError

# Seconds for which a read token opens a run's stream: longer than any run takes, and a working day's reloads of a page.
LIFE_S = 86_400

_FORM = re.compile(r"v1\.([1-9][0-9]{0,11})\.[A-Za-z0-9_-]{43}", re.ASCII)


class InvalidTokenError(TailraceError):
    """The read token is malformed, forged, expired, or meant for another run."""

    code: ClassVar[str] = "invalid_token"


class UnknownSignatureError(InvalidTokenError):
    """The read token is signed by none of the secrets: forged, meant for another run, or by a secret not known yet."""


def issue(secret: str, run_id: str, now: float, ttl_s: int) -> str:
    """A token for this run that is good from `now` (epoch seconds) for `ttl_s` seconds."""
    return _token(secret, run_id, str(int(now) + ttl_s))


def verify(secrets: Iterable[str], run_id: str, token: str, now: float) -> None:
    """Accept a token that one of `secrets` has signed for this run and that has not expired at `now`.

    Several secrets let an old one still be honoured while a new one signs. Raises InvalidTokenError, of these
    UnknownSignatureError only for a token that has the right form and not expired.
    """
    form = _FORM.fullmatch(token)
    if not form:
        raise InvalidTokenError("The read token is malformed")
    expiry = form[1]
    if now >= int(expiry):
        raise InvalidTokenError("The read token has expired")
    # The texts are compared, not the decoded signatures: base64 has several texts for the same bytes.
    if not any(hmac.compare_digest(token, _token(secret, run_id, expiry)) for secret in secrets):
        raise UnknownSignatureError("The read token is not valid for this run")


def _token(secret: str, run_id: str, expiry: str) -> str:
    if not secret:
        raise ValueError("A signing secret is empty")
    # The run comes last and the expiry is digits only, so no two meanings share a text; the prefix keeps the
    # secret's other uses apart.
    signed = f"tailrace read token v1\n{expiry}\n{run_id}"
    signature = urlsafe_b64encode(hmac.digest(secret.encode(), signed.encode(), "sha256")).rstrip(b"=")
    return f"v1.{expiry}.{signature.decode()}"
