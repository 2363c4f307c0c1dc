"""Model calls that were paid twice, by the log and by the providers' own list.

By the log, where order is certain: a call reserved or recorded for a step that is complete and was not asked for again.
By the list, in which a call has its run, its step and its times: a call begun more than `SLACK` after its step was
complete, or after its run was closed, with nobody asking since; two calls for one step that were open at the same time
and both came to their end; and a call that the log holds no reservation for at its start.

The slack is for a call that was on its way when its step or run ended: who has looked at the log just before may still
be connecting, and this machine is busier than it should be.
"""

import json
from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from local.chaos.verdict import Findings
from local.chaos.verdict.asked import TERMINAL, Event, Steps

SLACK = timedelta(seconds=2)
# The list and the log have milliseconds.
_ROUNDING = timedelta(milliseconds=2)

Call = Mapping[str, Any]


def judge(kind: str, log: Sequence[str], calls: Sequence[Call], asked: Set[str], findings: Findings) -> None:
    """Every call of a run."""
    events = [json.loads(line) for line in log]
    found = findings["calls_twice"]
    found += _by_log(kind, events, asked)
    for step in sorted({call["step"] for call in calls}):
        own = sorted((call for call in calls if call["step"] == step), key=lambda call: str(call["started"]))
        found += _in_vain(events, step, own)
        found += _side_by_side(step, own)
        found += _unreserved(events, step, own)


def _by_log(kind: str, events: Sequence[Event], asked: Set[str]) -> list[str]:
    steps = Steps(kind, asked)
    found = []
    for event in events:
        if event["type"] in ("usage.reserved", "usage.recorded") and event["step"] in steps.complete:
            found.append(f"event {event['seq']} is {event['type']} of {event['step']}, which is complete")
        steps.feed(event)
    return found


def _in_vain(events: Sequence[Event], step: str, calls: Sequence[Call]) -> list[str]:
    """Calls in the times when nobody wanted any: from the step's or the run's end until it is asked for again."""
    found = []
    for begin, end, why in _closed_times(events, step):
        for call in calls:
            at = _time(call["started"])
            if begin + SLACK < at and (end is None or at < end - _ROUNDING):
                found.append(f"a call for {step} began at {call['started']}, after {why}")
    return found


def _closed_times(events: Sequence[Event], step: str) -> list[tuple[datetime, datetime | None, str]]:
    times: list[tuple[datetime, datetime | None, str]] = []
    since: datetime | None = None
    why = ""
    for event in events:
        data, at = event["data"], _time(event["ts"])
        if event["type"] in ("run.resumed", "run.steps_added"):
            named = [entry if isinstance(entry, str) else entry["id"] for entry in data["steps"]]
            if step in named and since is not None:
                times.append((since, at, why))
                since = None
        elif since is None and event["type"] == "step.completed" and event["step"] == step:
            since, why = at, f"event {event['seq']} had completed it"
        elif since is None and event["type"] in TERMINAL:
            since, why = at, f"event {event['seq']} had ended the run"
    if since is not None:
        times.append((since, None, why))
    return times


def _side_by_side(step: str, calls: Sequence[Call]) -> list[str]:
    """Two completed calls at once are two answers to one question."""
    done = [call for call in calls if call["outcome"] == "completed"]
    return [
        f"two calls for {step} were open at {later['started']}, and both came to their end"
        for earlier, later in pairwise(done)
        if _time(later["started"]) < _time(earlier["ended"])
    ]


def _unreserved(events: Sequence[Event], step: str, calls: Sequence[Call]) -> list[str]:
    """The n-th call of a step needs n reservations before it. A log without any is from before there were such."""
    reserved = [_time(event["ts"]) for event in events if event["type"] == "usage.reserved" and event["step"] == step]
    if not any(event["type"] == "usage.reserved" for event in events):
        return []
    return [
        f"the call for {step} at {call['started']} had no reservation"
        for number, call in enumerate(calls, 1)
        if sum(at <= _time(call["started"]) + _ROUNDING for at in reserved) < number
    ]


def _time(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
