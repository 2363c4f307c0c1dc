"""What a person can set: the port, the providers, further API keys and where the table lies."""

from collections.abc import Mapping
from dataclasses import dataclass

_PROVIDERS = {
    # provider: (variable of its key, variable of its base URL, the simulator's path)
    "openai": ("OPENAI_API_KEY", "OPENAI_BASE_URL", "/simulator/openai/v1"),
    "anthropic": ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "/simulator/anthropic"),
    "gemini": ("GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", "/simulator/gemini"),
    "youtube": ("YOUTUBE_API_KEY", "YOUTUBE_BASE_URL", "/simulator/youtube"),
}
DEFAULT_PORT = 8787
API_KEY = "local"


class SettingsError(ValueError):
    """A setting that cannot be used; the text is for the person who set it."""


@dataclass(frozen=True)
class Provider:
    """How a provider is reached: for real with `key` or at `base_url`, or simulated if neither is set."""

    name: str
    key: str
    base_url: str

    @property
    def simulated(self) -> bool:
        return not self.key and not self.base_url


@dataclass(frozen=True)
class Settings:
    """`port` 0 is any free one. `keys` are (name, API key). `dynamodb_url` empty is the stack's own DynamoDB."""

    port: int
    providers: tuple[Provider, ...]
    keys: tuple[tuple[str, str], ...]
    dynamodb_url: str
    models: str

    def provider_keys(self) -> dict[str, str]:
        """The content of the provider keys' secret. No provider takes an empty key, so each has some text."""
        return {p.name: "simulated" if p.simulated else p.key or "unused" for p in self.providers}

    def environment(self, simulator_url: str) -> dict[str, str]:
        """Environment variables that functions may declare."""
        variables = {
            _PROVIDERS[p.name][1]: simulator_url + _PROVIDERS[p.name][2] if p.simulated else p.base_url
            for p in self.providers
        }
        return {**variables, **({"TAILRACE_MODELS": self.models} if self.models else {})}


def read(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment. Raises `SettingsError`."""
    return Settings(
        port=_port(environ.get("PORT") or str(DEFAULT_PORT)),
        providers=tuple(
            Provider(name, environ.get(key, "").strip(), environ.get(url, "").strip())
            for name, (key, url, _) in _PROVIDERS.items()
        ),
        keys=((API_KEY, API_KEY), *_keys(environ.get("TAILRACE_LOCAL_KEYS", ""))),
        dynamodb_url=environ.get("TAILRACE_DYNAMODB_URL", "").strip().rstrip("/"),
        models=_models(environ.get("TAILRACE_MODELS", "").strip()),
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise SettingsError(f"PORT must be a number from 0 to 65535, not {text!r}.")
    return int(text)


def _models(text: str) -> str:
    if not text:
        return ""
    from tailrace.providers import models  # the layer is on the path by the time a stack starts

    try:
        models.parse(text)
    except ValueError as error:
        raise SettingsError(f"{error}.") from error
    return text


def _keys(text: str) -> list[tuple[str, str]]:
    keys = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, colon, key = entry.partition(":")
        if not (name and colon and key):
            raise SettingsError("TAILRACE_LOCAL_KEYS must read name:key,name:key.")
        keys.append((name, key))
    return keys
