"""The files of a FastAPI project."""

from collections.abc import Callable, Mapping

from local.simulator.content.code.design import Operation, OperationKind
from local.simulator.content.code.fastapi_database import database, names, tables
from local.simulator.content.code.fastapi_models import choice, models
from local.simulator.content.code.layouts import Project, module
from local.simulator.content.code.python import literal, samples
from local.simulator.content.code.templates import part, render


def text(project: Project, role: str) -> str:
    """The file that has this role. Raises KeyError if no file of a FastAPI project has it."""
    return _WRITERS[role](project)


def _manifest(project: Project) -> str:
    packages = ["fastapi>=0.115,<1", "pydantic>=2.9,<3", "uvicorn>=0.32,<1"]
    if project.has_database:
        packages.insert(2, "sqlalchemy>=2.0.36,<3")
    return "".join(f"{package}\n" for package in packages)


def _package(project: Project) -> str:
    return f'"""{project.design.title}."""\n'


def _entry(project: Project) -> str:
    return render(
        "fastapi/main.py",
        project.layout.voice,
        title=project.design.title,
        slug=project.slug,
        own_imports="\n".join(_own_imports(project)),
        prepare="    prepare()" if project.has_database else "",
    )


def _own_imports(project: Project) -> list[str]:
    names = {"errors": "install_handlers, problem", "routes": "router"}
    if project.has_database:
        names["database"] = "prepare"
    return sorted(f"from {module(project.paths[role])} import {what}" for role, what in names.items())


def _errors(project: Project) -> str:
    return render("fastapi/errors.py", project.layout.voice, slug=project.slug)


def _routes(project: Project) -> str:
    made = project.design
    title, child = made.resource.title, made.child.title if made.child else ""
    models = [title, f"{title}Input", choice(made.resource, made.resource.field(made.filter))]
    models += [f"{title}Changes"] if made.has("patch") else []
    models += [child, f"{child}Input"] if child else []
    checks, store = module(project.paths["checks"]), module(project.paths["store"])
    package, _, name = store.rpartition(".")
    own_store = f"from {package} import {name}" if package else f"import {name}"
    own_models = f"from {checks} import {', '.join(sorted(models))}"
    values = {
        "title": made.title,
        "title_in": title,
        "child_in": child,
        "noun": made.resource.noun,
        "plural": made.resource.plural,
        "id": made.id_name,
        "filter": made.filter,
        "filter_type": models[2],
        "prefix": f'prefix="/{made.resource.plural}"' if project.layout.prefixed else "",
        "models_import": own_models,
        "store_import": own_store if name == "store" else f"{own_store} as store",
        "action_field": made.action.field if made.action else "",
        "action_to": literal(made.action.to) if made.action else "",
        # A session of the database blocks, so its routes run in threads.
        "def": "def" if project.has_database else "async def",
    }
    voice, name = project.layout.voice, "fastapi/routes.py"
    blocks = [part(name, "head", voice, **values)]
    for operation in made.in_routing_order():
        more = {"path": _path(project, operation), "operation": operation.id}
        blocks.append(part(name, operation.kind, voice, **values, **more))
    return "\n\n".join(blocks)


def _path(project: Project, operation: Operation) -> str:
    prefix = f"/{project.design.resource.plural}"
    return operation.path.removeprefix(prefix) if project.layout.prefixed else operation.path


def _store(project: Project) -> str:
    made = project.design
    kinds: tuple[OperationKind, ...] = ("delete", "summary", "list_children", "add_child")
    parts = ["head", "change", *(kind for kind in kinds if made.has(kind))]
    values = {"plural": made.resource.plural, "filter": made.filter, "samples": samples(made.resource)}
    name = "fastapi/store_memory.py"
    if project.has_database:
        name = "fastapi/store_sqlalchemy.py"
        values |= {**names(project), "queries": "func, select" if made.has("summary") else "select"}
    return "\n\n".join(part(name, title, project.layout.voice, **values) for title in parts)


_WRITERS: Mapping[str, Callable[[Project], str]] = {
    "manifest": _manifest,
    "package": _package,
    "entry": _entry,
    "errors": _errors,
    "routes": _routes,
    "checks": models,
    "store": _store,
    "tables": tables,
    "database": database,
}
