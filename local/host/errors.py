"""How Lambda reports an environment that failed, by the names that state machines catch."""

import json
import signal

# The names that Lambda gives signals, https://pkg.go.dev/syscall#Signal.String
_SIGNALS = {
    signal.SIGKILL: "killed",
    signal.SIGSEGV: "segmentation fault",
    signal.SIGABRT: "aborted",
    signal.SIGTERM: "terminated",
    signal.SIGBUS: "bus error",
}


class ThrottledError(Exception):
    """As many as may run at once are running: Lambda's TooManyRequestsException (429)."""


class UnknownFunctionError(Exception):
    """There is no such function: Lambda's ResourceNotFoundException (404)."""


def timed_out(request_id: str, seconds: float) -> bytes:
    """The payload of an invocation that did not end in time."""
    return _payload("Sandbox.Timedout", request_id, f"Task timed out after {seconds:.2f} seconds")


def exited(request_id: str, code: int) -> bytes:
    """The payload of an invocation whose process ended; a negative `code` is the signal that killed it."""
    if code < 0:
        reason = f"signal: {_SIGNALS.get(signal.Signals(-code), signal.Signals(-code).name)}"
    elif code:
        reason = f"exit status {code}"
    else:
        return _payload("Runtime.ExitError", request_id, "Runtime exited without providing a reason")
    return _payload("Runtime.ExitError", request_id, f"Runtime exited with error: {reason}")


def _payload(name: str, request_id: str, message: str) -> bytes:
    return json.dumps({"errorType": name, "errorMessage": f"RequestId: {request_id} Error: {message}"}).encode()
