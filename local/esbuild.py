"""Where the esbuild of this machine lies, which parses the JavaScript and TypeScript that models write."""

import platform
import sys

from local import process

# Made by `make test`, `make check` and, where npm is found, `make run`; as deployed it is a layer.
FOLDER = process.ROOT / ".local" / "esbuild"
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def path() -> str:
    """The program, or where it would be: the functions that need it say `unknown` of what they cannot parse."""
    machine = platform.machine().lower()
    package = f"{sys.platform}-{_MACHINES.get(machine, machine)}"
    return str(FOLDER / "node_modules" / "@esbuild" / package / "bin" / "esbuild")
