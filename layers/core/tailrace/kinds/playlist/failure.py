"""What else a playlist tells when one of its steps has failed for good."""

from collections.abc import Sequence

from tailrace.events import Draft, StepError
from tailrace.kinds.playlist.events import ProviderFailed


def failed(step: str, error: StepError) -> Sequence[Draft]:
    """A provider that could not make its list is out; missing videos cost nothing more."""
    name, provider = step.split(":")
    if name != "generate":
        return []
    return [Draft(ProviderFailed(provider=provider, error=error), f"{provider} is out: {error.message}")]
