"""The plan of a project: its contract and its files, as each simulated model would design it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from local.simulator.content.code import contract
from local.simulator.content.code.design import Design, Framework, Operation, OperationKind, Resource, camel, pascal
from local.simulator.content.code.domains import Domain, pick
from local.simulator.content.code.layouts import Project

PROVIDERS = ("openai", "anthropic", "gemini")
# What each does beside listing, creating and reading, if a request does not say.
_HABIT: Mapping[str, OperationKind] = {"openai": "action", "anthropic": "summary", "gemini": "delete"}
# What a request may ask for, and by which words.
_ASKED: Mapping[OperationKind, str] = {
    "delete": r"\b(?:delet|remov)",
    "summary": r"\b(?:summar|statistic|stats|report|count|dashboard)",
    "action": r"\b(?:status|workflow|approv|cancel|publish|complet|clos|confirm|lend|borrow|archiv)",
}
_HOSTS = {"vercel": "Vercel", "fly": "Fly.io", "railway": "Railway"}


def design(words: str, framework: Framework, provider: str, rng: Random, *, database: bool) -> Design:
    """What this model makes of a request in these words."""
    domain = pick(words)
    # JSON in JavaScript is in camelCase, in Python in snake_case.
    spell: Callable[[str], str] = camel if framework == "express" else str
    thing = _spelled(domain.resource, spell)
    made = Design(
        title=domain.titles[PROVIDERS.index(provider)],
        about=f"Keeps {thing.plural}, and what is done with them.",
        resource=thing,
        id_name=spell(f"{thing.noun}_id"),
        filter=domain.filter,
        operations=(),
        action=domain.action,
        child=_spelled(domain.child, spell) if database else None,
    )
    kinds = _kinds(words, provider, rng, database=database)
    operations = tuple(_operation(kind, made, domain, snake=framework == "fastapi") for kind in kinds)
    return replace(made, operations=operations, action=domain.action if "action" in kinds else None)


def answer(project: Project, requirements: Sequence[str]) -> dict[str, Any]:
    """The plan as it is answered; `requirements` are the request's own."""
    return {
        "summary": _summary(project),
        "contract": contract.write(project.design, project.framework),
        "files": [{"path": path, "purpose": _purpose(project, role)} for role, path in project.paths.items()],
        "requirements": [*requirements, *_requirements(project)],
    }


def _kinds(words: str, provider: str, rng: Random, *, database: bool) -> list[OperationKind]:
    """Which operations there are, in the order of the contract."""
    asked = [kind for kind, pattern in _ASKED.items() if re.search(pattern, words.casefold())]
    change: OperationKind = "patch" if provider == "anthropic" else "replace"
    on_all: list[OperationKind] = ["list", "create"]
    on_one: list[OperationKind] = ["read", change]
    for kind in asked or [_HABIT[provider]]:
        (on_all if kind == "summary" else on_one).append(kind)
    rng.shuffle(on_one)
    if rng.random() < 0.3:
        on_all.reverse()
    return [*on_all, *on_one, *(("list_children", "add_child") if database else ())]


def _operation(kind: OperationKind, made: Design, domain: Domain, *, snake: bool) -> Operation:
    noun, plural = made.resource.noun, made.resource.plural
    verb, child = domain.action.verb, domain.child
    base, one = f"/{plural}", f"/{plural}/{{{made.id_name}}}"
    path, method, name = {
        "list": (base, "get", f"list_{plural}"),
        "create": (base, "post", f"create_{noun}"),
        "summary": (f"{base}/summary", "get", f"summarize_{plural}"),
        "read": (one, "get", f"get_{noun}"),
        "replace": (one, "put", f"replace_{noun}"),
        "patch": (one, "patch", f"update_{noun}"),
        "delete": (one, "delete", f"delete_{noun}"),
        "action": (f"{one}/{verb}", "post", f"{verb}_{noun}"),
        "list_children": (f"{one}/{child.plural}", "get", f"list_{noun}_{child.plural}"),
        "add_child": (f"{one}/{child.plural}", "post", f"add_{noun}_{child.noun}"),
    }[kind]
    return Operation(name if snake else camel(name), kind, method, path)


def _spelled(thing: Resource, spell: Callable[[str], str]) -> Resource:
    fields = tuple(replace(field, name=spell(field.name)) for field in thing.fields)
    samples = tuple({spell(name): value for name, value in sample.items()} for sample in thing.samples)
    return replace(thing, fields=fields, samples=samples)


def _summary(project: Project) -> str:
    made = project.design
    framework = {"express": "an Express", "fastapi": "a FastAPI"}[project.framework]
    kept = "in a SQLite database" if project.has_database else "in memory"
    return (
        f"{made.title}: {framework} service that keeps {made.resource.plural} {kept}, with {len(made.operations)} "
        f"endpoints and a health check, ready for {_HOSTS[project.target]}."
    )


def _purpose(project: Project, role: str) -> str:
    """What a file holds, exports and imports."""
    thing, paths = project.design.resource, project.paths
    words = {
        "package": "Makes the folder a package; empty but for a docstring",
        "readme": "How to run and deploy it, and a table of the endpoints",
        "env": "Every setting with its default",
        "vercel": "Sends every request to the entry point",
        "fly": "The Fly.io app, its port and its health check",
        "docker": "The image that Fly.io runs, as a user that is not root",
        "railway": "Start command and health check for Railway",
    }
    if project.framework == "express":
        words |= {
            "manifest": "Dependencies and the scripts start and dev",
            "entry": "The app: middleware, health, errors, start and graceful shutdown; exports it by default, imports "
            f"the router from {paths['routes']} and ApiError from {paths['checks']}",
            "routes": f"Exports a router with a handler for each operation on {thing.plural}; imports the functions of "
            f"{paths['store']} and the checks of {paths['checks']}",
            "checks": "Exports ApiError(status, code, message, details) and checkInput, checkQuery, checkId, which "
            "give the checked value or throw one",
            "store": "Exports asynchronous list(wanted, limit), find(id), insert(input), change(id, input) and so on",
            "tables": f"Exports the Drizzle tables of {thing.plural} and what belongs to them",
            "database": f"Exports connect(), which gives the database with its tables of {paths.get('tables')} made",
        }
    else:
        words |= {
            "manifest": "The packages that are imported, and uvicorn",
            "entry": "Makes app: middleware, health, lifespan; starts uvicorn; includes router of "
            f"{paths['routes']} and calls install_handlers(app) of {paths['errors']}",
            "errors": "Exports problem(status, code, message, details), an error's answer, and install_handlers(app)",
            "routes": f"Exports router with a handler for each operation on {thing.plural}; imports the functions of "
            f"{paths['store']} and the models of {paths['checks']}",
            "checks": f"Exports the pydantic models {thing.title}Input and {thing.title}",
            "store": "Exports list_all, find, insert, change and the like; records are dicts",
            "tables": f"Exports Base and the SQLAlchemy classes of {thing.plural} and what belongs to them",
            "database": "Exports Session and prepare(), which makes the tables and their sample data; imports Base of "
            f"{paths.get('tables')}",
        }
    return words[role]


def _requirements(project: Project) -> list[str]:
    made = project.design
    thing = made.resource
    needed = ", ".join(field.name for field in thing.fields if field.required)
    found = [
        f"{pascal(thing.plural)} can be listed by {made.filter}, at most 100 at a time.",
        f"Every {thing.noun} needs {needed}.",
        "What breaks a rule is told field by field.",
    ]
    if made.action:
        found.append(f"Nobody can {made.action.verb} the same {thing.noun} twice.")
    if made.child:
        found.append(f"Each {thing.noun} can have {made.child.plural}, which go when it goes.")
    return found
