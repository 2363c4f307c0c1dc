"""How a vision run ends: only the framework is needed, all else may be missing and is named then."""

from tailrace.endings import completed_or_failed
from tailrace.events import EventData
from tailrace.fold import Snapshot
from tailrace.kinds.vision.page import word_count
from tailrace.kinds.vision.sections import FRAMEWORK, ONE_PAGER

OPTIONAL = ("brief", "validate", "refine", "one_pager", "qa", "scores")


def finish(snapshot: Snapshot) -> EventData:
    """Completed if there is a framework, else failed with every error.

    Degraded is also what was completed and still breaks a rule, and scores that are none: continuing the run makes
    those once more.
    """
    parts = snapshot["parts"]
    broken = [entry["stage"] for entry in parts["validation"] if entry["result"] == "fail"]
    completed = {step["id"] for step in snapshot["steps"] if step["state"] == "completed"}
    doubtful = {
        "validate": any(name in broken for name in FRAMEWORK),
        "one_pager": ONE_PAGER in broken,
        "qa": parts["qa"] is not None and parts["qa"]["overall"] is None,
        "scores": parts["scores"] is not None and parts["scores"]["overall"] is None,
    }
    page = parts["one_pager"]["content"]
    summary = {
        "company": parts["company"],
        "sections": [name for name, section in parts["sections"].items() if section["content"] is not None],
        "one_pager_words": None if page is None else word_count(page),
        "breaks_rules": broken,
        "qa_overall": parts["qa"] and parts["qa"]["overall"],
        "overall": parts["scores"] and parts["scores"]["overall"],
        "band": parts["scores"] and parts["scores"]["bands"]["overall"],
    }
    degraded = [step for step, is_doubtful in doubtful.items() if is_doubtful and step in completed]
    return completed_or_failed(snapshot, summary, optional=OPTIONAL, degraded=degraded)
