"""The environment as one typed model. Each function's variables are set in template.yaml."""

import os
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Json

from tailrace import limits
from tailrace.providers import PROVIDERS
from tailrace.providers.models import parse


def _names(value: Any) -> Any:
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names or set(names) - set(PROVIDERS) or len(set(names)) < len(names):
        raise ValueError(f"TAILRACE_PROVIDERS: name some of {', '.join(PROVIDERS)}, each once, in order of preference")
    return names


def _models(overrides: str) -> str:
    parse(overrides)
    return overrides


def _rates(text: str) -> str:
    limits.parse(text)
    return text


class Settings(BaseModel):
    """What a function may be told from outside. A variable that is empty counts as absent.

    `lambda_task_root` is the folder of the function's own files, which Lambda names. `state_machines` maps a kind to
    its state machine's ARN; the two secrets are Secrets Manager ids; `tailrace_providers` is the order of preference; a
    base URL replaces the provider's own address. A model call is ended when the provider is silent for
    `provider_silence_seconds`, or after `provider_deadline_seconds` in all.
    `esbuild_path` is where the parser of generated JavaScript and TypeScript lies. `site_allowed_origins` are origins
    (`http://127.0.0.1:8787`) whose pages are fetched although they are not on the public internet. `example_page` is
    the web page that published examples of inputs name, if it is to be another than `kinds.EXAMPLE_PAGE`.
    `rate_limits` is what `limits.parse` takes; `concurrent_runs` is how many open runs an owner may have, 0 any number.
    `long_polls` is how many long polls may wait at once in the whole deployment, 0 any number.
    `daily_budget_usd` is what the model calls of an owner without a limit of its own may cost in a day, 0 any amount.
    """

    model_config = ConfigDict(frozen=True)

    table_name: str
    run_ttl_days: int = 30
    lambda_task_root: str = "."
    state_machines: Json[dict[str, str]] | dict[str, str] = {}
    provider_keys_secret: str | None = None
    signing_secret: str | None = None
    stream_url: str | None = None
    stream_max_seconds: float = 60
    tailrace_providers: Annotated[tuple[str, ...], BeforeValidator(_names), AfterValidator(_known)] = PROVIDERS
    tailrace_models: Annotated[str, AfterValidator(_models)] = ""
    provider_silence_seconds: float = 30
    provider_deadline_seconds: float = 240
    openai_base_url: str | None = None
    anthropic_base_url: str | None = None
    google_gemini_base_url: str | None = None
    youtube_base_url: str | None = None
    youtube_searches_per_day: int = 100
    esbuild_path: str = "/opt/bin/esbuild"
    site_allowed_origins: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    example_page: str = ""
    rate_limits: Annotated[str, AfterValidator(_rates)] = ""
    concurrent_runs: Annotated[int, Field(ge=0, le=1000)] = 0
    long_polls: Annotated[int, Field(ge=0, le=1000)] = 0
    daily_budget_usd: Annotated[float, Field(ge=0, le=1e9)] = 0

    def base_url(self, provider: str) -> str | None:
        """Where this provider is asked instead of its own address, or None."""
        return {
            "openai": self.openai_base_url,
            "anthropic": self.anthropic_base_url,
            "gemini": self.google_gemini_base_url,
        }[provider]


@cache
def settings() -> Settings:
    """The settings of this process, read from the environment when first asked for."""
    known = {name.upper(): name for name in Settings.model_fields}
    return Settings.model_validate({known[k]: v for k, v in os.environ.items() if k in known and v})
