"""Stage `manifest`: what the files import can be had, and the project can be installed and started."""

from tailrace.kinds.code.checks import manifest_js, manifest_py
from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.verdict import Verdict, verdict


def check(project: Project) -> Verdict:
    """Fail with every import that leads nowhere; unknown where the manifest is not there to look at."""
    look = manifest_js.look if project.wanted.framework == "express" else manifest_py.look
    findings, doubts, passed = look(project)
    return verdict(findings, doubts, passed)
