"""A running simulator, as tests, benchmarks and scripts talk to it."""

from typing import Any

import httpx2

from local.simulator.state import PREFIX


class Simulator:
    """`url` is its address, without prefix; `openai`, `anthropic`, `gemini`, `youtube` are base URLs for SDKs."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.openai = f"{url}{PREFIX}/openai/v1"
        self.anthropic = f"{url}{PREFIX}/anthropic"
        self.gemini = f"{url}{PREFIX}/gemini"
        self.youtube = f"{url}{PREFIX}/youtube"
        self._http = httpx2.Client(base_url=url + PREFIX, trust_env=False)

    def set(self, **settings: Any) -> dict[str, Any]:
        """Change settings; returns all of them. Raises `httpx2.HTTPStatusError` for what it does not know."""
        return self._ask("PUT", "/settings", settings)

    def fault(self, provider: str, fault: str, **details: Any) -> dict[str, Any]:
        """Arm a fault; returns it as armed."""
        return self._ask("POST", "/faults", {"provider": provider, "fault": fault, **details})

    def calls(self, run: str | None = None) -> list[dict[str, Any]]:
        """Every call that arrived since the last reset, oldest first; or those for one run."""
        calls: list[dict[str, Any]] = self._ask("GET", f"/calls?run={run}" if run else "/calls")["calls"]
        return calls

    def reset(self) -> None:
        """As fast as possible, no faults, no calls, seed 0."""
        fast = {"first_token_ms": 0, "tokens_per_second": None}
        self.set(**fast, seed=0, providers={"youtube": fast})
        self._http.delete("/faults").raise_for_status()
        self._http.delete("/calls").raise_for_status()

    def close(self) -> None:
        self._http.close()

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self._http.request(method, path, json=body)
        answer.raise_for_status()
        value: dict[str, Any] = answer.json()
        return value
