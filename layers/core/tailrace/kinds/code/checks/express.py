"""The routes of an Express project, from its trees: applications, routers, and where they are mounted."""

from tree_sitter import Node

from tailrace.kinds.code.checks.express_values import ExpressValues
from tailrace.kinds.code.checks.js_module import JsModule
from tailrace.kinds.code.checks.js_names import FUNCTIONS, arguments
from tailrace.kinds.code.checks.js_project import JsProject, Own
from tailrace.kinds.code.checks.routes_found import Place, Route, Routers, RoutesFound
from tailrace.kinds.code.checks.texts import is_test
from tailrace.syntax_tree import below, field, line, source

_METHODS = {name: name.upper() for name in ("get", "post", "put", "patch", "delete", "head", "options")} | {"all": "*"}


class ExpressReader:
    """Reads one project; `read` gives what it answers to."""

    def __init__(self, project: JsProject) -> None:
        self._project = project
        self._modules = {path: module for path, module in project.modules.items() if not is_test(path)}
        self._found = RoutesFound()
        self._routers = Routers()
        self._values = ExpressValues(project)
        self._names: dict[Place, str] = {}

    def read(self) -> RoutesFound:
        for path, module in self._modules.items():
            for node in module.nodes:
                if node.type == "call_expression":
                    self._read_call(path, module, node)
        self._found.apps = sorted({path for path, _ in self._values.applications})
        self._found.routes, reached = self._routers.follow(self._values.applications)
        self._tell_unreached(reached)
        return self._found

    def _read_call(self, path: str, module: JsModule, call: Node) -> None:
        function = field(call, "function")
        method = source(field(function, "property"))
        if function is None:
            return
        self._values.places(path, call)
        if function.type == "member_expression" and (method in _METHODS or method == "use"):
            owner, route = _chain(function)
            for place in self._values.places(path, owner) or ():
                self._names.setdefault(place, source(owner))
                if method == "use":
                    self._read_use(place, path, call)
                else:
                    self._read_route(place, path, module, call, route)
        elif function.type == "subscript_expression" and self._values.places(path, below(function)[0]):
            self._doubt(f"{path} has routes whose methods are decided while it runs")
        else:
            self._hand_over(path, call, function)

    def _hand_over(self, path: str, call: Node, function: Node) -> None:
        """`register(app)`: the routes of the function's parameter are the application's."""
        given = [self._values.places(path, argument) or [] for argument in arguments(call)]
        called = self._project.meaning(path, function) if any(given) else None
        if not isinstance(called, Own) or called.node.type not in FUNCTIONS:
            return
        taken = below(field(called.node, "parameters") or called.node)
        alone = field(called.node, "parameter")
        for parameter, places in zip([alone] if alone else taken, given, strict=False):
            for place in places:
                self._routers.hang(place, "", (called.path, parameter.id))

    def _read_route(self, place: Place, path: str, module: JsModule, call: Node, route: Node | None) -> None:
        given = arguments(call)
        if route is None and len(given) < 2:
            return  # `app.get("a setting")`
        paths = self._values.texts(path, route or given[0])
        if paths is None:
            if place not in self._values.parameters:
                self._doubt(f"{path} has a route whose path is no plain text")
            return
        handlers = given if route else given[1:]
        words = frozenset[str]().union(*(self._project.words(path, handler) for handler in handlers))
        meanings = [self._project.meaning(path, handler) for handler in handlers]
        is_seen = all(isinstance(meant, Own) and meant.node.type in FUNCTIONS for meant in meanings)
        named = field(field(call, "function"), "property") or call
        at, method = module.place(named), _METHODS[source(named)]
        self._routers.routes[place] += [Route(method, one, path, *at, words, is_seen) for one in paths]

    def _read_use(self, place: Place, path: str, call: Node) -> None:
        given = arguments(call)
        prefixes = self._values.texts(path, given[0]) if given else None
        if prefixes is None and given and given[0].type in ("string", "template_string", "regex", "binary_expression"):
            self._doubt(f"{path} mounts something at a path that is made while it runs")
            return
        for target in given if prefixes is None else given[1:]:
            inner = self._values.places(path, target)
            if inner is None:
                self._doubt(f"what {path} mounts in line {line(target)} is decided while it runs")
            for one in inner or ():
                for prefix in prefixes if prefixes is not None else [""]:
                    self._routers.hang(place, prefix, one)

    def _tell_unreached(self, reached: set[Place]) -> None:
        for place, routes in self._routers.routes.items():
            if place in reached or not routes:
                continue
            first = routes[0]
            if place in self._values.parameters:
                if first.path.startswith("/"):  # Else it is a cache, or a map.
                    self._doubt(f"whose routes {first.file} adds to {self._names[place]} is decided while it runs")
            elif not self._found.doubts and self._found.apps:
                self._found.unmounted.append((first.file, first.line, first.column, self._names[place]))

    def _doubt(self, why: str) -> None:
        if why not in self._found.doubts:
            self._found.doubts.append(why)


def _chain(function: Node) -> tuple[Node, Node | None]:
    """Of `owner.route('/x').get(…).post`: the owner, and the path of `route`, if there is one."""
    at, route = field(function, "object"), None
    while at and at.type == "call_expression":
        inner = field(at, "function")
        method = source(field(inner, "property"))
        if (
            inner is None
            or inner.type != "member_expression"
            or (method not in _METHODS and method not in ("use", "route"))
        ):
            break
        if method == "route" and route is None:
            route = next(iter(arguments(at)), None)
        at = field(inner, "object")
    return at or function, route
