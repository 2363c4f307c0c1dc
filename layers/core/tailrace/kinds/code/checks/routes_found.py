"""What the code answers to: routes, routers and what is hung into what, as either framework's reader finds them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

# A parameter: `{id}`, `{id:int}`, `:id`, `:id(\\d+)`, `:id?`.
_PARAMETER = re.compile(r"\{[^{}/]*\}|:[A-Za-z_]\w*(?:\([^()/]*\))?\??")
# Routers inside of routers; where they go round in a circle there is no end.
_FURTHEST = 8

Place = tuple[str, str | int]
"""An application or a router: the file, and what tells it from the others in it."""


@dataclass(frozen=True)
class Route:
    """A handler. `words` are the names and texts in it; `is_seen` whether all of the handler could be looked at."""

    method: str
    path: str
    file: str
    line: int
    column: int
    words: frozenset[str]
    is_seen: bool


@dataclass
class RoutesFound:
    """`unmounted`: routers with routes that no application includes, as (file, line, column, name)."""

    routes: list[Route] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    apps: list[str] = field(default_factory=list)
    unmounted: list[tuple[str, int, int, str]] = field(default_factory=list)


class Routers:
    """Applications and routers, each with its own routes, and with those that are hung into it."""

    def __init__(self) -> None:
        self.routes: dict[Place, list[Route]] = defaultdict(list)
        self._inner: dict[Place, list[tuple[str, Place]]] = defaultdict(list)

    def hang(self, outer: Place, prefix: str, inner: Place) -> None:
        """Everything of `inner` is `outer`'s too, behind the prefix."""
        if outer != inner:
            self._inner[outer].append((prefix, inner))

    def follow(self, applications: Iterable[Place]) -> tuple[list[Route], set[Place]]:
        """All routes at their whole paths, and what is reached from the applications that hang in nothing."""
        hung = {inner for within in self._inner.values() for _, inner in within}
        todo = [(place, "") for place in applications if place not in hung]
        found: list[Route] = []
        seen: set[tuple[Place, str]] = set()
        while todo:
            place, prefix = todo.pop()
            if (place, prefix) in seen or prefix.count("/") > 4 * _FURTHEST:
                continue
            seen.add((place, prefix))
            found += [replace(route, path=joined(prefix, route.path)) for route in self.routes.get(place, ())]
            todo += [(inner, joined(prefix, more) if more else prefix) for more, inner in self._inner.get(place, ())]
        return found, {place for place, _ in seen}


def same_form(path: str) -> str:
    """The path with every parameter as `{}` and no slash at the end: equal for paths that match the same requests."""
    plain = _PARAMETER.sub("{}", path)
    return "/" + re.sub(r"/{2,}", "/", plain).strip("/")


def joined(prefix: str, path: str) -> str:
    """A router's prefix and a path in it."""
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}" if path not in ("", "/") else prefix or "/"
