"""The files of an Express project."""

import json
from collections.abc import Callable, Mapping

from local.simulator.content.code.design import Operation, OperationKind
from local.simulator.content.code.express_checks import checks
from local.simulator.content.code.express_database import database, table_names, tables
from local.simulator.content.code.javascript import literal, samples, source
from local.simulator.content.code.layouts import Project
from local.simulator.content.code.templates import part, render


def text(project: Project, role: str) -> str:
    """The file that has this role. Raises KeyError if no file of an Express project has it."""
    return _WRITERS[role](project)


def _manifest(project: Project) -> str:
    packages = {"cors": "^2.8.5", "express": "^5.1.0", "helmet": "^8.0.0"}
    if project.layout.voice == 1:
        packages["morgan"] = "^1.10.0"
    if project.layout.zod:
        packages["zod"] = "^4.0.0"
    if project.has_database:
        packages |= {"@libsql/client": "^0.18.0", "drizzle-orm": "^0.45.0"}
    entry = project.paths["entry"]
    manifest = {
        "name": project.slug,
        "version": "1.0.0",
        "private": True,
        "description": project.design.about,
        "type": "module",
        "main": entry,
        "engines": {"node": ">=20.6"},
        "scripts": {"start": f"node {entry}", "dev": f"node --watch {entry}"},
        "dependencies": dict(sorted(packages.items())),
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def _entry(project: Project) -> str:
    morgan, database = project.layout.voice == 1, project.has_database
    return render(
        "express/server.js",
        project.layout.voice,
        logger_import='import morgan from "morgan";' if morgan else "",
        logger='app.use(morgan("tiny"));' if morgan else part("express/logger.js", "log", 0).rstrip("\n"),
        routes=source(project, "entry", "routes"),
        checks=source(project, "entry", "checks"),
        database_import=f'import {{ connect }} from "{source(project, "entry", "database")}";' if database else "",
        connect="await connect();\n" if database else "",
        mount=f"/{project.design.resource.plural}" if project.layout.prefixed else "/",
        title=project.design.title,
    )


def _routes(project: Project) -> str:
    made = project.design
    names = ["ApiError", "checkId", "checkInput", "checkQuery", *(["checkChild"] if made.child else [])]
    values = {
        "store": source(project, "routes", "store"),
        "checks": source(project, "routes", "checks"),
        "names": ", ".join(sorted(names, key=str.casefold)),
        "noun": made.resource.noun,
        "plural": made.resource.plural,
        "filter": made.filter,
        "id": made.id_name,
        "action_field": made.action.field if made.action else "",
        "action_to": literal(made.action.to) if made.action else "",
    }
    parts = ["head", *(operation.kind for operation in made.in_routing_order()), "tail"]
    paths = ["", *(_path(project, operation) for operation in made.in_routing_order()), ""]
    voice = project.layout.voice
    blocks = (
        part("express/routes.js", title, voice, **values, path=path) for title, path in zip(parts, paths, strict=True)
    )
    return "\n".join(blocks)


def _path(project: Project, operation: Operation) -> str:
    """A route as Express writes it."""
    path = operation.path.replace("{", ":").replace("}", "")
    prefix = f"/{project.design.resource.plural}"
    return (path.removeprefix(prefix) or "/") if project.layout.prefixed else path


def _store(project: Project) -> str:
    made = project.design
    kinds: tuple[OperationKind, ...] = ("delete", "summary", "list_children", "add_child")
    parts = ["head", "change", *(kind for kind in kinds if made.has(kind))]
    values = {"plural": made.resource.plural, "samples": samples(made.resource)}
    name = "express/store_memory.js"
    if project.has_database:
        name = "express/store_drizzle.js"
        values |= {
            "database": source(project, "store", "database"),
            "tables": source(project, "store", "tables"),
            "table_names": table_names(project),
            "queries": "and, count, eq" if made.has("summary") else "and, eq",
            "children": made.child.plural if made.child else "",
            "parent": made.id_name,
        }
    else:
        parts.append("tail")
    return "\n".join(part(name, title, project.layout.voice, **values) for title in parts)


_WRITERS: Mapping[str, Callable[[Project], str]] = {
    "manifest": _manifest,
    "entry": _entry,
    "routes": _routes,
    "checks": checks,
    "store": _store,
    "tables": tables,
    "database": database,
}
