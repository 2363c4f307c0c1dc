"""Reads a page that somebody named, from the internet; holds no key and can write to nothing but runs."""

from tailrace.step_handler import handler

__all__ = ["handler"]
