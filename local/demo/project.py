"""A code project: unpacked, installed and started as its README would have it, and asked for what its contract says."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from local import ports
from local.demo.outcome import BrokenError, NotHereError
from local.http_client import fetch

INSTALL_S, START_S, STOP_S = 300, 60, 15


def start(content: bytes, snapshot: dict[str, Any]) -> str:
    """A zip, by pip or npm and by HTTP: every path of the contract that can be read answers.

    What real models wrote must not come here: it is run. Packages' own install scripts are not.
    """
    with TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder)  # never above the folder, whatever the names say
        (root,) = Path(folder).iterdir()
        command = _npm(root) if (root / "package.json").is_file() else _pip(root, Path(folder) / "venv")
        with _running(command, root) as url:
            answers = {path: fetch(url + path).status for path in _paths(root)}
    if wrong := {path: status for path, status in answers.items() if status != 200}:
        raise BrokenError(f"it runs, but answers {wrong}")
    said = ", ".join(f"GET {path}" for path in answers)
    return f"zip: installed and started by {Path(command[0]).name}; 200 for {said}"


def _paths(root: Path) -> list[str]:
    """The health route first, then the contract's other paths that can be read without knowing an id."""
    contract = yaml.safe_load((root / "openapi.yaml").read_text())
    plain = [path for path, methods in contract["paths"].items() if "get" in methods and "{" not in path]
    return sorted(plain, key=lambda path: "health" not in path)


def _npm(root: Path) -> list[str]:
    npm = which("npm")
    if not npm:
        raise NotHereError("npm is not installed")
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts"]
    _install([npm, "install", *quiet], root, reachable=[npm, "view", "express", "version"])
    return [npm, "start"]


def _pip(root: Path, venv: Path) -> list[str]:
    python = str(venv / "bin" / "python")
    _command([sys.executable, "-m", "venv", str(venv)], root)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    wanted = ["--requirement", "requirements.txt"] if (root / "requirements.txt").is_file() else ["."]
    probe = [*pip, "download", "--quiet", "--no-deps", "--dest", str(venv / "probe"), "fastapi"]
    _install([*pip, "install", "--quiet", "--only-binary=:all:", *wanted], root, reachable=probe)
    entry = next(path for path in sorted(root.rglob("*.py")) if "uvicorn.run(" in path.read_text())
    return [python, "-m", ".".join(entry.relative_to(root).with_suffix("").parts)]


def _install(command: Sequence[str], root: Path, reachable: Sequence[str]) -> None:
    """Raises `NotHereError` where the packages' registry can't be reached, `BrokenError` if it is the project."""
    if problem := _command(command, root):
        if _command(reachable, root):
            raise NotHereError(f"{Path(command[0]).name} cannot reach its registry")
        raise BrokenError(f"it cannot be installed: {problem}")


def _command(command: Sequence[str], root: Path) -> str | None:
    """What it complained of, if it failed."""
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=INSTALL_S, check=False)
    return None if done.returncode == 0 else "\n".join((done.stderr or done.stdout).splitlines()[-5:])


@contextmanager
def _running(command: Sequence[str], root: Path) -> Iterator[str]:
    """Its address while it runs; it sees nothing of this machine's environment and is told to end by SIGTERM."""
    port = ports.free_port()
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(root), "PORT": str(port)}
    environment["NPM_CONFIG_UPDATE_NOTIFIER"] = "false"
    output = root.parent / "output.txt"
    with output.open("wb") as log:
        running = subprocess.Popen(
            command, cwd=root, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
        )
    try:
        _await(f"http://127.0.0.1:{port}/health", running, output)
        yield f"http://127.0.0.1:{port}"
    finally:
        _end(running, signal.SIGTERM)
        try:
            running.wait(STOP_S)
        except subprocess.TimeoutExpired:
            _end(running, signal.SIGKILL)
            running.wait()


def _end(running: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Tell it, and whatever it has started."""
    with suppress(ProcessLookupError):  # it has ended by itself
        os.killpg(running.pid, number)


def _await(url: str, running: "subprocess.Popen[bytes]", output: Path) -> None:
    deadline = time.monotonic() + START_S
    while running.poll() is None and time.monotonic() < deadline:
        try:
            if fetch(url).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise BrokenError("it does not start: " + "\n".join(output.read_text(errors="replace").splitlines()[-20:]))
