"""The file of a FastAPI project that says what comes in and goes out."""

from local.simulator.content.code.design import Field, Resource, pascal
from local.simulator.content.code.layouts import Project
from local.simulator.content.code.python import literal
from local.simulator.content.code.templates import render

_TYPES = {"string": "str", "date": "datetime.date", "integer": "int", "number": "float", "boolean": "bool"}


def models(project: Project) -> str:
    """The file."""
    made = project.design
    things = [thing for thing in (made.resource, made.child) if thing]
    choices = [
        f"{choice(thing, field)} = Literal[{', '.join(literal(one) for one in field.enum)}]"
        for thing in things
        for field in thing.fields
        if field.enum
    ]
    dated = any(field.type == "date" for thing in things for field in thing.fields)
    classes = [one for thing in things for one in _classes(thing, changes=thing is made.resource and made.has("patch"))]
    return render(
        "fastapi/models.py",
        project.layout.voice,
        title=made.title,
        datetime_import="import datetime" if dated else "",
        choices="\n".join(choices),
        classes="\n\n\n".join(classes),
    )


def _classes(thing: Resource, *, changes: bool) -> list[str]:
    fields = "\n".join(f"    {_field(thing, field)}" for field in thing.fields)
    found = [f"class {thing.title}Input(BaseModel):\n{fields}"]
    if changes:
        # None stands for "not given": it is no value that these types let in.
        fields = "\n".join(f"    {_field(thing, field, 'None')}" for field in thing.fields)
        found.append(f"class {thing.title}Changes(BaseModel):\n{fields}")
    return [*found, f"class {thing.title}({thing.title}Input):\n    id: int"]


def _field(thing: Resource, field: Field, default: str = "") -> str:
    rules = [default] if default else [] if field.required else [literal(field.default)]
    if field.type == "date" and rules and not default:
        rules = [f"datetime.date.fromisoformat({rules[0]})"]
    least, most = ("min_length", "max_length") if field.type == "string" else ("ge", "le")
    limits = [f"{least}={field.min}"] if field.min is not None else []
    limits += [f"{most}={field.max}"] if field.max is not None else []
    limits += [f'pattern=r"{field.pattern}"'] if field.pattern else []
    kind = choice(thing, field) if field.enum else _TYPES[field.type]
    if limits:
        return f"{field.name}: {kind} = Field({', '.join([*rules, *limits])})"
    return f"{field.name}: {kind}" + (f" = {rules[0]}" if rules else "")


def choice(thing: Resource, field: Field) -> str:
    """The type of a field that has one of some values."""
    return f"{thing.title}{pascal(field.name)}"
