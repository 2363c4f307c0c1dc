"""What one API is about: its resource, fields, sample data and operations. Both the contract and the files say it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Framework = Literal["express", "fastapi"]

# What an operation does; its path and method follow from it.
OperationKind = Literal[
    "list", "create", "summary", "read", "replace", "patch", "delete", "action", "list_children", "add_child"
]


@dataclass(frozen=True)
class Field:
    """One property. `type` is `string`, `integer`, `number`, `boolean` or `date`; `min` and `max` are of the value,
    or of a text's length. A field with a default need not be given."""

    name: str
    type: str
    min: int | None = None
    max: int | None = None
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    default: Any = None

    @property
    def required(self) -> bool:
        return self.default is None


@dataclass(frozen=True)
class Resource:
    """A sort of things. `noun` and `plural` are in lower case; `samples` are whole records without an id."""

    noun: str
    plural: str
    fields: tuple[Field, ...]
    samples: tuple[Mapping[str, Any], ...]

    @property
    def title(self) -> str:
        """The noun as schemas and classes are named."""
        return pascal(self.noun)

    def field(self, name: str) -> Field:
        """The field of this name; raises StopIteration if there is none."""
        return next(field for field in self.fields if field.name == name)


@dataclass(frozen=True)
class Action:
    """`POST /<plural>/{id}/<verb>` sets `field` to `to`; once it is, that is a conflict."""

    verb: str
    field: str
    to: Any


@dataclass(frozen=True)
class Operation:
    """One method of one path of the contract."""

    id: str
    kind: OperationKind
    method: str
    path: str


@dataclass(frozen=True)
class Design:
    """One API. `filter` is the field that narrows a list, and by which a summary counts."""

    title: str
    about: str
    resource: Resource
    id_name: str
    filter: str
    operations: tuple[Operation, ...]
    action: Action | None = None
    child: Resource | None = None

    def has(self, kind: OperationKind) -> bool:
        return any(operation.kind == kind for operation in self.operations)

    def in_routing_order(self) -> Iterator[Operation]:
        """The operations so that no path with a parameter hides a fixed one."""
        yield from sorted(self.operations, key=lambda operation: "{" in operation.path)


def pascal(text: str) -> str:
    """ "due_date" as "DueDate"."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_\W]+", text))


def camel(text: str) -> str:
    """ "due_date" as "dueDate"."""
    name = pascal(text)
    return name[:1].lower() + name[1:]
