"""What is left of a project's log at each of its events: files, drafts, checks, progress, and how the run ends."""

from typing import Any

import pytest

from tailrace.events import RunCompleted, RunFailed
from tailrace.fold import fold
from tailrace.kinds.code.finish import finish
from tests.unit.code_runs import (
    END,
    MENDED,
    PLANNED,
    REPAIRED,
    REPAIRING,
    STARTED,
    WRITTEN,
    begun,
    chunk,
    done,
    ended,
    failed,
    log,
    started,
    validated,
)

# The check after the repairs, when it finds the same again.
AGAIN = [
    started("recheck"),
    validated("recheck", "syntax", "fail", "server.js"),
    validated("recheck", "contract", "pass"),
    ended("recheck"),
]


def file(snapshot: dict[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in snapshot["parts"]["files"] if one["path"] == path)
    return found


def test_every_prefix_is_a_snapshot_whose_parts_fit_together() -> None:
    events = log(*REPAIRED, END)
    before: list[dict[str, Any]] = []
    progress = 0
    for number in range(1, len(events) + 1):
        snapshot = fold(events[:number])
        files = snapshot["parts"]["files"]
        for one in files:
            assert set(one) == {"path", "purpose", "state", "content", "bytes", "sha256", "draft"}
            assert (one["state"] == "writing") == (one["draft"] is not None)
            assert (one["content"] is None) == (one["sha256"] is None) == (one["bytes"] is None)
        kept = {one["path"] for one in before if one["content"] is not None}
        assert kept <= {one["path"] for one in files if one["content"] is not None}, "what was complete stays"
        assert snapshot["progress"] >= progress, events[number - 1]["type"]
        before, progress = files, snapshot["progress"]
    assert progress == 100


def test_the_contract_is_there_before_there_is_a_plan() -> None:
    assert file(fold(log(*PLANNED[:4])), "openapi.yaml")["draft"] == "open"
    early = fold(log(*PLANNED[:6]))
    assert file(early, "openapi.yaml")["content"] == "openapi"
    assert (early["parts"]["summary"], early["progress"] > 0) == (None, True)
    planned = fold(log(*PLANNED))
    assert [one["path"] for one in planned["parts"]["files"]] == ["openapi.yaml", "package.json", "server.js"]
    assert [one["state"] for one in planned["parts"]["files"]] == ["completed", "planned", "planned"]
    assert file(planned, "openapi.yaml")["purpose"] == "openapi.yaml"


def test_chunks_of_an_attempt_that_broke_are_void() -> None:
    assert file(fold(log(*WRITTEN[:13])), "server.js")["draft"] == "half"
    broken = file(fold(log(*WRITTEN[:16])), "server.js")
    assert (broken["state"], broken["draft"]) == ("planned", None)
    assert file(fold(log(*WRITTEN)), "server.js")["content"] == "whole"


def test_an_attempt_that_was_superseded_leaves_nothing_even_without_a_word() -> None:
    again = [
        *WRITTEN[:13],
        ("step.superseded", {"by_attempt": 2}, "file:server.js", 1),
        started("file:server.js", 2),
        begun("server.js", "file:server.js", 2),
        chunk("server.js", "new", 0, "file:server.js", 2),
    ]
    assert file(fold(log(*again[:14])), "server.js")["draft"] is None
    assert file(fold(log(*again)), "server.js")["draft"] == "new"


def test_another_provider_in_the_same_attempt_begins_the_file_again() -> None:
    taken = [*WRITTEN[:13], begun("server.js", "file:server.js"), chunk("server.js", "b", 0, "file:server.js")]
    assert file(fold(log(*taken)), "server.js")["draft"] == "b"


def test_a_contract_that_broke_off_is_void_and_a_file_that_failed_says_so() -> None:
    assert file(fold(log(*PLANNED[:5], failed("plan", 1))), "openapi.yaml")["draft"] is None
    lost = fold(log(*PLANNED, started("file:server.js"), failed("file:server.js", 1, final=True)))
    assert file(lost, "server.js")["state"] == "failed"


def test_a_file_that_failed_is_planned_again_once_the_run_goes_on_with_it() -> None:
    lost = [*PLANNED, started("file:server.js"), failed("file:server.js", 1, final=True)]
    end: tuple[Any, ...] = ("run.failed", {"errors": [], "usage": {}})
    for steps, state in ((["file:server.js", "check"], "planned"), (["check"], "failed")):
        resumed = ("run.resumed", {"steps": steps, "reason": "", "feedback": {}})
        assert file(fold(log(*lost, end, resumed)), "server.js")["state"] == state


def test_what_a_file_was_stays_until_its_repair_is_complete() -> None:
    at_work = file(fold(log(*REPAIRING)), "server.js")
    assert (at_work["content"], at_work["draft"], at_work["state"]) == ("whole", "mended", "writing")
    broken = file(fold(log(*REPAIRING, failed("repair:server.js", 1, final=True))), "server.js")
    assert (broken["content"], broken["draft"], broken["state"]) == ("whole", None, "completed")
    assert file(fold(log(*REPAIRED)), "server.js")["content"] == "mended"


def test_a_run_that_is_cancelled_has_no_draft_left() -> None:
    cancelled = ("run.cancelled", {"kept_through_seq": 13, "calls_aborted": 1, "usage": {}})
    snapshot = fold(log(*WRITTEN[:13], cancelled))
    assert (file(snapshot, "server.js")["draft"], file(snapshot, "server.js")["state"]) == (None, "planned")
    assert file(snapshot, "openapi.yaml")["content"] == "openapi"


def test_a_check_is_stale_once_a_file_is_newer_and_each_stage_stands_once() -> None:
    repaired = fold(log(*MENDED))["parts"]["validation"]
    assert [(one["stage"], one["stale"]) for one in repaired] == [("syntax", True), ("contract", True)]
    rechecked = fold(log(*REPAIRED))["parts"]["validation"]
    assert [(one["stage"], one["result"], one["stale"]) for one in rechecked] == [
        ("syntax", "pass", False),
        ("contract", "pass", False),
    ]


class TestFinish:
    def test_a_project_that_passes_is_complete_and_says_so(self) -> None:
        end = finish(fold(log(*REPAIRED)))
        assert isinstance(end, RunCompleted)
        assert end.degraded == []
        assert (end.summary["files"], end.summary["result"], end.summary["failing"]) == (3, "pass", [])
        assert end.summary["checks"] == {"syntax": "pass", "contract": "pass"}

    def test_what_still_fails_after_the_repair_is_told_and_degraded(self) -> None:
        end = finish(fold(log(*MENDED, *AGAIN)))
        assert isinstance(end, RunCompleted)
        assert end.degraded == ["check"]
        assert end.summary["result"] == "fail"
        assert end.summary["failing"] == [{"check": "syntax", "message": "syntax fail"}]

    def test_what_was_checked_before_a_repair_and_not_since_is_unknown(self) -> None:
        end = finish(fold(log(*MENDED, started("recheck"), failed("recheck", 1, final=True))))
        assert isinstance(end, RunCompleted)
        assert end.degraded == ["recheck"]
        assert (end.summary["result"], end.summary["checks"]["syntax"]) == ("unknown", "unknown")

    def test_a_repair_that_failed_leaves_the_project_complete(self) -> None:
        end = finish(fold(log(*REPAIRING, failed("repair:server.js", 1, final=True), *AGAIN)))
        assert isinstance(end, RunCompleted)
        assert end.degraded == ["repair:server.js", "check"]

    def test_a_project_that_was_never_checked_is_not_called_good(self) -> None:
        end = finish(fold(log(*WRITTEN, started("check"), failed("check", 1, final=True))))
        assert isinstance(end, RunCompleted)
        assert (end.degraded, end.summary["result"]) == (["check"], "unknown")

    @pytest.mark.parametrize("at", [2, 10])
    def test_without_a_file_or_a_plan_the_run_has_failed(self, at: int) -> None:
        step = "plan" if at == 2 else "file:package.json"
        end = finish(fold(log(*WRITTEN[:at], failed(step, 1, final=True))))
        assert isinstance(end, RunFailed)
        assert [error.step for error in end.errors][:1] == [step]


def test_an_event_is_never_changed_by_folding_it() -> None:
    events, again = log(*REPAIRED), log(*REPAIRED)
    fold(events)
    assert events == again


def test_a_run_of_which_only_the_start_is_known_has_no_parts() -> None:
    snapshot = fold(log(STARTED))
    assert snapshot["parts"] == {"summary": None, "requirements": [], "files": [], "validation": []}
    assert snapshot["progress"] == 0


def test_a_file_may_be_empty() -> None:
    snapshot = fold(log(*PLANNED, begun("server.js", "file:server.js"), done("server.js", "", "file:server.js")))
    assert (file(snapshot, "server.js")["content"], file(snapshot, "server.js")["bytes"]) == ("", 0)
