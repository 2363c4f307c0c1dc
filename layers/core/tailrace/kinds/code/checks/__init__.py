"""The checks of a project: pure functions over its files, each one stage. Nothing is run, nothing is fetched."""

from collections.abc import Callable, Mapping

from tailrace.kinds.code.checks import contract, entry_point, framework, health, manifest, routes, secrets, syntax
from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.verdict import Verdict

Stage = Callable[[Project], Verdict]

STAGES: Mapping[str, Stage] = {
    "syntax": syntax.check,
    "contract": contract.check,
    "manifest": manifest.check,
    "entry_point": entry_point.check,
    "health": health.check,
    "routes": routes.check,
    "secrets": secrets.check,
    "framework": framework.check,
}

__all__ = ["STAGES", "Project", "Stage", "Verdict"]
