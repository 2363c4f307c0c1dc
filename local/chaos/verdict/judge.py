"""All rules over one run's evidence."""

from local.chaos.evidence import Evidence
from local.chaos.verdict import Findings, calls, completions, none, parts, readers


def judge(evidence: Evidence, *, whole: bool = True) -> Findings:
    """What was wrong with a run. `whole`: it is over, and its readers have followed it to the end."""
    findings = none()
    readers.judge_log(evidence.log, evidence.snapshot, findings)
    for reading in evidence.readings:
        readers.judge_reading(evidence.log, reading, findings, whole=whole)
    parts.judge(evidence.kind, evidence.log, evidence.asked, findings)
    calls.judge(evidence.kind, evidence.log, evidence.calls, evidence.asked, findings)
    completions.judge(evidence.kind, evidence.log, findings)
    return findings
