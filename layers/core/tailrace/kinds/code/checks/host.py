"""What a host needs of the files that are made for it."""

import re
from collections.abc import Iterator
from typing import Any

from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.syntax import json_object, toml_of
from tailrace.kinds.code.checks.verdict import finding
from tailrace.validation import Finding


def look(project: Project) -> Iterator[Finding]:
    """What is wrong in them; that they are there is the plan's to see to."""
    return {"vercel": _vercel, "fly": _fly, "railway": _railway}[project.wanted.deployment_target](project)


def _vercel(project: Project) -> Iterator[Finding]:
    text = project.files.get("vercel.json")
    if text is not None and json_object(text) is None:
        yield finding("vercel.json", "it is no JSON object")
    for destination in _destinations(json_object(text) or {}):
        # A function is addressed without its suffix.
        target = destination.lstrip("/").partition("?")[0]
        if target and "$" not in target and ":" not in target and not _is_function(project, target):
            yield finding("vercel.json", f"requests are sent to {destination!r}, and there is no such function")


def _destinations(settings: dict[str, Any]) -> Iterator[str]:
    for field, key in (("rewrites", "destination"), ("routes", "dest"), ("builds", "src")):
        entries = settings.get(field)
        for entry in entries if isinstance(entries, list) else ():
            value = entry.get(key) if isinstance(entry, dict) else None
            if isinstance(value, str) and "*" not in value:
                yield value


def _is_function(project: Project, target: str) -> bool:
    names = (
        target,
        *(f"{target}{suffix}" for suffix in (".js", ".mjs", ".cjs", ".ts", ".py", "/index.js", "/index.py")),
    )
    return any(name in project.files for name in names)


def _fly(project: Project) -> Iterator[Finding]:
    settings = toml_of(project.files.get("fly.toml", ""))
    if settings is None:
        return  # Said by the stage `syntax`.
    service = settings.get("http_service")
    port = service.get("internal_port") if isinstance(service, dict) else None
    if "fly.toml" in project.files and not isinstance(port, int) and "services" not in settings:
        yield finding("fly.toml", "there is no [http_service] with an internal_port")
    env = settings.get("env")
    told = env.get("PORT") if isinstance(env, dict) else None
    if port is not None and told is not None and str(told) != str(port):
        yield finding("fly.toml", f"PORT is {told} and internal_port is {port}: nothing would be reached")
    if "Dockerfile" in project.files and not re.search(r"^FROM\s", project.files["Dockerfile"], re.MULTILINE):
        yield finding("Dockerfile", "it has no FROM")


def _railway(project: Project) -> Iterator[Finding]:
    for name in ("railway.json", "railway.toml"):
        text = project.files.get(name)
        if text is None:
            continue
        settings = json_object(text) if name.endswith("json") else toml_of(text)
        deploy = (settings or {}).get("deploy")
        if not isinstance(deploy, dict) or not isinstance(deploy.get("healthcheckPath"), str):
            yield finding(name, "there is no deploy.healthcheckPath")
        elif "health" not in deploy["healthcheckPath"]:
            yield finding(name, f"deploy.healthcheckPath is {deploy['healthcheckPath']!r}, not the health endpoint")
