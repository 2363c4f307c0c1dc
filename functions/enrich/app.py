"""Looks up the videos of a list's tracks; may read the YouTube key."""

from tailrace.step_handler import handler

__all__ = ["handler"]
