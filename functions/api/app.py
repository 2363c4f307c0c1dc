"""Starts, reads and controls runs; the whole of it is in `tailrace.http`."""

from tailrace.http.app import handler

__all__ = ["handler"]
