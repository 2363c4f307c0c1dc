"""One model call's work for one step of a run; may read the provider keys."""

from tailrace.step_handler import handler

__all__ = ["handler"]
