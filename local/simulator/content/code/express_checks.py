"""The file of an Express project that checks what comes in: by zod, or by a table of rules."""

from local.simulator.content.code.design import Field, Resource
from local.simulator.content.code.javascript import literal
from local.simulator.content.code.layouts import Project
from local.simulator.content.code.templates import render


def checks(project: Project) -> str:
    """The file."""
    made, zod = project.design, project.layout.zod
    shown = made.resource.field(made.filter)
    child = ""
    if made.child:
        fields = _rules(made.child, zod=zod)
        child = f"\nconst child = z.object({{\n{fields}\n}});" if zod else f"\nconst CHILD = {{\n{fields}\n}};"
    return render(
        f"express/validation_{'zod' if zod else 'plain'}.js",
        project.layout.voice,
        noun=made.resource.noun,
        fields=_rules(made.resource, zod=zod),
        child=child,
        check_child=f"export const checkChild = (body) => check({'child' if zod else 'CHILD'}, body);" if child else "",
        filter=made.filter,
        filter_rule=f"z.enum({literal(shown.enum)})"
        if zod
        else f'{{ type: "string", enum: {literal(shown.enum)}, optional: true }}',
    )


def _rules(thing: Resource, *, zod: bool) -> str:
    rule = _zod if zod else _plain
    return "\n".join(f"  {field.name}: {rule(field)}," for field in thing.fields)


def _zod(field: Field) -> str:
    base = {
        "string": "z.string()",
        "date": "z.iso.date()",
        "integer": "z.number().int()",
        "number": "z.number()",
        "boolean": "z.boolean()",
    }[field.type]
    rule = f"z.enum({literal(field.enum)})" if field.enum else base
    rule += f".min({field.min})" if field.min is not None else ""
    rule += f".max({field.max})" if field.max is not None else ""
    rule += f".regex({_regex(field.pattern)})" if field.pattern else ""
    return rule if field.required else f"{rule}.default({literal(field.default)})"


def _plain(field: Field) -> str:
    rule = [f"type: {literal(field.type)}"]
    rule += [f"enum: {literal(field.enum)}"] if field.enum else []
    rule += [f"min: {field.min}"] if field.min is not None else []
    rule += [f"max: {field.max}"] if field.max is not None else []
    rule += [f"pattern: {_regex(field.pattern)}"] if field.pattern else []
    rule += [] if field.required else [f"default: {literal(field.default)}"]
    return "{ " + ", ".join(rule) + " }"


def _regex(pattern: str) -> str:
    return "/" + pattern.replace("/", r"\/") + "/"
