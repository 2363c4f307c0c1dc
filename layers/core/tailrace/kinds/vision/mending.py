"""Sections held against their rules: repaired by code, and those that still break one written once more by a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.kinds.vision.events import SectionCompleted
from tailrace.kinds.vision.input import VisionInput
from tailrace.kinds.vision.prompt import revise
from tailrace.kinds.vision.repair import repair
from tailrace.kinds.vision.rules import check, few
from tailrace.kinds.vision.writing import collect
from tailrace.validation import Finding, ValidationProgress


@dataclass(frozen=True)
class Mended:
    """A section as code has left it: what was repaired, and what is still wrong."""

    section: str
    content: Any
    repairs: Sequence[Finding]
    findings: Sequence[Finding]

    def drafts(self, before: Any = None, doubt: str | None = None) -> list[Draft]:
        """The section, if it is not as it was before, and what is to be said of it.

        `doubt` says why a section that still breaks rules could not be asked for again.
        """
        told: list[Draft] = []
        if self.content != before:
            told.append(Draft(SectionCompleted(section=self.section, content=self.content)))
        done = f" after {_count(self.repairs, 'repair')}" if self.repairs else ""
        if not self.findings:
            message = f"{self.section} keeps its rules{done}"
        else:
            message = f"{self.section} breaks {_count(self.findings, 'rule')}{done}" + (f"; {doubt}" if doubt else "")
        progress = ValidationProgress(
            stage=self.section,
            result="fail" if self.findings else "pass",
            message=message,
            findings=few(self.findings or self.repairs),
        )
        return [*told, Draft(progress, message)]


def mend(section: str, content: Any, said: str) -> Mended:
    """What code alone can do for a section; `said` is all that the founder has said."""
    repaired, repairs = repair(section, content)
    return Mended(section, repaired, repairs, check(section, repaired, said))


async def ask_again(
    context: StepContext,
    provider: str,
    model: str,
    wanted: VisionInput,
    sections: Mapping[str, Any],
    broken: Sequence[Mended],
    said: str,
) -> list[Mended]:
    """The broken sections after one call for all of them; each new one counts only if it breaks fewer rules.

    `sections` is the rest of the document, which the new ones have to go with. Raises a `ProviderError`.
    """
    contents = {**sections, **{old.section: old.content for old in broken}}
    prompt = revise(wanted, contents, {old.section: few(old.findings) for old in broken})
    written = await collect(context, provider, model, prompt)
    again = [mend(old.section, written[old.section], said) for old in broken]
    return [new if len(new.findings) < len(old.findings) else old for old, new in zip(broken, again, strict=True)]


def _count(things: Sequence[Any], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"
