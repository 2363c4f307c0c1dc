"""A code project on disk: installed by its own package manager and started, both as its README would have it."""

import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from local import ports
from local.demo.outcome import BrokenError, NotHereError
from local.http_client import fetch

INSTALL_S, START_S, STOP_S = 300, 60, 20


def start(content: bytes, snapshot: dict[str, Any]) -> str:
    """A zip, by pip or npm and by HTTP: every path of the contract that can be read answers.

    What real models wrote must not come here: it is run. Packages' own install scripts are not.
    """
    with TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder)  # never above the folder, whatever the names say
        (root,) = Path(folder).iterdir()
        installed = install(root)
        with running(installed) as service:
            answers = {path: fetch(service.url + path).status for path in _paths(root)}
    if wrong := {path: status for path, status in answers.items() if status != 200}:
        raise BrokenError(f"it runs, but answers {wrong}")
    said = ", ".join(f"GET {path}" for path in answers)
    return f"zip: installed and started by {Path(installed.start[0]).name}; 200 for {said}"


def _paths(root: Path) -> list[str]:
    """The health route first, then the contract's other paths that can be read without knowing an id."""
    contract = yaml.safe_load((root / "openapi.yaml").read_text())
    plain = [path for path, methods in contract["paths"].items() if "get" in methods and "{" not in path]
    return sorted(plain, key=lambda path: "health" not in path)


@dataclass(frozen=True)
class Installed:
    """A project that can be started by its own command."""

    folder: Path
    start: Sequence[str]


def install(folder: Path) -> Installed:
    """Raises `NotHereError` where the packages' registry can't be reached, `BrokenError` if it is the project."""
    return _npm(folder) if (folder / "package.json").is_file() else _pip(folder)


def _npm(folder: Path) -> Installed:
    npm = which("npm")
    if not npm:
        raise NotHereError("npm is not installed")
    # As it comes, npm waits for a registry that is not there for more than a minute.
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    options = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", *patience]
    _install([npm, "install", *options], folder, reachable=[npm, "view", "express", "version", *patience])
    # What `npm start` would run: npm is not told how it ended.
    return Installed(folder, shlex.split(json.loads((folder / "package.json").read_text())["scripts"]["start"]))


def _pip(folder: Path) -> Installed:
    """A fresh environment with nothing but what the requirements name: by uv where there is one, else by pip."""
    environment = folder.parent / f"{folder.name}-venv"
    python = str(environment / "bin" / "python")
    uv = which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]))
    if uv:
        made = _complaint([uv, "venv", "--python", sys.executable, str(environment)], folder)
        pip = [uv, "pip", "install", "--python", python]
    else:
        made = _complaint([sys.executable, "-m", "venv", str(environment)], folder)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    if made:
        raise NotHereError(f"no environment can be made: {made}")
    wanted = [*pip, "--quiet", "--only-binary=:all:", "--requirement", "requirements.txt"]
    _install(wanted, folder, reachable=[*pip, "--dry-run", "--no-deps", "fastapi"])
    command = next(line for line in (folder / "README.md").read_text().splitlines() if line.startswith("python "))
    return Installed(folder, [python, *shlex.split(command)[1:]])


def _install(command: Sequence[str], folder: Path, reachable: Sequence[str]) -> None:
    """`reachable` succeeds where the registry can be reached, so that a failure is the project's own."""
    if problem := _complaint(command, folder):
        if _complaint(reachable, folder):
            raise NotHereError(f"{Path(command[0]).name} cannot reach its registry")
        raise BrokenError(f"it cannot be installed: {problem}")


def _complaint(command: Sequence[str], folder: Path) -> str | None:
    """What it complained of, if it failed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_S, check=False)
    return None if done.returncode == 0 else "\n".join((done.stderr or done.stdout).splitlines()[-5:]) or "it failed"


@dataclass(frozen=True)
class Running:
    """A project that answers at `url`; `output` is the file that it writes to."""

    process: "subprocess.Popen[bytes]"
    url: str
    output: Path

    @property
    def log(self) -> str:
        """What it has written so far."""
        return self.output.read_text(errors="replace")

    def stop(self) -> int:
        """Its exit code after SIGTERM. Raises `subprocess.TimeoutExpired`."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_S)


@contextmanager
def running(project: Installed) -> Iterator[Running]:
    """Once its health route answers. It sees nothing of this machine's environment. Raises `BrokenError`."""
    port = ports.free_port()
    output = project.folder.parent / f"{project.folder.name}-{port}.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            project.start,
            cwd=project.folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "PORT": str(port)},
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    service = Running(process, f"http://127.0.0.1:{port}", output)
    try:
        _await(service)
        yield service
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # with whatever it has started
            process.wait()


def _await(service: Running) -> None:
    deadline = time.monotonic() + START_S
    while service.process.poll() is None and time.monotonic() < deadline:
        try:
            if fetch(f"{service.url}/health").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise BrokenError("it does not start: " + "\n".join(service.log.splitlines()[-20:]))
