"""A stack in which every secret can be recognised, and a provider that repeats whatever it was sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from local import ports, settings
from local.simulator.client import Simulator
from local.stack import Stack
from tests.e2e.client import Client
from tests.e2e.deployed import Deployed

# As many as fit into one window of a test; the limits themselves are what is tested.
READERS, LONG_POLLS = 3, 8


@dataclass(frozen=True)
class Secrets:
    """What must be found nowhere. Shapes are the real ones', so that what masks real ones is put to work."""

    api_key: str = "AuditKey-7Qm2Xw9ZkT4nB8vR3cL6yH1s"
    other_api_key: str = "OtherKey-5Tn8Yp3WjV7mC2xQ9dK4zG6f"
    openai: str = "sk-proj-Audit7Qm2Xw9ZkT4nB8vR3cL6yH1sA0pE5uJ"
    anthropic: str = "sk-ant-api03-Audit5Tn8Yp3WjV7mC2xQ9dK4zG6fB1qF8i"
    gemini: str = "AIzaAudit9Xr4Ws6MkU2nD7vP1bJ8yL3hT5g0"
    youtube: str = "AIzaAudit3Kd8Vn1QwZ6mS5xR2cF9yG7jB4t0"
    base_url_password: str = "audit-hunter-2-of-the-base-url"
    proxy_password: str = "audit-hunter-3-of-the-proxy"

    def all(self) -> dict[str, str]:
        """Each by its name."""
        return dict(vars(self))


SECRETS = Secrets()


class _Echo(BaseHTTPRequestHandler):
    """Answers every call as a careless gateway does: 401, with the caller's key, headers and address in the text."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        said = " ".join(f"{name}: {value}" for name, value in self.headers.items())
        key = self.headers.get("x-goog-api-key", "")
        text = f"API key {key} is not valid ({key[:12]}***{key[-4:]}). Got {self.path} with {said}"
        body = json.dumps({"error": {"code": 401, "message": text, "status": "UNAUTHENTICATED"}}).encode()
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's own output is not looked into."""


@contextmanager
def _echo() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def planted(factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The stack. Simulated providers are behind addresses with a password; gemini repeats what it is sent."""
    port = ports.free_port()
    with _echo() as echo, pytest.MonkeyPatch.context() as patch:
        simulated = f"http://auditor:{SECRETS.base_url_password}@127.0.0.1:{port}/simulator"
        # Nothing here is asked through it: all that is called is on this machine, which is exempt.
        patch.setenv("HTTPS_PROXY", f"http://auditor:{SECRETS.proxy_password}@127.0.0.1:9")
        chosen = settings.read(
            {
                "PORT": str(port),
                "TAILRACE_LOCAL_KEYS": f"auditor:{SECRETS.api_key},other:{SECRETS.other_api_key}",
                "OPENAI_API_KEY": SECRETS.openai,
                "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/simulator/openai/v1",
                "ANTHROPIC_API_KEY": SECRETS.anthropic,
                "ANTHROPIC_BASE_URL": f"{simulated}/anthropic",
                "GEMINI_API_KEY": SECRETS.gemini,
                "GOOGLE_GEMINI_BASE_URL": echo,
                "YOUTUBE_API_KEY": SECRETS.youtube,
                "YOUTUBE_BASE_URL": f"{simulated}/youtube",
            }
        )
        stack = Stack(
            chosen,
            logs=factory.mktemp("planted"),
            environment={"LONG_POLLS": str(LONG_POLLS), "YOUTUBE_SEARCHES_PER_DAY": "1000000"},
            parameters={"ReaderConcurrency": str(READERS)},
        )
        with stack, Client(stack.url, SECRETS.api_key) as client:
            patch.undo()
            simulator = Simulator(stack.url)
            yield Deployed(stack, client, simulator)
            simulator.close()
