"""How a project is started: the commands that its files name."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.syntax import json_object, toml_of

_PROCFILE = re.compile(r"^web:[ \t]*(\S.{0,400})$", re.MULTILINE)
_DOCKER = re.compile(r"^(?:CMD|ENTRYPOINT)[ \t]+(\S.{0,800})$", re.MULTILINE)
_SHELL = re.compile(r"^(?:sh|bash) -c |^exec ")


def commands(project: Project) -> list[str]:
    """Every command that starts the project: of package.json, Procfile, Dockerfile and the hosts' files."""
    return [_plain(command) for command in _commands(project) if isinstance(command, str) and command.strip()]


def start_script(project: Project) -> str | None:
    """What `npm start` runs."""
    scripts = (json_object(project.files.get("package.json")) or {}).get("scripts")
    start = scripts.get("start") if isinstance(scripts, dict) else None
    return start if isinstance(start, str) else None


def _commands(project: Project) -> Iterator[Any]:
    yield start_script(project)
    yield from _PROCFILE.findall(project.files.get("Procfile", ""))
    for command in _DOCKER.findall(project.files.get("Dockerfile", "")):
        yield _joined(command)
    for settings in (
        json_object(project.files.get("railway.json")),
        toml_of(project.files.get("railway.toml", "")),
    ):
        deploy = (settings or {}).get("deploy")
        yield deploy.get("startCommand") if isinstance(deploy, dict) else None
    processes = (toml_of(project.files.get("fly.toml", "")) or {}).get("processes")
    yield from processes.values() if isinstance(processes, dict) else ()


def _joined(command: str) -> str:
    """A Dockerfile's command: a JSON list, or what a shell runs."""
    try:
        value = json.loads(command)
    except ValueError:
        return command
    return " ".join(map(str, value)) if isinstance(value, list) else command


def _plain(command: str) -> str:
    """Without the shell and the variables that stand before it."""
    text = _SHELL.sub("", " ".join(command.split())).strip("'\" ")
    words = _SHELL.sub("", text).split(" ")
    while len(words) > 1 and re.fullmatch(r"[A-Z_]{1,40}=\S{0,200}", words[0]):
        words = words[1:]
    return " ".join(words)
