"""Calls to model providers through their official SDKs, each imported only when its provider is called."""

from tailrace.providers.call import PROVIDERS, endpoint, stream_text
from tailrace.providers.types import Prompt, Usage

__all__ = ["PROVIDERS", "Prompt", "Usage", "endpoint", "stream_text"]
