"""The files of a FastAPI project about its database: tables and connection."""

from local.simulator.content.code.design import Resource
from local.simulator.content.code.layouts import Project, module
from local.simulator.content.code.python import literal, samples
from local.simulator.content.code.templates import render

# A date is kept as text, as it comes and goes.
_COLUMNS = {"string": "str", "date": "str", "integer": "int", "number": "float", "boolean": "bool"}


def tables(project: Project) -> str:
    """The tables as SQLAlchemy knows them."""
    made = project.design
    return render(
        "fastapi/tables.py",
        project.layout.voice,
        **names(project),
        plural=made.resource.plural,
        columns=_columns(made.resource),
        child_columns=_columns(made.child) if made.child else "",
    )


def _columns(thing: Resource) -> str:
    return "\n".join(f"    {field.name}: Mapped[{_COLUMNS[field.type]}]" for field in thing.fields)


def database(project: Project) -> str:
    """The connection, which makes the tables and fills them."""
    made = project.design
    sample = made.child.samples[0] if made.child else {}
    # Vercel's functions can write to the temporary folder only.
    on_vercel = project.target == "vercel"
    url = 'f"sqlite:///{tempfile.gettempdir()}/data.db" if os.environ.get("VERCEL") else "sqlite:///./data.db"'
    return render(
        "fastapi/database.py",
        project.layout.voice,
        **names(project),
        tempfile_import="import tempfile" if on_vercel else "",
        url=url if on_vercel else '"sqlite:///./data.db"',
        samples=samples(made.resource),
        child_sample=", ".join(f"{name}={literal(value)}" for name, value in sample.items()),
    )


def names(project: Project) -> dict[str, str]:
    """What the files about the database call the classes and modules."""
    made = project.design
    child = made.child.title if made.child else ""
    return {
        "row": made.resource.title,
        "child_row": child,
        "children": made.child.plural if made.child else "",
        "parent": made.id_name,
        "tables": module(project.paths["tables"]),
        "database": module(project.paths["database"]),
        "table_classes": ", ".join(sorted(filter(None, (made.resource.title, child)))),
    }
