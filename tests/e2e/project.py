"""An exported project on disk: installed by its own package manager, started, asked, and stopped."""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.needs import unavailable
from tests.waiting import until

# Downloads included; nothing takes a tenth of it.
_INSTALL_S = 90
_STOP_S = 20


@dataclass(frozen=True)
class Installed:
    """A project that can be started by its own command."""

    folder: Path
    start: Sequence[str]


def install(folder: Path) -> Installed:
    """Do what the README says. Skips, or fails in CI, if the package registry cannot be reached."""
    if (folder / "package.json").exists():
        return _install_node(folder)
    return _install_python(folder)


def _install_node(folder: Path) -> Installed:
    # `--ignore-scripts`: nothing that is installed needs a compiler or a download of its own.
    # As it comes, npm waits for a registry that is not there for more than a minute.
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    options = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", *patience]
    _run(["npm", "install", *options], folder, probe=["npm", "ping", *patience])
    scripts = json.loads((folder / "package.json").read_text())["scripts"]
    return Installed(folder, shlex.split(scripts["start"]))


def _install_python(folder: Path) -> Installed:
    """A fresh environment with nothing but what the requirements name: by uv where there is one, else by pip."""
    environment = folder.parent / f"{folder.name}-venv"
    python = environment / "bin" / "python"
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if uv:
        _run([uv, "venv", "--python", sys.executable, str(environment)], folder)
        pip = [uv, "pip", "install", "--python", str(python)]
    else:
        _run([sys.executable, "-m", "venv", str(environment)], folder)
        pip = [str(python), "-m", "pip", "install"]
    _run([*pip, "-r", "requirements.txt"], folder, probe=[*pip, "--dry-run", "--no-deps", "pip"])
    command = next(line for line in (folder / "README.md").read_text().splitlines() if line.startswith("python "))
    return Installed(folder, [str(python), *shlex.split(command)[1:]])


def _run(command: Sequence[str], folder: Path, *, probe: Sequence[str] = ()) -> None:
    """`probe` succeeds if the registry can be reached, so that a failure is the project's own."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_INSTALL_S, check=False)
    if done.returncode == 0:
        return
    if probe and subprocess.run(probe, cwd=folder, capture_output=True, timeout=_INSTALL_S, check=False).returncode:
        unavailable(f"the registry that {Path(command[0]).name} installs from cannot be reached")
    raise AssertionError(f"{shlex.join(command)} failed:\n{done.stdout}{done.stderr}")


@dataclass
class Service:
    """A running project. `log` is what it has written so far, `stop` ends it and gives its exit code."""

    process: subprocess.Popen[bytes]
    http: httpx2.Client
    output: Path

    @property
    def log(self) -> str:
        return self.output.read_text()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_STOP_S)


@contextmanager
def running(project: Installed) -> Iterator[Service]:
    """The project, once its health route answers."""
    port = _free_port()
    output = project.folder.parent / f"{project.folder.name}-{port}.log"
    environment = {"PATH": os.environ["PATH"], "PORT": str(port)}
    with (
        output.open("wb") as log,
        subprocess.Popen(
            project.start, cwd=project.folder, env=environment, stdout=log, stderr=subprocess.STDOUT
        ) as process,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10) as http,
    ):
        service = Service(process, http, output)
        try:
            until(lambda: _is_ready(service))
            yield service
        finally:
            process.kill()


def _is_ready(service: Service) -> bool:
    assert service.process.poll() is None, f"it ended instead of starting:\n{service.log}"
    try:
        return service.http.get("/health").status_code == 200
    except httpx2.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
