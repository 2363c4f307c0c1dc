"""Checks what models have made, by rule; holds no key and asks nobody."""

from tailrace.step_handler import handler

__all__ = ["handler"]
