"""Stage `health`: there is a health endpoint, and it answers with a status and the time."""

from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.routes_found import Route
from tailrace.kinds.code.checks.verdict import Verdict, finding, verdict

_TIME = ("time", "now", "date", "uptime", "checked_at", "checkedat")


def check(project: Project) -> Verdict:
    """Fail if no GET route is called health, or its handler has no status or no time."""
    found = project.routes
    health = [route for route in found.routes if route.method in ("GET", "*") and _is_health(route.path)]
    if not health:
        lacking = [finding(found.apps[0], "there is no GET /health")] if found.apps else []
        doubts = [*project.doubts, *found.doubts, *([] if found.apps else ["no application was found in the code"])]
        return verdict([], doubts, "", lacking)
    without = {route: _lacking(route) for route in health}
    good = next((route for route, what in without.items() if not what), None)
    if good:
        return verdict([], [], f"GET {good.path} answers with status and time")
    route = health[0]
    message = f"GET {route.path} does not answer with {' and '.join(without[route])}"
    if not route.is_seen:
        return Verdict("unknown", f"whether GET {route.path} answers with status and time is decided elsewhere", ())
    return verdict([finding(route.file, message, route.line, route.column)], [], "")


def _is_health(path: str) -> bool:
    return any("health" in part for part in path.lower().split("/")[-2:])


def _lacking(route: Route) -> list[str]:
    words = {word.lower() for word in route.words}
    lacking = [] if any("status" in word for word in words) else ["a status"]
    return lacking if any(part in word for word in words for part in _TIME) else [*lacking, "the time"]
