"""Processes, as Linux tells of them in /proc."""

import sys

import pytest

from local.processes import alive, family

__all__ = ["alive", "family", "linux"]

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
