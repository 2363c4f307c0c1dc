"""The files of an Express project about its database: tables, connection, queries."""

from local.simulator.content.code.design import Resource
from local.simulator.content.code.javascript import record, samples, source
from local.simulator.content.code.layouts import Project
from local.simulator.content.code.templates import render

_COLUMNS = {"string": "text", "date": "text", "integer": "integer", "number": "real", "boolean": "integer"}


def tables(project: Project) -> str:
    """The tables as Drizzle knows them."""
    made = project.design
    things = [thing for thing in (made.resource, made.child) if thing]
    columns = {"integer", "sqliteTable"} | {_COLUMNS[field.type] for thing in things for field in thing.fields}
    tables = [_table(made.resource, [])]
    if made.child:
        parent = f'.references(() => {made.resource.plural}.id, {{ onDelete: "cascade" }})'
        tables.append(_table(made.child, [f'{made.id_name}: integer("{made.resource.noun}_id").notNull(){parent}']))
    return render("express/tables.js", 0, columns=", ".join(sorted(columns)), tables="\n\n".join(tables))


def _table(thing: Resource, first: list[str]) -> str:
    columns = ['id: integer("id").primaryKey({ autoIncrement: true })', *first]
    for field in thing.fields:
        mode = ', { mode: "boolean" }' if field.type == "boolean" else ""
        columns.append(f'{field.name}: {_COLUMNS[field.type]}("{_column(field.name)}"{mode}).notNull()')
    lines = "\n".join(f"  {column}," for column in columns)
    return f'export const {thing.plural} = sqliteTable("{thing.plural}", {{\n{lines}\n}});'


def _column(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def database(project: Project) -> str:
    """The connection, which makes the tables and fills them."""
    made, child = project.design, project.design.child
    create = [_create(made.resource, "")]
    seed = ""
    if child:
        key = f"{made.resource.noun}_id"
        create.append(
            _create(child, f'"{key}" integer not null references "{made.resource.plural}" ("id") on delete cascade')
        )
        sample = record({made.id_name: 1, **child.samples[0]})
        seed = f"    await db.insert({child.plural}).values({sample});"
    # Vercel's functions can write to the temporary folder only.
    on_vercel = project.target == "vercel"
    imports = 'import { tmpdir } from "node:os";\nimport { join } from "node:path";'
    url = '(process.env.VERCEL ? `file:${join(tmpdir(), "data.db")}` : "file:data.db")'
    return render(
        "express/database.js",
        project.layout.voice,
        tables=source(project, "database", "tables"),
        table_names=table_names(project),
        plural=made.resource.plural,
        node_imports=imports if on_vercel else "",
        url=url if on_vercel else '"file:data.db"',
        create="\n".join(create),
        samples=samples(made.resource),
        seed_child=seed,
    )


def _create(thing: Resource, first: str) -> str:
    columns = ['"id" integer primary key autoincrement', *([first] if first else [])]
    columns += [f'"{_column(field.name)}" {_COLUMNS[field.type]} not null' for field in thing.fields]
    lines = ",\n".join(f"    {column}" for column in columns)
    return f'  create table if not exists "{thing.plural}" (\n{lines}\n  );'


def table_names(project: Project) -> str:
    """What is imported of the tables."""
    made = project.design
    return ", ".join(sorted(thing.plural for thing in (made.resource, made.child) if thing))
