"""What a person sets for the local stack."""

import pytest

from local.settings import SettingsError, read


def test_without_settings_everything_is_simulated_on_the_usual_port() -> None:
    settings = read({})
    assert settings.port == 8787
    assert all(provider.simulated for provider in settings.providers)
    assert settings.keys == (("local", "local"),)
    assert set(settings.provider_keys().values()) == {"simulated"}
    assert settings.environment("http://s") == {
        "OPENAI_BASE_URL": "http://s/simulator/openai/v1",
        "ANTHROPIC_BASE_URL": "http://s/simulator/anthropic",
        "GOOGLE_GEMINI_BASE_URL": "http://s/simulator/gemini",
        "YOUTUBE_BASE_URL": "http://s/simulator/youtube",
    }


def test_a_key_or_a_base_url_makes_a_provider_real() -> None:
    chosen = {"OPENAI_API_KEY": "k", "GOOGLE_GEMINI_BASE_URL": "http://elsewhere", "TAILRACE_MODELS": "openai=x"}
    settings = read(chosen)
    real = {provider.name for provider in settings.providers if not provider.simulated}
    assert real == {"openai", "gemini"}
    environment = settings.environment("http://s")
    assert environment["OPENAI_BASE_URL"] == ""  # its own address
    assert environment["GOOGLE_GEMINI_BASE_URL"] == "http://elsewhere"
    assert environment["TAILRACE_MODELS"] == "openai=x"
    assert settings.provider_keys()["openai"] == "k"
    assert settings.provider_keys()["gemini"]  # an SDK refuses an empty key


def test_further_keys() -> None:
    assert read({"TAILRACE_LOCAL_KEYS": "ann:a:b, bob:c"}).keys == (("local", "local"), ("ann", "a:b"), ("bob", "c"))


@pytest.mark.parametrize(
    "environ", [{"PORT": "80 80"}, {"PORT": "70000"}, {"TAILRACE_LOCAL_KEYS": "ann"}, {"TAILRACE_MODELS": "acme=m"}]
)
def test_what_cannot_be_used_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        read(environ)
