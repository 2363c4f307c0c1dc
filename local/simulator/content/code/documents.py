"""The files that every project has, whatever it is written in: README, settings, and what its host needs."""

import json
from collections.abc import Callable, Mapping

from local.simulator.content.code.contract import summary
from local.simulator.content.code.layouts import Project
from local.simulator.content.code.templates import render

_DEPLOY = {
    "vercel": "`vercel deploy` builds it from `vercel.json`.",
    "fly": "`fly launch --copy-config` once, then `fly deploy`.",
    "railway": "`railway up` builds and starts it as `railway.json` says.",
}


def text(project: Project, role: str) -> str:
    """The file that has this role. Raises KeyError if it is none of these."""
    return _WRITERS[role](project)


def start_command(project: Project) -> list[str]:
    """What starts the service, in its own folder."""
    if project.framework == "express":
        return ["node", project.paths["entry"]]
    return ["python", "-m", project.module]


def _readme(project: Project) -> str:
    made, express = project.design, project.framework == "express"
    rows = [f"| {o.method.upper()} | `{o.path}` | {summary(made, o.kind)} |" for o in made.operations]
    return render(
        "deploy/README.md",
        project.layout.voice,
        title=made.title,
        about=made.about,
        requires="It needs Node.js 20.6 or newer." if express else "It needs Python 3.11 or newer.",
        install="npm install" if express else "pip install -r requirements.txt",
        start="npm start" if express else " ".join(start_command(project)),
        data="data lies in `data.db`." if project.has_database else "data lies in memory and starts anew with it.",
        endpoints="\n".join(rows),
        deploy=_DEPLOY[project.target],
    )


def _env(project: Project) -> str:
    timeout = "REQUEST_TIMEOUT_MS=30000" if project.framework == "express" else "REQUEST_TIMEOUT_S=30"
    lines = ["# All of these are optional.", "PORT=3000", "CORS_ORIGIN=*", timeout]
    if project.has_database:
        lines.append("DATABASE_URL=" + ("file:data.db" if project.framework == "express" else "sqlite:///./data.db"))
    return "\n".join(lines) + "\n"


def _vercel(project: Project) -> str:
    runtime = "node" if project.framework == "express" else "python"
    return render("deploy/vercel.json", 0, entry=project.paths["entry"], runtime=runtime)


def _fly(project: Project) -> str:
    return render("deploy/fly.toml", 0, slug=project.slug)


def _docker(project: Project) -> str:
    return render(f"deploy/Dockerfile.{project.framework}", 0, command=json.dumps(start_command(project)))


def _railway(project: Project) -> str:
    start = "npm start" if project.framework == "express" else " ".join(start_command(project))
    return render("deploy/railway.json", 0, start=start)


_WRITERS: Mapping[str, Callable[[Project], str]] = {
    "readme": _readme,
    "env": _env,
    "vercel": _vercel,
    "fly": _fly,
    "docker": _docker,
    "railway": _railway,
}
ROLES = frozenset(_WRITERS)
