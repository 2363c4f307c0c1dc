"""Stage `routes`: every operation of the contract has a handler, at exactly its path and method."""

from itertools import takewhile

from tailrace.kinds.code.checks.openapi import Document, Operation
from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.routes_found import RoutesFound, same_form
from tailrace.kinds.code.checks.texts import is_javascript, is_python
from tailrace.kinds.code.checks.verdict import Verdict, finding, verdict
from tailrace.validation import Finding


def check(project: Project) -> Verdict:
    """Fail with each operation that nothing answers; unknown where that cannot be told."""
    document, found = project.contract, project.routes
    if not isinstance(document, Document):
        return Verdict("unknown", "the contract could not be read, so its paths are not known", ())
    answered = {(route.method, same_form(route.path)) for route in found.routes}
    lacking = [operation for operation in document.operations if not _is_answered(operation, document, answered)]
    doubts = [*project.doubts, *found.doubts]
    if not found.apps:
        doubts.append(f"no {project.wanted.framework} application was found in the code")
    unseen = [
        finding(file, f"the router {name} has routes, and no application includes it", line, column)
        for file, line, column, name in found.unmounted
    ]
    unseen += [_lacks(project, found, operation) for operation in lacking]
    passed = f"all {len(document.operations)} operations of the contract have a handler"
    return verdict([], doubts if unseen else [], passed, unseen)


def _is_answered(operation: Operation, document: Document, answered: set[tuple[str, str]]) -> bool:
    methods = {operation.method, "*"} | ({"GET"} if operation.method == "HEAD" else set())
    if operation.method == "OPTIONS":
        return True  # Answered by the middleware for cross-origin requests.
    forms = {same_form(base + operation.path) for base in document.bases}
    return any((method, form) in answered for method in methods for form in forms)


def _lacks(project: Project, found: RoutesFound, operation: Operation) -> Finding:
    """The finding is in the file that answers to the path most like it, or is named so, else in an application's."""
    wanted = same_form(operation.path).split("/")
    alike = max(found.routes, key=lambda route: _common(wanted, route.path), default=None)
    if alike is not None and _common(wanted, alike.path) > 1:
        file = alike.file
    else:
        named = [path for path in project.files if wanted[1] and wanted[1] in path.lower() and _is_code(path)]
        file = [*named, *found.apps, *project.planned][0]
    return finding(file, f"{operation} of the contract has no handler")


def _common(wanted: list[str], path: str) -> int:
    """How many parts the two begin with alike, the empty one before the first slash included."""
    pairs = zip(wanted, same_form(path).split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _is_code(path: str) -> bool:
    return is_javascript(path) or is_python(path)
