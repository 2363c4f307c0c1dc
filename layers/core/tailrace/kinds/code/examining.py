"""All checks of a project, one stage after the other, each told as soon as it is done."""

import asyncio
from dataclasses import dataclass

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.kinds.code.checks import STAGES, Project, Stage, Verdict
from tailrace.kinds.code.input import CodeInput
from tailrace.kinds.code.project import contents
from tailrace.settings import settings
from tailrace.validation import ValidationProgress


@dataclass(frozen=True)
class Examined:
    """`failing`: complete files with findings of failed stages; `missing`: planned files that are not there."""

    failing: list[str]
    missing: list[str]


async def examine(context: StepContext) -> Examined:
    """Run every stage on the files as they are."""
    snapshot = context.snapshot
    planned = [file["path"] for file in snapshot["parts"]["files"]]
    project = Project(
        files=contents(snapshot),
        planned=tuple(planned),
        wanted=CodeInput.model_validate(snapshot["input"]),
        esbuild=settings().esbuild_path,
    )
    failing: set[str] = set()
    for name, stage in STAGES.items():
        verdict = await asyncio.to_thread(_judge, stage, project)
        found = ValidationProgress(
            stage=name, result=verdict.result, message=verdict.message, findings=list(verdict.findings)
        )
        context.add(Draft(found, f"{name}: {verdict.message}"))
        if verdict.result == "fail":
            failing |= {finding.path for finding in verdict.findings if finding.path}
    return Examined([path for path in project.files if path in failing], list(project.missing))


def _judge(stage: Stage, project: Project) -> Verdict:
    try:
        return stage(project)
    except Exception as error:  # noqa: BLE001 - files are a stranger's: one that breaks a check must not hide the others
        return Verdict("unknown", f"the check could not read these files ({type(error).__name__})", ())
