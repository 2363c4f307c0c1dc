"""The whole deployment on one machine: template.yaml as it is, the real code, no Docker and no account."""

import sys
from pathlib import Path

# In Lambda the shared code lies on the path already.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "layers" / "core"))
