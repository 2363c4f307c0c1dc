"""One streamed model call: what is the same for all providers. What differs is in one module for each."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import urlsplit

from tailrace.errors import BadRequestError, ProviderAuthError, ProviderError, ProviderTimeoutError
from tailrace.providers.failures import SUMMARIES, excerpt, never_connected, of_network
from tailrace.providers.types import PROVIDERS, Prompt, Usage
from tailrace.tls import tls

if TYPE_CHECKING:
    import httpx2

NAMES = {"openai": "OpenAI", "anthropic": "Anthropic", "gemini": "Gemini"}

# Seconds to open a connection; a healthy provider needs a tenth of one.
CONNECT_S = 10.0


@dataclass(frozen=True)
class ModelCall:
    """What an adapter is given. Its SDK works over `http`, whose closing frees the socket, whatever the SDK does."""

    provider: str
    prompt: Prompt
    model: str
    api_key: str = field(repr=False)
    base_url: str | None
    deadline_s: float
    silence_s: float
    http: "httpx2.AsyncClient"

    def failure(
        self, kind: type[ProviderError], detail: str | None = None, retry_after_s: float | None = None
    ) -> ProviderError:
        """The error to raise; of `detail`, the provider's own words, a short and clean excerpt is shown."""
        message = f"{NAMES[self.provider]} {SUMMARIES[kind]}"
        if detail:
            message += f": {excerpt(detail, self.api_key)}"
        return kind(message, provider=self.provider, retry_after_s=retry_after_s)

    def network_failure(self, error: BaseException | None) -> ProviderError | None:
        """The error for one of the network's, or None if it is something else."""
        known = of_network(error)
        return self.failure(*known) if known else None


class Adapter(Protocol):
    """A provider's module."""

    def stream(self, call: ModelCall) -> AsyncGenerator[str | Usage]:
        """The answer's text as it arrives, and `Usage` whenever the provider tells it.

        Ends only after the provider's own terminal event. Raises `call.failure(…)` or whatever the SDK raises.
        """

    def translate(self, call: ModelCall, error: Exception) -> ProviderError | None:
        """The error for one that the SDK raised, or None if it is not the SDK's."""


async def stream_text(
    provider: str,
    prompt: Prompt,
    *,
    model: str,
    api_key: str,
    base_url: str | None = None,
    deadline_s: float,
    label: str,
    run_id: str | None = None,
    silence_s: float = 30.0,
    before_request: Callable[[], Awaitable[None]] | None = None,
) -> AsyncGenerator[str | Usage]:
    """Ask `model`; yields its text as it arrives, and `Usage` each time the provider tells more (the last counts).

    `base_url` replaces the provider's own address. The whole call may take `deadline_s` seconds, with at most
    `silence_s` between two reads. `label` names the step and `run_id` its run, for gateways and logs (headers
    `X-Tailrace-Step` and `X-Tailrace-Run`).
    Nothing is retried here. `before_request` is awaited when everything is ready and the request is about to be sent,
    which it prevents by raising; its error is raised as it is. Close the iterator (`contextlib.aclosing`) to end the
    call early: that frees the socket.

    Raises a `ProviderError` with its `usage` set. A clean end means that the provider said the answer is complete.
    """
    import httpx2

    deadline = asyncio.get_running_loop().time() + deadline_s
    _check(provider, api_key, base_url)
    adapter = cast(Adapter, import_module(f"tailrace.providers.{provider}"))
    turned_away = False
    held_back: Exception | None = None
    usage = Usage(None, None)

    async def ask_leave(_: httpx2.Request) -> None:
        nonlocal held_back
        try:
            if before_request:
                await before_request()
        except Exception as error:
            # The SDKs take whatever comes from here for trouble with the network: it is kept to be told as it was.
            held_back = error
            raise

    async def note_status(response: httpx2.Response) -> None:
        nonlocal turned_away
        turned_away = not response.is_success

    async with httpx2.AsyncClient(
        verify=tls(),
        headers={"X-Tailrace-Step": label, **({"X-Tailrace-Run": run_id} if run_id else {})},
        timeout=httpx2.Timeout(silence_s, connect=min(CONNECT_S, silence_s)),
        event_hooks={"request": [ask_leave], "response": [note_status]},
        # Redirects are not followed: they would carry the key to wherever they point.
        follow_redirects=False,
    ) as http:
        call = ModelCall(provider, prompt, model, api_key, base_url, deadline_s, silence_s, http)
        async with aclosing(adapter.stream(call)) as pieces:
            while True:
                try:
                    # Around each step: a timeout that spans a yield would strike in the consumer's own code.
                    async with asyncio.timeout_at(deadline):
                        piece = await anext(pieces)
                except StopAsyncIteration:
                    return
                except Exception as error:
                    # SDKs raise errors of their own, httpx2's and json's; what is none of these is a bug and goes on.
                    if held_back:
                        raise held_back from None
                    failure = _failure(adapter, call, error)
                    if failure is None:
                        raise
                    failure.usage = None if turned_away or never_connected(error) else usage
                    # Not chained: the SDK's message may hold what ours must not.
                    raise failure from None
                if isinstance(piece, Usage):
                    usage = piece
                yield piece


def endpoint(base_url: str) -> str:
    """An address as people may see it: scheme, host, port and path, no user, password or query."""
    parts = urlsplit(base_url)
    port = f":{parts.port}" if parts.port else ""
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}{parts.path.rstrip('/')}"


def _failure(adapter: Adapter, call: ModelCall, error: Exception) -> ProviderError | None:
    if isinstance(error, ProviderError):
        return error
    if isinstance(error, TimeoutError):
        return call.failure(ProviderTimeoutError, f"not finished after {call.deadline_s:g} s")
    return adapter.translate(call, error) or call.network_failure(error)


def _check(provider: str, api_key: str, base_url: str | None) -> None:
    if provider not in PROVIDERS:
        raise BadRequestError(f"There is no provider {provider!r}; known are {', '.join(PROVIDERS)}", provider=provider)
    if not api_key:
        raise ProviderAuthError(f"No key is set for {NAMES[provider]}", provider=provider)
    if not (api_key.isascii() and api_key.isprintable() and " " not in api_key):
        raise ProviderAuthError(f"The key for {NAMES[provider]} holds characters that no key has", provider=provider)
    if base_url:
        try:
            valid = urlsplit(base_url).scheme in ("http", "https") and bool(endpoint(base_url).partition("://")[2])
        except ValueError:
            valid = False
        if not valid:
            raise BadRequestError(
                f"The base URL for {NAMES[provider]} is not an http:// or https:// address", provider=provider
            )
