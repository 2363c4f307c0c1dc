"""The routes of a FastAPI project, from its syntax trees: applications, routers, and where they are included."""

import ast

from tailrace.kinds.code.checks.py_module import Function, PyModule, dotted
from tailrace.kinds.code.checks.py_project import PyProject
from tailrace.kinds.code.checks.routes_found import Place, Route, Routers, RoutesFound, joined
from tailrace.kinds.code.checks.texts import is_test

_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_FURTHEST = 8


class FastApiReader:
    """Reads one project; `read` gives what it answers to. A place is a name that is assigned in a file."""

    def __init__(self, project: PyProject) -> None:
        self._project = project
        self._modules = {path: module for path, module in project.modules.items() if not is_test(path)}
        self._found = RoutesFound()
        self._routers = Routers()
        self._applications: list[Place] = []
        self._prefixes: dict[Place, str] = {}
        # By name, so that nothing is followed twice, or round in a circle.
        self._known: dict[Place, list[Place]] = {}

    def read(self) -> RoutesFound:
        for path, module in self._modules.items():
            self._declare(path, module)
        for path, module in self._modules.items():
            for node in module.nodes:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    for decorator in node.decorator_list:
                        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute):
                            self._read_route(path, module, decorator.func, decorator, node)
                elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    self._read_call(path, module, node.func, node)
        self._found.apps = sorted({path for path, _ in self._applications})
        # Where a function is handed the application, its parameter's routes and routers are the application's.
        handed = [(path, "app") for path in self._modules if (path, "app") not in self._prefixes]
        self._found.routes, reached = self._routers.follow([*self._applications, *handed])
        if self._found.apps and not self._found.doubts:
            self._found.unmounted = [
                (place[0], routes[0].line, routes[0].column, str(place[1]))
                for place, routes in self._routers.routes.items()
                if routes and place in self._prefixes and place not in reached
            ]
        return self._found

    def _declare(self, path: str, module: PyModule) -> None:
        for name, values in module.assigned.items():
            for value in values:
                made = (dotted(value.func) or "").rpartition(".")[2] if isinstance(value, ast.Call) else ""
                if isinstance(value, ast.Call) and name and made in ("FastAPI", "APIRouter"):
                    self._prefixes[path, name] = self._prefix(path, module, value)
                    if made == "FastAPI":
                        self._applications.append((path, name))

    def _read_call(self, path: str, module: PyModule, function: ast.Attribute, call: ast.Call) -> None:
        arguments = call.args
        if function.attr == "include_router" and arguments:
            self._hang(path, module, function, self._prefix(path, module, call), arguments[0])
        elif function.attr == "mount" and len(arguments) > 1:
            self._hang(path, module, function, self._text(path, module, arguments[0]) or "", arguments[1])
        elif function.attr == "add_api_route" and len(arguments) > 1:
            handler = module.definitions.get(dotted(arguments[1]) or "")
            self._read_route(path, module, function, call, None if isinstance(handler, ast.ClassDef) else handler)

    def _hang(self, path: str, module: PyModule, function: ast.Attribute, prefix: str, included: ast.expr) -> None:
        owner = dotted(function.value)
        if owner is None:
            return
        targets = self._targets(path, module, included)
        if not targets:
            self._found.doubts.append(f"what {path} includes in {owner} could not be found")
        for target in targets:
            own = self._prefixes.get(target, "")
            self._routers.hang(self._owner(path, module, owner), joined(prefix, own) if own else prefix, target)

    def _owner(self, path: str, module: PyModule, owner: str) -> Place:
        """The place that a name means which something is included in."""
        found = self._targets(path, module, ast.Name(owner)) if "." not in owner else []
        return found[0] if len(found) == 1 else (path, owner)

    def _read_route(
        self, path: str, module: PyModule, function: ast.Attribute, call: ast.Call, handler: Function | None
    ) -> None:
        owner, method = dotted(function.value), function.attr
        if owner is None or (method not in _METHODS and method not in ("api_route", "add_api_route")):
            return
        argument = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "path"), None)
        own = self._text(path, module, argument) if argument is not None else None
        if own is None:
            self._found.doubts.append(f"{path} has a route whose path is no plain text")
            return
        words = self._project.words(path, handler) if handler else frozenset[str]()
        self._routers.routes[self._owner(path, module, owner)] += [
            Route(one.upper(), own, path, call.lineno, call.col_offset + 1, words, handler is not None)
            for one in ([method] if method in _METHODS else _methods(call))
        ]

    def _prefix(self, path: str, module: PyModule, call: ast.Call) -> str:
        given = next((keyword.value for keyword in call.keywords if keyword.arg == "prefix"), None)
        text = self._text(path, module, given) if given else ""
        if text is None:
            self._found.doubts.append(f"{path} has a prefix that is no plain text")
        return text or ""

    def _text(self, path: str, module: PyModule, node: ast.expr, far: int = 0) -> str | None:
        """A plain string, a constant that is one, or some of these joined."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.JoinedStr | ast.BinOp) and far < _FURTHEST:
            parts = node.values if isinstance(node, ast.JoinedStr) else [node.left, node.right]
            inner = [part.value if isinstance(part, ast.FormattedValue) else part for part in parts]
            texts = [self._text(path, module, part, far + 1) for part in inner]
            return None if None in texts else "".join(text for text in texts if text)
        if not isinstance(node, ast.Name):
            return None
        if node.id in module.constants:
            return module.constants[node.id]
        meaning = self._project.meaning(path, module.bindings[node.id]) if node.id in module.bindings else None
        other = self._project.modules.get(meaning[0]) if meaning else None
        return other.constants.get(meaning[1] or "") if other and meaning else None

    def _targets(self, path: str, module: PyModule, node: ast.expr) -> list[Place]:
        """The routers that an expression gives: a name, a module's attribute, a call of a function that makes one."""
        name = dotted(node.func if isinstance(node, ast.Call) else node)
        if name is None:
            return []
        key = (path, f"{name}()" if isinstance(node, ast.Call) else name)
        if key not in self._known:
            self._known[key] = []
            self._known[key] = (self._made_by if isinstance(node, ast.Call) else self._named)(path, module, name)
        return self._known[key]

    def _named(self, path: str, module: PyModule, name: str) -> list[Place]:
        if (path, name) in self._prefixes:
            return [(path, name)]
        first, _, rest = name.partition(".")
        if first in module.bindings:
            return self._imported(path, module, first, rest)
        return [found for value in module.assigned.get(name, ()) for found in self._targets(path, module, value)]

    def _imported(self, path: str, module: PyModule, first: str, rest: str) -> list[Place]:
        one = module.bindings[first]
        if one.name is None:
            # `import app.routes` and then `app.routes.tasks.router`
            whole = f"{one.local}.{rest}" if one.local == one.module.partition(".")[0] else f"{one.module}.{rest}"
            inner, _, name = whole.rpartition(".")
            target = self._project.resolve(path, inner, 0)
        else:
            meaning = self._project.meaning(path, one)
            if meaning is None:
                return []
            target, name = meaning[0], meaning[1] or rest
            if meaning[1] is None and "." in rest:
                target = self._project.resolve(target, rest.rpartition(".")[0], 1)
                name = rest.rpartition(".")[2]
        other = self._modules.get(target or "")
        return self._targets(target, other, ast.Name(name)) if target and other else []

    def _made_by(self, path: str, module: PyModule, name: str) -> list[Place]:
        """The routers that a function assigns."""
        found = self._project.definition(path, name)
        if found is None:
            return []
        inside = {dotted(target) for one in ast.walk(found[1]) if isinstance(one, ast.Assign) for target in one.targets}
        return [(found[0], made) for made in inside if made and (found[0], made) in self._prefixes]


def _methods(call: ast.Call) -> list[str]:
    for keyword in call.keywords:
        if keyword.arg == "methods" and isinstance(keyword.value, ast.List | ast.Tuple | ast.Set):
            items = [item.value for item in keyword.value.elts if isinstance(item, ast.Constant)]
            return [item for item in items if isinstance(item, str)]
    return ["GET"]
