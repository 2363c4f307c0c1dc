"""Calls to model providers through their official SDKs, each imported only when its provider is called.

What makes a call is imported when it is first used: who only has to know the providers' names needs no event loop.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tailrace.providers.types import PROVIDERS, Prompt, Usage

if TYPE_CHECKING:
    from tailrace.providers.call import endpoint, stream_text

__all__ = ["PROVIDERS", "Prompt", "Usage", "endpoint", "stream_text"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.call"), name)
