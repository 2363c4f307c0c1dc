"""How each simulated model lays out a project: which files there are, under which paths, and what each is for.

A file is written by whoever is asked to, by the plan: its layout is told by the entry point among the plan's paths.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from local.simulator.content.code.design import Design, Framework

CONTRACT = "openapi.yaml"

Target = Literal["vercel", "fly", "railway"]


@dataclass(frozen=True)
class Layout:
    """`paths` by role, `{plural}` standing for the resource's; `voice` is whose remarks the files have.

    `prefixed`: a router says its routes without the prefix that all of them share. `zod`: what comes in is checked by
    zod, else by a table of rules.
    """

    voice: int
    paths: Mapping[str, str]
    prefixed: bool = False
    zod: bool = True


LAYOUTS: Mapping[Framework, Mapping[str, Layout]] = {
    "express": {
        "openai": Layout(
            1,
            {
                "manifest": "package.json",
                "entry": "src/server.js",
                "routes": "src/routes/{plural}.js",
                "checks": "src/validation.js",
                "store": "src/store.js",
                "tables": "src/db/tables.js",
                "database": "src/db/client.js",
            },
        ),
        "anthropic": Layout(
            2,
            {
                "manifest": "package.json",
                "entry": "src/index.js",
                "routes": "src/{plural}/routes.js",
                "checks": "src/{plural}/rules.js",
                "store": "src/{plural}/repository.js",
                "tables": "src/database/tables.js",
                "database": "src/database/connect.js",
            },
            zod=False,
        ),
        "gemini": Layout(
            3,
            {
                "manifest": "package.json",
                "entry": "server.js",
                "routes": "routes.js",
                "checks": "schemas.js",
                "store": "data.js",
                "tables": "tables.js",
                "database": "database.js",
            },
            prefixed=True,
        ),
    },
    "fastapi": {
        "openai": Layout(
            1,
            {
                "manifest": "requirements.txt",
                "package": "app/__init__.py",
                "entry": "app/main.py",
                "errors": "app/errors.py",
                "routes": "app/routes.py",
                "checks": "app/models.py",
                "store": "app/store.py",
                "tables": "app/tables.py",
                "database": "app/database.py",
            },
        ),
        "anthropic": Layout(
            2,
            {
                "manifest": "requirements.txt",
                "package": "src/__init__.py",
                "entry": "src/main.py",
                "errors": "src/problems.py",
                "routes": "src/{plural}.py",
                "checks": "src/schemas.py",
                "store": "src/repository.py",
                "tables": "src/orm.py",
                "database": "src/database.py",
            },
            prefixed=True,
        ),
        "gemini": Layout(
            3,
            {
                "manifest": "requirements.txt",
                "entry": "main.py",
                "errors": "errors.py",
                "routes": "routes.py",
                "checks": "schemas.py",
                "store": "data.py",
                "tables": "tables.py",
                "database": "database.py",
            },
        ),
    },
}
_DEPLOYMENT: Mapping[Target, Mapping[str, str]] = {
    "vercel": {"vercel": "vercel.json"},
    "fly": {"fly": "fly.toml", "docker": "Dockerfile"},
    "railway": {"railway": "railway.json"},
}
_DOCUMENTS = {"readme": "README.md", "env": ".env.example"}
_OF_DATABASE = ("tables", "database")


@dataclass(frozen=True)
class Project:
    """A planned project, as every file of it sees it: `paths` by role."""

    framework: Framework
    design: Design
    layout: Layout
    target: Target
    paths: Mapping[str, str]

    @property
    def has_database(self) -> bool:
        return "tables" in self.paths

    @property
    def slug(self) -> str:
        """The title as a name for programs."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.design.title.casefold()).split())

    @property
    def module(self) -> str:
        """The entry point as Python names it."""
        return module(self.paths["entry"])


def module(path: str) -> str:
    """The module in a Python file."""
    return path.removesuffix(".py").replace("/", ".")


def lay_out(framework: Framework, provider: str, design: Design, target: Target, *, database: bool) -> Project:
    """The project as this model would arrange it."""
    layout = LAYOUTS[framework][provider]
    roles = {r: p for r, p in layout.paths.items() if database or r not in _OF_DATABASE}
    paths = {role: path.format(plural=design.resource.plural) for role, path in roles.items()}
    return Project(framework, design, layout, target, {**paths, **_DOCUMENTS, **_DEPLOYMENT[target]})


def recognise(framework: Framework, design: Design, planned: Collection[str]) -> Project:
    """The project that has these paths. Raises ValueError if no model here lays out a project like that."""
    target: Target = next((t for t, files in _DEPLOYMENT.items() if set(files.values()) & set(planned)), "vercel")
    for provider in LAYOUTS[framework]:
        for database in (False, True):
            project = lay_out(framework, provider, design, target, database=database)
            if set(project.paths.values()) == set(planned) - {CONTRACT}:
                return project
    raise ValueError("no layout of this simulator")
