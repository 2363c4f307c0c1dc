"""The kinds of generation. A kind is one package here, one state machine and its template entry.

What a kind's package holds:

- `__init__.py`: `KIND`, a `Kind`
- `events.py`: `EVENTS`, its event types
- `fold.py`: `empty(started)`, `apply(parts, event)`, `progress(snapshot)`, `made(parts)`: how many parts are finished
- `finish.py`: `finish(snapshot)` gives the event that ends a run of this kind, `RunCompleted` or `RunFailed`
- `export.py`: `FORMATS`, what a run of this kind can be taken away as
- one module for each name in its step ids: step `generate:openai` is `generate.run(context, "openai")`
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from tailrace.events import Draft, Expected, StepError, StepPlan

EXAMPLE_PAGE = "https://www.python.org/"
"""The web page that examples of inputs name. Where there is no internet they name another (`example_page`)."""


def _nothing(step: str, error: StepError) -> Sequence[Draft]:
    return ()


@dataclass(frozen=True)
class Kind:
    """What the world may know of a kind.

    `plan(input, providers)` gives the steps that are known before the run begins and how many parts are expected.
    `steps` are its sorts of steps, by the name that their ids begin with, in the order in which they are made.
    `repeatable` names those that a client may have made again when they are complete. `on_request(snapshot, step)`
    plans a step that no run has until a client asks for it, or None if there is no such step; `requestable` are the
    names of those. `after` maps a name, or the id of a step that is different from the others of its name, to the
    names of the steps that have to be made again when such a step was, at any distance. `kept` names those that are
    never made again when they are complete, though they be degraded: what they lacked, somebody else has made.
    `failed(step, error)` gives the kind's own events for a step that has failed for good.
    """

    name: str
    title: str
    description: str
    input_model: type[BaseModel]
    plan: Callable[[Any, Sequence[str]], tuple[list[StepPlan], Expected]]
    steps: Mapping[str, str]
    repeatable: frozenset[str] = frozenset()
    on_request: Callable[[Mapping[str, Any], str], StepPlan | None] = lambda snapshot, step: None
    requestable: frozenset[str] = frozenset()
    after: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    failed: Callable[[str, StepError], Sequence[Draft]] = _nothing


def kind_names() -> list[str]:
    """The names of all kinds, sorted."""
    return sorted(module.name for module in iter_modules(__path__) if module.ispkg)


def load(name: str) -> Kind:
    """The kind of this name. Raises `KeyError` if there is none."""
    kind: Kind = _module(name, None).KIND
    return kind


def load_fold(name: str) -> ModuleType:
    """The fold of this kind's parts."""
    return _module(name, "fold")


def load_part(name: str, part: str) -> ModuleType:
    """A module of this kind's package, imported when it is called for (imports cost cold starts)."""
    return _module(name, part)


@cache
def _module(name: str, part: str | None) -> ModuleType:
    if name not in kind_names():
        raise KeyError(name)
    return import_module(f"{__name__}.{name}" + (f".{part}" if part else ""))
