"""What ends a command, told to a person in one line."""

from botocore.exceptions import BotoCoreError, ClientError

from local.running import NotRunningError

# What AWS says to credentials that it does not take.
_NOT_TAKEN = (
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
)


class CommandError(Exception):
    """The command cannot do what it was asked to; the text says why."""


# Everything that `sentence` knows to tell.
FORESEEN = (CommandError, NotRunningError, BotoCoreError, ClientError)


def sentence(error: Exception) -> str:
    """One of `FORESEEN` as one line."""
    if not isinstance(error, ClientError):
        return " ".join(str(error).split())
    code, message = (error.response["Error"].get(name, "") for name in ("Code", "Message"))
    said = " ".join(f"{code}: {message}".split())
    if code in _NOT_TAKEN:
        return f"AWS does not take these credentials ({said})"
    return f"AWS refused {error.operation_name} ({said})"
