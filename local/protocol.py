"""Writes the tables of docs/protocol.md from the code: `python -m local.protocol`; `--check` only compares.

Each table stands between two marks, `<!-- name -->` and `<!-- /name -->`; the text around them is written by hand.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from local import process

sys.path.insert(0, str(process.ROOT / "layers" / "core"))

from pydantic import BaseModel

from tailrace import events, kinds
from tailrace.http.problems import PROBLEMS

PATH: Path = process.ROOT / "docs" / "protocol.md"
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null", Any: "anything"}


def text(document: str) -> str:
    """The document with every table as the code has it now."""
    for name, lines in _tables().items():
        before, begin, rest = document.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not end:
            raise LookupError(f"{PATH.name} has no place for the table {name}")
        document = "".join((before, begin, *(f"{line}\n" for line in lines), end, after))
    return document


def _tables() -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {"events of every kind": _events(events.EVENTS)}
    for name in kinds.kind_names():
        tables[f"events of {name}"] = _events(kinds.load_part(name, "events").EVENTS)
    problems = sorted(PROBLEMS.items(), key=lambda item: item[1].status)
    rows = [f"| {problem.status} | `{code}` | {problem.title} |" for code, problem in problems]
    return {**tables, "problems": ["| status | code | title |", "|---|---|---|", *rows]}


def _events(models: tuple[type[events.EventData], ...]) -> list[str]:
    """A row for each event, then one for each object that they are made of."""
    rows = [f"| `{model.TYPE}` | {_fields(model)} |" for model in models]
    objects = dict.fromkeys(found for model in models for found in _objects(model))
    rows += [f"| *{found.__name__}* | {_fields(found)} |" for found in objects]
    return ["| type | data |", "|---|---|", *rows]


def _fields(model: type[BaseModel]) -> str:
    return " · ".join(f"`{name}` {_type(field.annotation)}" for name, field in model.model_fields.items())


def _type(annotation: Any) -> str:
    """The JSON type of an annotation."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if origin is list:
        return f"[{_type(arguments[0])}]"
    if origin is dict:
        return "object" if arguments[1] is Any else f"object of {_type(arguments[1])}s"
    if origin is Literal:
        return " or ".join(f'"{value}"' for value in arguments)
    if origin in (Union, UnionType):
        return " or ".join(_type(argument) for argument in arguments)
    return f"*{annotation.__name__}*"


def _objects(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside an event's data, or inside another model, outermost first."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not issubclass(annotation, events.EventData):
            yield annotation
        for field in annotation.model_fields.values():
            yield from _objects(field.annotation)
    for argument in get_args(annotation):
        yield from _objects(argument)


def main(arguments: list[str]) -> int:
    """Write the file, or compare it; answers the exit status."""
    before = PATH.read_text(encoding="utf-8")
    after = text(before)
    if "--check" not in arguments:
        PATH.write_text(after, encoding="utf-8")
        return 0
    if before == after:
        return 0
    print(f"{PATH.name} is not what the code says; run: python -m local.protocol", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
